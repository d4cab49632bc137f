import { ownValue } from "#own-value";
import { findUnknown, UnknownValue } from "./unknown-value";

/** Returns the value at a path of attributes and indexes. */
export function valueAt(value: unknown, steps: readonly unknown[], text: string): unknown {
  return steps.reduce<unknown>((current, step) => {
    if (current instanceof UnknownValue) return current;
    const item = blockOrItem(current, String(step));
    return item === undefined ? new UnknownValue(text, `no value at "${step}"`) : item;
  }, value);
}

/**
 * Returns an attribute of an object or an item of a list. Terraform JSON may write a single block as an object instead
 * of a list. References to this block have the index 0 in both notations.
 */
function blockOrItem(value: unknown, step: string): unknown {
  if (value === null || typeof value !== "object") return undefined;
  if (step === "0" && !Array.isArray(value) && !Object.hasOwn(value, step)) return value;
  // A list has the own property `length` in JavaScript, but only items in Terraform.
  return Array.isArray(value) && step === "length" ? undefined : ownValue(value, step);
}

/** Creates an object. If a key is unknown, so is the object. */
export function toObject(entries: readonly (readonly [key: unknown, value: unknown])[]): unknown {
  const unknown = entries.map(([key]) => findUnknown(key)).find(Boolean);
  return unknown ?? Object.fromEntries(entries.map(([key, value]) => [String(key), value]));
}
