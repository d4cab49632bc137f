import type { Change } from "../plan";

/** Arguments and attributes, in Terraform's names. */
export type Values = Readonly<Record<string, unknown>>;

/** One argument that a change makes another. */
export interface Difference {
  /** `environment.variables.TABLE`, `cors_configuration.0.allow_origins`. */
  readonly path: string;
  readonly before: unknown;
  /** `undefined` for what is taken away, or known only after the apply. */
  readonly after: unknown;
}

/** What differs between two values, leaf by leaf, in the order of the names; lists of plain values are leaves. */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (same(before, after)) return [];
  if (!isBranch(before) || !isBranch(after)) return [{ path, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) =>
    differences(before[name], after[name], path === "" ? name : `${path}.${name}`),
  );
}

/** A value that is looked into: an object, or a list of objects. */
function isBranch(value: unknown): value is Values {
  if (value === null || typeof value !== "object") return false;
  return !Array.isArray(value) || value.some((item) => item !== null && typeof item === "object");
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

/** A resource as its reviewer knows it: by its construct, or where none made it by its address. */
export function nameOf({ constructPath, address }: Change): string {
  return constructPath ?? address;
}
