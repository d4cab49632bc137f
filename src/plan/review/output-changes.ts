import type { OutputChange } from "../plan-types";
import type { ConstructChanges } from "./changes-by-construct";
import { type Configurations, displayOutput } from "./display-values";
import type { FindingGroup } from "./findings";
import { formatChange, formatShort, REFERENCED_VALUE_CHANGES } from "./format-value";
import { areSame } from "./plain-values";

/** Finds outputs that are no longer sensitive, which means that Terraform will print their values. */
export function findOutputChanges(outputs: readonly OutputChange[]): FindingGroup[] {
  const lines = outputs
    .filter(
      ({ action, wasSensitive, willBeSensitive }) => action === "update" && wasSensitive && !willBeSensitive,
    )
    .map(({ name }) => `~ ${name}`)
    .sort();
  if (lines.length === 0) return [];
  return [{ title: "Outputs no longer sensitive", findings: [{ subject: "outputs", lines }] }];
}

/**
 * Formats added, removed and changed outputs, one line each. They are part of a review because other stacks
 * may read them.
 */
export function groupOutputChanges(
  outputs: readonly OutputChange[],
  configurations?: Configurations,
): ConstructChanges[] {
  const lines = outputs.flatMap((output) => outputLine(output, configurations)).sort();
  return lines.length > 0 ? [{ subject: "outputs", lines }] : [];
}

function outputLine(output: OutputChange, configurations: Configurations | undefined): string[] {
  const { name, action } = output;
  const { before, after } = displayOutput(output, configurations);
  if (action === "create") return [`+ ${name}: ${formatShort(after)}`];
  if (action === "delete") return [`- ${name}`];
  return action === "update" ? [`~ ${name}: ${formatUpdate(output, before, after)}`] : [];
}

function formatUpdate(output: OutputChange, before: unknown, after: unknown): string {
  const { wasSensitive, willBeSensitive } = output;
  const isSameValue = output.afterUnknown !== true && areSame(output.before, output.after);
  if (isSameValue && wasSensitive !== willBeSensitive) {
    return willBeSensitive ? "now sensitive" : "no longer sensitive";
  }
  return areSame(before, after) && !isSameValue ? REFERENCED_VALUE_CHANGES : formatChange(before, after);
}
