import { ACCOUNT_ID, computeDataAttribute, computeResourceAttribute, fakeId } from "#aws";
import { ownValue } from "#own-value";
import type { Attribute, Block, SchemaKind, Type } from "../schema";
import type { ProviderConfig } from "./provider-config";
import { transformAttributes } from "./transform-attributes";
import { type ObjectValue, Unknown, type Value } from "./value";

/**
 * Returns the values of a resource or a data source, with fake values for its computed attributes.
 *
 * A fake value has the format of the value on AWS. It is derived from the configuration, so that plans of
 * equal configurations are equal. As a consequence, two resources of one type with the same configuration
 * have the same ID.
 *
 * @param placeholders fake values of attributes that are in no table of computed attributes
 */
export function computeValues(
  kind: SchemaKind,
  type: string,
  block: Block,
  value: ObjectValue,
  config: ProviderConfig,
  placeholders: ObjectValue = {},
): ObjectValue {
  const attributes = new Map(block.attributes.map((attribute) => [attribute.name, attribute]));
  const argument = (name: string) => {
    const attribute = attributes.get(name);
    return attribute && isUnset(attribute, value[name]) ? undefined : value[name];
  };
  const resource = { type, region: () => config.region, argument };
  const compute = kind === "resource" ? computeResourceAttribute : computeDataAttribute;
  // The `id` of a nested block is not the ID of the resource. The changed type name is in no table of computed
  // attributes, so the block gets a different fake ID.
  const nested = { ...resource, type: `${type} block` };
  return transformAttributes(
    block,
    value,
    (attribute, configured) =>
      isUnset(attribute, configured)
        ? (ownValue(placeholders, attribute.name) ??
          (compute(resource, attribute.name) as Value | undefined) ??
          guessValue(attribute, resource))
        : configured,
    (attribute, configured) => (isUnset(attribute, configured) ? guessValue(attribute, nested) : configured),
  );
}

function isUnset({ computed }: Attribute, value: Value = null): boolean {
  return computed && (value === null || value instanceof Unknown);
}

/**
 * Returns a fake value for an attribute that is in no table of computed attributes. If the name shows the format of the
 * value, as `arn` does, the fake value has this format. Any other attribute gets an empty value of its type, because
 * AWS returns an empty value for most of these attributes.
 */
function guessValue(
  { name, type }: Attribute,
  resource: Parameters<typeof computeResourceAttribute>[0],
): Value {
  if (type !== "string") return emptyValue(type);
  const region = String(resource.argument("region") ?? resource.region());
  if (name === "region") return region;
  const id = String(computeResourceAttribute(resource, "id"));
  if (name === "id") return id;
  if (name === "name") return generateName(resource);
  if (/(^|_)arn$/.test(name)) return `arn:aws:${resource.type.split("_")[1]}:${region}:${ACCOUNT_ID}:${id}`;
  return "";
}

function generateName({ type, argument }: Parameters<typeof computeResourceAttribute>[0]): string {
  const prefix = String(argument("name_prefix") ?? "terraform-");
  return `${prefix}${fakeId(`${type} ${prefix}`, 26)}`;
}

function emptyValue(type: Type): Value {
  if (type === "string") return "";
  if (type === "number") return 0;
  if (type === "bool") return false;
  if (type === "dynamic") return null;
  const [kind, inner] = type;
  if (kind === "map") return {};
  if (kind !== "object") return [];
  return Object.fromEntries(Object.entries(inner).map(([name, member]) => [name, emptyValue(member)]));
}
