import { computedType, PRIMITIVES } from "./computed-type";
import { type Declarations, readDeclarations, SchemaError } from "./declarations";
import { type Field, readClassFields, readStructFields } from "./fields";
import type { Attribute, Block, NestedBlock, ObjectType, Type } from "./schema-types";

/** Schema of a type of the provider. */
export interface TypeSchema {
  /** `aws_lambda_function`; `aws` for the provider itself. */
  readonly type: string;
  readonly block: Block;
}

/**
 * Reads the schema of a type from the TypeScript of its binding.
 *
 * The bindings do not contain everything: they lack sensitive attributes, arguments that force a replacement, default
 * values, and block limits other than none, one and any number. The inner of two collections, `set(list(string))`, is
 * always read as a list.
 *
 * @throws SchemaError if the binding has an unknown form
 */
export function readSchema(source: string): TypeSchema {
  const declarations = readDeclarations(source);
  const { name, body, type } = findRoot(declarations);
  const { interface: interfaces } = declarations;
  const all = readClassFields(body, interfaces.get(`${name}Config`) ?? interfaces.get(`${name}ConfigA`));
  // The alias of a provider belongs to Terraform.
  const fields = type.includes("_") ? all : all.filter((field) => field.name !== "alias");
  return { type, block: new Reader(declarations).block(fields) };
}

function findRoot({ class: classes }: Declarations) {
  for (const [name, body] of classes) {
    const type = /tfResourceType = "(\w+)"/.exec(body)?.[1];
    if (type) return { name, body, type };
  }
  throw new SchemaError("no class names its type");
}

class Reader {
  readonly #declarations: Declarations;

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  block(fields: readonly Field[]): Block {
    const nested = fields.map((field) => this.#nestedBlock(field));
    return {
      attributes: fields.filter((_, index) => !nested[index]).map((field) => this.#attribute(field)),
      blocks: nested.filter((block) => block !== undefined),
    };
  }

  #attribute(field: Field): Attribute {
    const { name, required, optional, computed } = field;
    // The suffix of the name is the only mark of a write-only attribute.
    const writeOnly = name.endsWith("_wo") && !computed;
    return { name, type: this.#typeOf(field), required, optional, computed, writeOnly };
  }

  #nestedBlock({ name, writer, required, isCalledBlock }: Field): NestedBlock | undefined {
    if (!writer) return undefined;
    const { kind, storage, value } = writer;
    if (kind === "struct" && isCalledBlock) {
      return { name, nesting: "single", minItems: 0, maxItems: 0, block: this.#blockOf(storage) };
    }
    const struct = storage.replace(/List$/, "");
    if ((kind !== "list" && kind !== "set") || !this.#isStruct(struct)) return undefined;
    // A list names itself a block or an attribute. A block that is allowed once is not written as a list.
    const isBlockList = /listMapperHcl\(\w+, (true|false)\)/.exec(value)?.[1];
    if (isBlockList === "false") return undefined;
    const items = { minItems: required ? 1 : 0, maxItems: isBlockList ? 0 : 1 };
    return { name, nesting: kind, ...items, block: this.#blockOf(struct) };
  }

  #blockOf(struct: string): Block {
    return this.block(readStructFields(this.#declarations, struct));
  }

  #typeOf({ writer, code }: Field): Type {
    if (!writer) return computedType(code, (struct) => this.#objectType(struct));
    const { kind, storage } = writer;
    if (kind === "simple" || kind === "struct") return this.#elementType(storage);
    return [kind, this.#elementType(storage.replace(/(List|Map)$/, ""))];
  }

  #elementType(storage: string): Type {
    const primitive = PRIMITIVES.get(storage);
    if (primitive) return primitive;
    if (this.#isStruct(storage)) return this.#objectType(storage);
    const [, inner = "", collection] = /^(.+)(List|Map)$/.exec(storage) ?? [];
    if (collection) return [collection === "List" ? "list" : "map", this.#elementType(inner)];
    throw new SchemaError(`unknown type ${storage}`);
  }

  #objectType(struct: string): ObjectType {
    const fields = readStructFields(this.#declarations, struct);
    return ["object", Object.fromEntries(fields.map((field) => [field.name, this.#typeOf(field)]))];
  }

  #isStruct(name: string): boolean {
    return this.#declarations.interface.has(name);
  }
}
