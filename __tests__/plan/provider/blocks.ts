import type { Attribute, Block, NestedBlock } from "../../../src/plan/schema";

/** Returns an optional attribute of the type string. */
export function attribute(name: string, other: Partial<Attribute> = {}): Attribute {
  const own = {
    name,
    type: "string",
    required: false,
    optional: true,
    computed: false,
    writeOnly: false,
  } as const;
  return { ...own, ...other };
}

/** Returns an optional attribute that the provider computes if it is not configured. */
export function computed(name: string, other: Partial<Attribute> = {}): Attribute {
  return attribute(name, { computed: true, ...other });
}

export function nested(name: string, block: Block, other: Partial<NestedBlock> = {}): NestedBlock {
  return { name, nesting: "list", minItems: 0, maxItems: 0, block, ...other };
}
