import { createHash } from "node:crypto";
import { ACCOUNT_ID } from "#aws";
import type { Attribute, Block, Type } from "../schema/schema-types";
import type { ResourceConfig } from "./provider-config";
import { transformAttributes } from "./transform-attributes";
import type { ComputeContext, TypeFacts } from "./types/type-facts";
import { type ObjectValue, Unknown, type Value } from "./value";

/**
 * Returns the values of a resource, with fake values for its computed attributes.
 *
 * The fake values have the format of AWS and are derived from the configuration. Two resources of one type
 * with the same configuration therefore have the same ID.
 */
export function computeValues(
  type: string,
  block: Block,
  value: ObjectValue,
  { computed }: Pick<TypeFacts, "computed">,
  config: ResourceConfig,
): ObjectValue {
  const attributes = new Map(block.attributes.map((attribute) => [attribute.name, attribute]));
  const seed = `${type} ${JSON.stringify(value, bigintToText)}`;
  const context: ComputeContext = {
    region: typeof value.region === "string" ? value.region : config.region,
    account: ACCOUNT_ID,
    value: (name) => {
      const attribute = attributes.get(name);
      return attribute && isUnset(attribute, value[name]) ? compute(attribute) : value[name];
    },
    text: (name) => String(context.value(name) ?? ""),
    token: (length) => createToken(seed, length),
  };
  const compute = (attribute: Attribute) =>
    computed[attribute.name]?.(context) ?? guessValue(attribute, type, context);
  return transformAttributes(
    block,
    value,
    (attribute, configured) => (isUnset(attribute, configured) ? compute(attribute) : configured),
    (attribute, configured) =>
      isUnset(attribute, configured) ? guessValue(attribute, type, context) : configured,
  );
}

function isUnset({ computed }: Attribute, value: Value = null): boolean {
  return computed && (value === null || value instanceof Unknown);
}

/** Converts a 64-bit integer, which JSON cannot represent, to text. */
function bigintToText(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

function createToken(seed: string, length: number): string {
  const bytes = createHash("shake256", { outputLength: length }).update(seed).digest();
  return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join("");
}

/**
 * Returns a fake value for an attribute without facts. Some names, such as `arn`, have a fitting value. All
 * other attributes get an empty value of their type, because AWS returns an empty value for most of them.
 */
function guessValue({ name, type }: Attribute, resourceType: string, context: ComputeContext): Value {
  if (type !== "string") return emptyValue(type);
  if (name === "region") return context.region;
  if (name === "id") return context.token(10);
  if (name === "name") return `${context.text("name_prefix") || "terraform-"}${context.token(26)}`;
  if (/(^|_)arn$/.test(name))
    return `arn:aws:${resourceType.split("_")[1]}:${context.region}:${context.account}:${context.token(10)}`;
  return "";
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
