import { Placeholder } from "./placeholder";

/** Arguments and attributes by their Terraform names. */
export type PlainValues = Readonly<Record<string, unknown>>;

/** Returns whether a value is an object. Lists, null and placeholders are not objects in this sense. */
export function isValues(value: unknown): value is PlainValues {
  return (
    value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Placeholder)
  );
}

/** Returns a list unchanged, and an empty list for any other value. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Returns whether Terraform treats two values as equal. An omitted argument, null and an empty list are
 * equal, because each of them means that the argument has no value.
 */
export function areSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(withoutEmpty(a)) === JSON.stringify(withoutEmpty(b));
}

/**
 * Removes arguments that have no value, and sorts the other arguments by name. A block without arguments
 * stays in its list, because the number of blocks matters.
 */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? null : value.map((item) => withoutEmpty(item) ?? {});
  if (!isValues(value)) return value ?? null;
  const entries = Object.entries(value).map(([name, item]) => [name, withoutEmpty(item)] as const);
  const present = entries.filter(([, item]) => item !== null).sort(([a], [b]) => (a < b ? -1 : 1));
  return present.length === 0 ? null : Object.fromEntries(present);
}

/** Groups items by a key. The groups and their items keep the order of the items. */
export function groupItems<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
