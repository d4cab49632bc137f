import { Placeholder } from "./placeholder";

/** Arguments and attributes, in Terraform's names. */
export type PlainValues = Readonly<Record<string, unknown>>;

/** Whether it is an object, and neither a list nor a mark. */
export function isValues(value: unknown): value is PlainValues {
  return (
    value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Placeholder)
  );
}

/** A list, and an empty one for what is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What is there by its own name: every object has a `constructor` by another's. */
export function ownValue(values: unknown, name: string): unknown {
  return values !== null && typeof values === "object" && Object.hasOwn(values, name)
    ? (values as PlainValues)[name]
    : undefined;
}

/** Whether both are of one value; an argument that is nothing can be written as null, as an empty list, or not at all. */
export function areSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(stripped(a)) === JSON.stringify(stripped(b));
}

/** Without the arguments that are nothing; a block that has none is still there. */
function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? null : value.map((item) => stripped(item) ?? {});
  if (!isValues(value)) return value ?? null;
  const entries = Object.entries(value).map(([name, item]) => [name, stripped(item)] as const);
  const given = entries.filter(([, item]) => item !== null).sort(([a], [b]) => (a < b ? -1 : 1));
  return given.length === 0 ? null : Object.fromEntries(given);
}
