import { type Declarations, readDeclarations, SchemaError } from "./binding-declarations";
import { type Field, readClassFields, readStructFields } from "./binding-fields";
import { computedType, PRIMITIVES } from "./computed-type";
import type { Attribute, Block, NestedBlock, ObjectType, Type } from "./schema-types";

/** Schema of a resource type, of a data source or of the provider itself. */
export interface TypeSchema {
  /** `aws_lambda_function`; `aws` for the provider itself. */
  readonly type: string;
  readonly block: Block;
}

/**
 * Reads the schema of a type from the TypeScript of its CDKTF binding.
 *
 * The bindings lack some facts of the provider's schema: which attributes are sensitive, which arguments
 * force a replacement, default values, and how many blocks are allowed if the limit is not one. They also do
 * not distinguish a set inside a collection from a list, so `list(set(string))` is read as
 * `list(list(string))`.
 *
 * @throws SchemaError if the binding has an unknown form
 */
export function readSchema(source: string): TypeSchema {
  const declarations = readDeclarations(source);
  const { name, body, type } = findRoot(declarations);
  const { interface: interfaces } = declarations;
  const all = readClassFields(body, interfaces.get(`${name}Config`) ?? interfaces.get(`${name}ConfigA`));
  // Terraform itself reads the argument `alias` of a `provider` block. The provider's schema does not contain
  // it.
  const fields = type.includes("_") ? all : all.filter((field) => field.name !== "alias");
  return { type, block: new Reader(declarations).block(fields) };
}

function findRoot({ class: classes }: Declarations) {
  for (const [name, body] of classes) {
    const type = /tfResourceType = "(\w+)"/.exec(body)?.[1];
    if (type) return { name, body, type };
  }
  throw new SchemaError("no class has a tfResourceType");
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
    // The bindings do not mark write-only attributes, but the names of these attributes end with `_wo`.
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
    // The second argument of `listMapperHcl` is true for a block and false for an attribute. A block that is
    // allowed only once is written without `listMapperHcl`.
    const isBlockList = /listMapperHcl\(\w+, (true|false)\)/.exec(value)?.[1];
    if (isBlockList === "false") return undefined;
    const items = { minItems: required ? 1 : 0, maxItems: isBlockList ? 0 : 1 };
    const block = this.#blockOf(struct);
    // Terraform rejects a schema in which the blocks of a set have an attribute of dynamic type. The bindings contain
    // such sets, because CDKTF writes `any` for deeply nested blocks, such as the statements of an aws_wafv2_web_acl.
    // A list replaces such a set, so a plan shows a change if only the order of its blocks changes.
    const nesting = kind === "set" && hasDynamicAttribute(block) ? "list" : kind;
    return { name, nesting, ...items, block };
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

function hasDynamicAttribute({ attributes, blocks }: Block): boolean {
  return (
    attributes.some(({ type }) => isDynamic(type)) || blocks.some(({ block }) => hasDynamicAttribute(block))
  );
}

function isDynamic(type: Type): boolean {
  if (typeof type === "string") return type === "dynamic";
  const [kind, element] = type;
  return kind === "object" ? Object.values(element).some(isDynamic) : isDynamic(element);
}
