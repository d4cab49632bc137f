import type { OutputChange } from "../plan-types";
import { areSame } from "./attribute-values";
import type { ConstructChanges } from "./changes-by-construct";
import { type Configurations, displayOutput } from "./display-values";
import type { FindingGroup } from "./findings";
import { formatChange, formatShort } from "./format-value";

/** Outputs whose values everybody will see. */
export function findOutputChanges(outputs: readonly OutputChange[]): FindingGroup[] {
  const lines = outputs
    .filter(
      ({ action, wasSensitive, willBeSensitive }) => action === "update" && wasSensitive && !willBeSensitive,
    )
    .map(({ name }) => `~ ${name}`)
    .sort();
  if (lines.length === 0) return [];
  return [{ title: "Outputs that are no longer sensitive", findings: [{ subject: "outputs", lines }] }];
}

/** Outputs that come, go or change, a line each: other stacks may read them. */
export function groupOutputChanges(
  outputs: readonly OutputChange[],
  declared?: Configurations,
): ConstructChanges[] {
  const lines = outputs.flatMap((one) => outputLine(one, declared)).sort();
  return lines.length > 0 ? [{ subject: "outputs", lines }] : [];
}

function outputLine(output: OutputChange, declared: Configurations | undefined): string[] {
  const { name, action } = output;
  const { before, after } = displayOutput(output, declared);
  if (action === "create") return [`+ ${name}: ${formatShort(after)}`];
  if (action === "delete") return [`- ${name}`];
  return action === "update" ? [`~ ${name}: ${update(output, before, after)}`] : [];
}

function update(output: OutputChange, before: unknown, after: unknown): string {
  const { wasSensitive, willBeSensitive } = output;
  const isSameValue = output.afterUnknown !== true && areSame(output.before, output.after);
  if (isSameValue && wasSensitive !== willBeSensitive) {
    return willBeSensitive ? "sensitive from now on" : "no longer sensitive";
  }
  return areSame(before, after) && !isSameValue ? "for what is referred to" : formatChange(before, after);
}
