import { computedType, PRIMITIVES } from "./computed-type";
import { type Declarations, declarationsIn, SchemaError } from "./declarations";
import { type Field, fieldsOfClass, fieldsOfStruct } from "./fields";
import type { Attribute, Block, NestedBlock, ObjectType, Type } from "./schema-types";

/** A type of the provider's, as a binding has it. */
export interface TypeSchema {
  /** `aws_lambda_function`; `aws` for the provider itself. */
  readonly type: string;
  readonly block: Block;
}

/**
 * Reads the schema of a type back out of its binding's TypeScript.
 *
 * What the bindings do not say, nobody knows here: what is sensitive, what forces a replacement, the values that the
 * provider puts where the configuration has none, how many blocks there may be beyond none, one and any number. The
 * inner of two collections, `set(list(string))`, is always read as a list.
 *
 * @throws SchemaError where the binding is not written as the bindings are
 */
export function readSchema(source: string): TypeSchema {
  const declarations = declarationsIn(source);
  const { name, body, type } = rootOf(declarations);
  const { interface: interfaces } = declarations;
  const all = fieldsOfClass(body, interfaces.get(`${name}Config`) ?? interfaces.get(`${name}ConfigA`));
  // A provider's alias is terraform's own.
  const own = type.includes("_") ? all : all.filter((field) => field.name !== "alias");
  return { type, block: new Reader(declarations).block(own) };
}

function rootOf({ class: classes }: Declarations) {
  for (const [name, body] of classes) {
    const type = /tfResourceType = "(\w+)"/.exec(body)?.[1];
    if (type) return { name, body, type };
  }
  throw new SchemaError("no class says the type that it is for");
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
      blocks: nested.filter((one) => one !== undefined),
    };
  }

  #attribute(field: Field): Attribute {
    const { name, required, optional, computed } = field;
    // They are all called so, and nothing else tells.
    const writeOnly = name.endsWith("_wo") && !computed;
    return { name, type: this.#typeOf(field), required, optional, computed, writeOnly };
  }

  #nestedBlock({ name, written, required, isCalledBlock }: Field): NestedBlock | undefined {
    if (!written) return undefined;
    const { kind, storage, value } = written;
    if (kind === "struct" && isCalledBlock) {
      return { name, nesting: "single", minItems: 0, maxItems: 0, block: this.#blockOf(storage) };
    }
    const struct = storage.replace(/List$/, "");
    if ((kind !== "list" && kind !== "set") || !this.#isStruct(struct)) return undefined;
    // A list says whether it is one of blocks, or an attribute; of a block that may be there once, no list is written.
    const isOfBlocks = /listMapperHcl\(\w+, (true|false)\)/.exec(value)?.[1];
    if (isOfBlocks === "false") return undefined;
    const items = { minItems: required ? 1 : 0, maxItems: isOfBlocks ? 0 : 1 };
    return { name, nesting: kind, ...items, block: this.#blockOf(struct) };
  }

  #blockOf(struct: string): Block {
    return this.block(fieldsOfStruct(this.#declarations, struct));
  }

  #typeOf({ written, code }: Field): Type {
    if (!written) return computedType(code, (struct) => this.#objectType(struct));
    const { kind, storage } = written;
    if (kind === "simple" || kind === "struct") return this.#elementType(storage);
    return [kind, this.#elementType(storage.replace(/(List|Map)$/, ""))];
  }

  #elementType(storage: string): Type {
    const primitive = PRIMITIVES.get(storage);
    if (primitive) return primitive;
    if (this.#isStruct(storage)) return this.#objectType(storage);
    const [, inner = "", collection] = /^(.+)(List|Map)$/.exec(storage) ?? [];
    if (collection) return [collection === "List" ? "list" : "map", this.#elementType(inner)];
    throw new SchemaError(`there is no type ${storage}`);
  }

  #objectType(struct: string): ObjectType {
    const fields = fieldsOfStruct(this.#declarations, struct);
    return ["object", Object.fromEntries(fields.map((field) => [field.name, this.#typeOf(field)]))];
  }

  #isStruct(name: string): boolean {
    return this.#declarations.interface.has(name);
  }
}
