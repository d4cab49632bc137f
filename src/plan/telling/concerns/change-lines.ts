import { differences } from "../differences";
import { arrow } from "../shown";
import type { Changed } from "./kind";

/** A line for each thing in these arguments that another value is given to. */
export function changeLines({ action, before, after }: Changed, ...names: readonly string[]): string[] {
  if (action !== "update" && action !== "replace") return [];
  return names
    .flatMap((name) => differences(before[name], after[name], name))
    .map(({ path, before: old, after: now }) => `~ ${path}: ${arrow(old, now)}`);
}
