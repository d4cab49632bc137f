import type { Block } from "../schema/schema-types";
import type { TypeFacts } from "./types/type-facts";

/** What a schema has beside what the bindings say. */
export type SchemaFacts = Pick<TypeFacts, "sensitive" | "maxItems">;

/** A schema as the protocol has it. */
export function toProtocolSchema(block: Block, facts: SchemaFacts = {}): object {
  return { version: 0, block: toProtocolBlock(block, facts) };
}

/** @param path of the block, with a dot at its end; empty for the outermost */
function toProtocolBlock({ attributes, blocks }: Block, facts: SchemaFacts, path = ""): object {
  const { sensitive = [], maxItems: most = {} } = facts;
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
      max_items: most[`${path}${name}`] ?? maxItems,
      block: toProtocolBlock(block, { maxItems: most }, `${path}${name}.`),
    })),
  };
}
