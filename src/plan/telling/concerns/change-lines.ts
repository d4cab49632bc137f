import { schemaOf } from "../../schema/schemas";
import { differences } from "../differences";
import { arrow } from "../shown";
import type { Changed } from "./kind";

/** A line for each thing in these arguments that another value is given to. */
export function changeLines({ type, action, before, after }: Changed, ...names: readonly string[]): string[] {
  if (action !== "update" && action !== "replace") return [];
  const told = differences(before, after, schemaOf("resource", type));
  return told
    .filter(({ path }) =>
      names.some((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`)),
    )
    .map(({ path, before: old, after: now }) => `~ ${path}: ${arrow(old, now)}`);
}
