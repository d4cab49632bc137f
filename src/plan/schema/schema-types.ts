/**
 * Block of a schema: the attributes and nested blocks of a type. The structure is that of Terraform's plugin
 * protocol.
 * @see https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol#schema
 */
export interface Block {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly NestedBlock[];
}

/** Attribute of a block. */
export interface Attribute {
  /** Terraform name: `function_name`. */
  readonly name: string;
  readonly type: Type;
  readonly required: boolean;
  readonly optional: boolean;
  /**
   * True if the provider computes the value when the configuration does not set it. An attribute that is
   * computed, but not optional, is read-only.
   */
  readonly computed: boolean;
  /** True if the value is sent to AWS and not stored in the state. */
  readonly writeOnly: boolean;
}

/** Block inside a block. */
export interface NestedBlock {
  readonly name: string;
  readonly nesting: "single" | "list" | "set";
  /** Minimum number of blocks, 0 or 1. */
  readonly minItems: number;
  /** Maximum number of blocks: 1, or 0 for any number. */
  readonly maxItems: number;
  readonly block: Block;
}

/**
 * Type of a value, in the JSON notation of Terraform's plugin protocol: `["list", "string"]`.
 * @see https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol#schemas-and-data-types
 */
export type Type = "string" | "number" | "bool" | "dynamic" | CollectionType | ObjectType;
/** Type of a list, a set or a map. */
export type CollectionType = readonly [kind: "list" | "set" | "map", element: Type];
/** Type of an object. */
export type ObjectType = readonly [kind: "object", attributes: Readonly<Record<string, Type>>];

/**
 * Returns the type of a block, which is an object type with one member for each attribute and nested block.
 */
export function typeOfBlock({ attributes, blocks }: Block): ObjectType {
  const members = [
    ...attributes.map(({ name, type }) => [name, type] as const),
    ...blocks.map((nested) => [nested.name, typeOfNestedBlock(nested)] as const),
  ];
  return ["object", Object.fromEntries(members)];
}

function typeOfNestedBlock({ nesting, block }: NestedBlock): Type {
  const type = typeOfBlock(block);
  return nesting === "single" ? type : [nesting, type];
}
