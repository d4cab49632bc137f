import type { Attribute, Block, NestedBlock } from "../schema";
import { isObject, type ObjectValue, type Value } from "./value";

type Mapping = (attribute: Attribute, value: Value) => Value;

/**
 * Returns a copy of a block's value, in which a function has replaced the value of each attribute. This includes the
 * attributes of nested blocks.
 *
 * @param map returns the new value of an attribute of the block itself
 * @param nestedMap returns the new value of an attribute of a nested block. Default: `map`
 */
export function transformAttributes(
  block: Block,
  value: ObjectValue,
  map: Mapping,
  nestedMap = map,
): ObjectValue {
  const attributes = block.attributes.map(
    (attribute) => [attribute.name, map(attribute, value[attribute.name] ?? null)] as const,
  );
  const blocks = block.blocks.map(
    (nested) => [nested.name, mapNested(nested, value[nested.name] ?? null, nestedMap)] as const,
  );
  return Object.fromEntries([...attributes, ...blocks]);
}

function mapNested(nested: NestedBlock, value: Value, map: Mapping): Value {
  if (Array.isArray(value)) return value.map((element) => mapNested(nested, element, map));
  return isObject(value) ? transformAttributes(nested.block, value, map) : value;
}
