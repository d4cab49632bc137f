import type { Attribute, Block, NestedBlock } from "../schema/schema-types";
import { isObject, type ObjectValue, type Value } from "./value";

type Mapping = (attribute: Attribute, value: Value) => Value;

/**
 * A block's value, with each attribute's mapped, in it and in the blocks within.
 *
 * @param map for the attributes of the block itself
 * @param within for those of the blocks within. Default: the same
 */
export function mapAttributes(block: Block, value: ObjectValue, map: Mapping, within = map): ObjectValue {
  const attributes = block.attributes.map((one) => [one.name, map(one, value[one.name] ?? null)] as const);
  const blocks = block.blocks.map(
    (one) => [one.name, mapNested(one, value[one.name] ?? null, within)] as const,
  );
  return Object.fromEntries([...attributes, ...blocks]);
}

function mapNested(nested: NestedBlock, value: Value, map: Mapping): Value {
  if (Array.isArray(value)) return value.map((element) => mapNested(nested, element, map));
  return isObject(value) ? mapAttributes(nested.block, value, map) : value;
}
