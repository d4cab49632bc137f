import { createHash } from "node:crypto";
import type { Attribute, Block, Type } from "../schema/schema-types";
import { mapAttributes } from "./attributes";
import type { ResourceConfig } from "./resource-config";
import type { ComputeContext, TypeFacts } from "./types/type-facts";
import { type ObjectValue, Unknown, type Value } from "./value";

/** The account that everything is of. */
const ACCOUNT = "123456789012";

/**
 * Gives what the provider would: values that look as AWS's do, the same for the same configuration. Two resources of one
 * type that are configured alike have the same id.
 */
export function computeValues(
  type: string,
  block: Block,
  value: ObjectValue,
  { computed }: Pick<TypeFacts, "computed">,
  configuration: ResourceConfig,
): ObjectValue {
  const attributes = new Map(block.attributes.map((one) => [one.name, one]));
  const seed = `${type} ${JSON.stringify(value, plain)}`;
  const of: ComputeContext = {
    region: typeof value.region === "string" ? value.region : configuration.region,
    account: ACCOUNT,
    value: (name) => {
      const attribute = attributes.get(name);
      return attribute && isOpen(attribute, value[name]) ? making(attribute) : value[name];
    },
    text: (name) => String(of.value(name) ?? ""),
    token: (length) => token(seed, length),
  };
  const making = (attribute: Attribute) => computed[attribute.name]?.(of) ?? plausible(attribute, type, of);
  return mapAttributes(
    block,
    value,
    (attribute, own) => (isOpen(attribute, own) ? making(attribute) : own),
    (attribute, own) => (isOpen(attribute, own) ? plausible(attribute, type, of) : own),
  );
}

function isOpen({ computed }: Attribute, value: Value = null): boolean {
  return computed && (value === null || value instanceof Unknown);
}

/** JSON knows no whole numbers of 64 bits. */
function plain(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

function token(seed: string, length: number): string {
  const bytes = createHash("shake256", { outputLength: length }).update(seed).digest();
  return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join("");
}

/** By its name, where that tells; else nothing, as its type writes that: AWS mostly gives nothing back. */
function plausible({ name, type }: Attribute, of: string, making: ComputeContext): Value {
  if (type !== "string") return nothing(type);
  if (name === "region") return making.region;
  if (name === "id") return making.token(10);
  if (name === "name") return `${making.text("name_prefix") || "terraform-"}${making.token(26)}`;
  if (/(^|_)arn$/.test(name))
    return `arn:aws:${of.split("_")[1]}:${making.region}:${making.account}:${making.token(10)}`;
  return "";
}

function nothing(type: Type): Value {
  if (type === "string") return "";
  if (type === "number") return 0;
  if (type === "bool") return false;
  if (type === "dynamic") return null;
  const [kind, inner] = type;
  if (kind === "map") return {};
  if (kind !== "object") return [];
  return Object.fromEntries(Object.entries(inner).map(([name, own]) => [name, nothing(own)]));
}
