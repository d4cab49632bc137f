import type { Block } from "../schema/schema";

/**
 * A schema as the protocol has it.
 * @param sensitive the attributes of the block itself that nobody is to see
 */
export function wireSchema(block: Block, sensitive: readonly string[] = []): object {
  return { version: 0, block: wireBlock(block, sensitive) };
}

function wireBlock({ attributes, blocks }: Block, sensitive: readonly string[]): object {
  return {
    attributes: attributes.map(({ name, type, required, optional, computed, writeOnly }) => ({
      name,
      type: Buffer.from(JSON.stringify(type)),
      required,
      optional,
      computed,
      sensitive: sensitive.includes(name),
      write_only: writeOnly,
    })),
    block_types: blocks.map(({ name, nesting, minItems, maxItems, block }) => ({
      type_name: name,
      nesting: nesting.toUpperCase(),
      min_items: minItems,
      max_items: maxItems,
      block: wireBlock(block, []),
    })),
  };
}
