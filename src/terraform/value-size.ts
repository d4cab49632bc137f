import { UnknownValue } from "./unknown-value";

/**
 * Maximum size of a value in characters; a larger value is unknown. Values that use each other can grow exponentially:
 * 40 local values that each contain the previous one twice would not fit into memory.
 */
const VALUE_CHARACTERS = 256 * 1024;

/** Sizes of lists and objects that were measured. Values share their parts, so a part is measured only once. */
const sizes = new WeakMap<object, number>();

/** Returns the size of a value: its characters, and one for each value in it. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length + 1;
  if (value === null || typeof value !== "object" || value instanceof UnknownValue) return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  const names = Array.isArray(value) ? 0 : Object.keys(value).join("").length;
  let size = 1 + names;
  for (const item of Object.values(value)) size += sizeOf(item);
  sizes.set(value, size);
  return size;
}

/** @throws Error if a text of this length, which is not yet created, is too large */
export function requireLength(length: number): void {
  if (length > VALUE_CHARACTERS) throw new Error(TOO_LARGE);
}

const TOO_LARGE = "the value is too large";

/**
 * Returns a value unchanged, or an `UnknownValue` if the value is too large.
 *
 * @param text source text of the value for messages
 */
export function limitSize(value: unknown, text: string): unknown {
  return sizeOf(value) <= VALUE_CHARACTERS ? value : new UnknownValue(text, TOO_LARGE);
}
