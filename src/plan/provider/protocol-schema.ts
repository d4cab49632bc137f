import type { Block } from "../schema";
import type { TypeFacts } from "./types/type-facts";

/** Facts about a type's schema that the CDKTF bindings do not contain. */
export type SchemaFacts = Pick<TypeFacts, "sensitive" | "maxItems" | "defaults" | "addsDefaults">;

/** Returns the schema of a type in the form of Terraform's plugin protocol. */
export function toProtocolSchema(block: Block, facts: SchemaFacts = {}): object {
  return { version: 0, block: toProtocolBlock(block, facts) };
}

/**
 * Converts a block.
 * @param path path of the block with a trailing dot: `settings.`; empty for the outermost block
 */
function toProtocolBlock({ attributes, blocks }: Block, facts: SchemaFacts, path = ""): object {
  const { sensitive = [], maxItems: limits = {}, addsDefaults = false, defaults = {} } = facts;
  return {
    attributes: attributes.map(({ name, type, required, optional, computed, writeOnly }) => ({
      name,
      type: Buffer.from(JSON.stringify(type)),
      required,
      optional,
      // Terraform rejects a planned value of an omitted argument unless the argument is computed.
      computed: computed || (addsDefaults && Object.hasOwn(defaults, name)),
      sensitive: sensitive.includes(name),
      write_only: writeOnly,
    })),
    block_types: blocks.map(({ name, nesting, minItems, maxItems, block }) => ({
      type_name: name,
      nesting: nesting.toUpperCase(),
      min_items: minItems,
      max_items: limits[`${path}${name}`] ?? maxItems,
      block: toProtocolBlock(block, { maxItems: limits }, `${path}${name}.`),
    })),
  };
}
