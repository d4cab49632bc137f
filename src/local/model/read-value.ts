import { type ResolvedResource, requireKnown } from "#terraform";
import { toBoolean, toNumber, toText, toTextMap, toTexts } from "./convert-value";
import { formatFound, LocalError } from "./local-error";

/**
 * Returns the value of an argument; `undefined` if it is not set or null.
 *
 * @throws EvaluationError if the value cannot be known without AWS
 */
export function readValue(resource: ResolvedResource, argument: string): unknown {
  const value = resource.values[argument];
  if (typeof value !== "object") return value;
  return requireKnown(value, `${resource.address}: ${argument}`) ?? undefined;
}

/**
 * Returns the value of an argument as a string; `undefined` if it is not set or null.
 *
 * @throws EvaluationError if the value cannot be known without AWS
 * @throws LocalError if the value is a list or an object
 */
export function readText(resource: ResolvedResource, argument: string): string | undefined {
  const value = readValue(resource, argument);
  if (value === undefined || typeof value === "string") return value;
  return toText(value, `${resource.address}: ${argument}`);
}

/**
 * Returns the value of an argument as a number; `undefined` if it is not set or null.
 *
 * @throws EvaluationError if the value cannot be known without AWS
 * @throws LocalError if the value is not a number
 */
export function readNumber(resource: ResolvedResource, argument: string): number | undefined {
  const value = readValue(resource, argument);
  return value === undefined ? undefined : toNumber(value, `${resource.address}: ${argument}`);
}

/**
 * Returns the value of an argument as a whole number; `undefined` if it is not set or null.
 *
 * @param range smallest and largest number that AWS accepts. Without `max`, there is no largest number
 * @throws EvaluationError if the value cannot be known without AWS
 * @throws LocalError if the value is not such a number
 */
export function readInteger(
  resource: ResolvedResource,
  argument: string,
  { min, max }: { readonly min: number; readonly max?: number },
): number | undefined {
  const number = readNumber(resource, argument);
  if (number === undefined) return undefined;
  if (Number.isInteger(number) && number >= min && number <= (max ?? number)) return number;
  const rule = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new LocalError([
    `${resource.address}: ${argument} is ${formatFound(resource.values[argument])}; expected a whole number ${rule}.`,
  ]);
}

/** Returns the value of an argument as a boolean; `undefined` if it is not set. @throws as {@link readNumber} does */
export function readBoolean(resource: ResolvedResource, argument: string): boolean | undefined {
  const value = readValue(resource, argument);
  return value === undefined ? undefined : toBoolean(value, `${resource.address}: ${argument}`);
}

/**
 * Returns the value of an argument as a list of strings; empty if it is not set.
 *
 * @throws EvaluationError if the value cannot be known without AWS
 * @throws LocalError if an item is a list or an object
 */
export function readList(resource: ResolvedResource, argument: string): readonly string[] {
  return toTexts(readValue(resource, argument), `${resource.address}: ${argument}`);
}

/** Returns the value of an argument as a map of strings; empty if it is not set. @throws as {@link readList} does */
export function readTextMap(resource: ResolvedResource, argument: string): Readonly<Record<string, string>> {
  return toTextMap(readValue(resource, argument), `${resource.address}: ${argument}`);
}

/** Returns the ID that AWS assigns to a resource. */
export function readId(resource: ResolvedResource): string {
  return readAttribute(resource, "id");
}

/** Returns an attribute that AWS assigns to a resource. @throws EvaluationError if it depends on an unknown value */
export function readAttribute(resource: ResolvedResource, attribute: string): string {
  return String(requireKnown(resource.attribute(attribute), `${resource.address}: ${attribute}`));
}
