import type { Block } from "../schema/schema";

/** A schema as the protocol has it. */
export function wireSchema(block: Block): object {
  return { version: 0, block: wireBlock(block) };
}

function wireBlock({ attributes, blocks }: Block): object {
  return {
    attributes: attributes.map(({ name, type, required, optional, computed, writeOnly }) => ({
      name,
      type: Buffer.from(JSON.stringify(type)),
      required,
      optional,
      computed,
      write_only: writeOnly,
    })),
    block_types: blocks.map(({ name, nesting, minItems, maxItems, block }) => ({
      type_name: name,
      nesting: nesting.toUpperCase(),
      min_items: minItems,
      max_items: maxItems,
      block: wireBlock(block),
    })),
  };
}
