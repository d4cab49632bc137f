import { Mark } from "./mark";

/** Arguments and attributes, in Terraform's names. */
export type Values = Readonly<Record<string, unknown>>;

/** Whether it is an object, and neither a list nor a mark. */
export function isValues(value: unknown): value is Values {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Mark);
}

/** A list, and an empty one for what is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Whether both are of one value; nothing can be written as null, as an empty list or block, or not at all. */
export function areSame(a: unknown, b: unknown): boolean {
  return (isNothing(a) && isNothing(b)) || JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isValues(value) && Object.keys(value).length === 0;
}
