/**
 * What a provider says of its types, as terraform asks for it: which arguments there are, and of which type.
 * @see https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol#schema
 */
export interface Block {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly NestedBlock[];
}

export interface Attribute {
  /** `function_name`. */
  readonly name: string;
  readonly type: Type;
  readonly required: boolean;
  readonly optional: boolean;
  /** Whether the provider gives it where the configuration does not; with neither of the others, it alone. */
  readonly computed: boolean;
  /** Whether it is sent to AWS and kept nowhere. */
  readonly writeOnly: boolean;
}

export interface NestedBlock {
  readonly name: string;
  readonly nesting: "single" | "list" | "set";
  /** 0 or 1. */
  readonly minItems: number;
  /** 1, or 0 for any number. */
  readonly maxItems: number;
  readonly block: Block;
}

/**
 * A type, as Terraform writes it in JSON.
 * @see https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol#schemas-and-data-types
 */
export type Type = "string" | "number" | "bool" | "dynamic" | CollectionType | ObjectType;
export type CollectionType = readonly [kind: "list" | "set" | "map", element: Type];
export type ObjectType = readonly [kind: "object", attributes: Readonly<Record<string, Type>>];

/** The type of a value of a block: an object of its attributes and of its blocks. */
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
