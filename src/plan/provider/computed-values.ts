import { ACCOUNT_ID, computeDataAttribute, computeResourceAttribute, fakeId, formattedValue } from "#aws";
import { ownValue } from "#own-value";
import type { Attribute, Block, SchemaKind, Type } from "../schema";
import type { ProviderConfig } from "./provider-config";
import { transformAttributes } from "./transform-attributes";
import { isObject, type ObjectValue, Unknown, type Value } from "./value";

type Resource = Parameters<typeof computeResourceAttribute>[0];

/** Settings of a provider on which computed attributes depend. */
interface ComputeContext extends Pick<ProviderConfig, "region"> {
  /** Returns true for the ID of a WebSocket API. Default: an API of unknown kind is an HTTP API. */
  readonly isWebSocketApi?: (apiId: string) => boolean;
}

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
  { region, isWebSocketApi }: ComputeContext,
  placeholders: ObjectValue = {},
): ObjectValue {
  const attributes = new Map(block.attributes.map((attribute) => [attribute.name, attribute]));
  const argument = (name: string) => {
    const attribute = attributes.get(name);
    return attribute && isUnset(attribute, value[name]) ? undefined : value[name];
  };
  const resource = { type, region: () => region, argument, isWebSocketApi };
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
        : completeValue(attribute.name, attribute.type, configured, resource),
    (attribute, configured) => (isUnset(attribute, configured) ? guessValue(attribute, nested) : configured),
  );
}

function isUnset({ computed }: Attribute, value: Value = null): boolean {
  return computed && (value === null || value instanceof Unknown);
}

/**
 * Returns a fake value for an attribute that is in no table of computed attributes. If the name shows the format of the
 * value, as `arn` does, the fake value has this format. Any other text is empty, because AWS returns an empty value for
 * most of these attributes.
 */
function guessValue({ name, type, optional }: Attribute, resource: Resource): Value {
  return guess(name, type, resource, !optional);
}

/** @param isReadOnly true if the configuration cannot set the attribute */
function guess(name: string, type: Type, resource: Resource, isReadOnly: boolean): Value {
  if (type === "string") return guessText(name, resource, isReadOnly);
  if (type === "number") return 0;
  if (type === "bool") return false;
  if (type === "dynamic") return null;
  const [kind, inner] = type;
  if (kind === "map") return {};
  if (kind === "object") {
    const members = Object.entries(inner).map(([key, member]) => [key, guess(key, member, resource, true)]);
    return Object.fromEntries(members);
  }
  // A configuration often reads the first element, such as `data.aws_subnets.private.ids[0]`.
  return isReadOnly ? [guess(singular(name), inner, resource, true)] : [];
}

/** Returns the name of an element of a list: `id` for `ids`. */
function singular(name: string): string {
  return name.replace(/s$/, "");
}

function guessText(name: string, resource: Resource, isReadOnly: boolean): string {
  const region = String(resource.argument("region") ?? resource.region());
  if (name === "region") return region;
  const id = String(computeResourceAttribute(resource, "id"));
  if (name === "id") return id;
  if (name === "name") return generateName(resource);
  if (/(^|_)arn$/.test(name)) return `arn:aws:${resource.type.split("_")[1]}:${region}:${ACCOUNT_ID}:${id}`;
  return formattedValue(name, region, isReadOnly) ?? "";
}

function generateName({ type, argument }: Resource): string {
  const prefix = String(argument("name_prefix") ?? "terraform-");
  return `${prefix}${fakeId(`${type} ${prefix}`, 26)}`;
}

/** Returns a value in which fake values replace the parts that were unknown in the plan. */
function completeValue(name: string, type: Type, value: Value, resource: Resource): Value {
  if (value instanceof Unknown) return guess(name, type, resource, true);
  if (typeof type === "string" || value === null) return value;
  const [kind, inner] = type;
  if (kind === "object") {
    if (!isObject(value)) return value;
    const members = Object.entries(value).map(([key, member]) => {
      return [key, completeValue(key, ownValue(inner, key) ?? "string", member, resource)];
    });
    return Object.fromEntries(members);
  }
  if (Array.isArray(value)) return value.map((item) => completeValue(singular(name), inner, item, resource));
  return value;
}
