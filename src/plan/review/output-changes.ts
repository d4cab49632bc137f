import type { OutputChange } from "../plan-types";
import { areSame } from "./attribute-values";
import type { ChangeGroup } from "./changes-by-construct";
import { type Declared, toldOutput } from "./display-values";
import type { ConcernGroup } from "./findings";
import { arrow, shown } from "./format-value";

/** Outputs whose values everybody will see. */
export function outputConcerns(outputs: readonly OutputChange[]): ConcernGroup[] {
  const lines = outputs
    .filter(
      ({ action, wasSensitive, willBeSensitive }) => action === "update" && wasSensitive && !willBeSensitive,
    )
    .map(({ name }) => `~ ${name}`)
    .sort();
  if (lines.length === 0) return [];
  return [{ title: "Outputs that are no longer sensitive", concerns: [{ who: "outputs", lines }] }];
}

/** Outputs that come, go or change, a line each: other stacks may read them. */
export function outputGroup(outputs: readonly OutputChange[], declared?: Declared): ChangeGroup[] {
  const lines = outputs.flatMap((one) => outputLine(one, declared)).sort();
  return lines.length > 0 ? [{ who: "outputs", lines }] : [];
}

function outputLine(output: OutputChange, declared: Declared | undefined): string[] {
  const { name, action } = output;
  const { before, after } = toldOutput(output, declared);
  if (action === "create") return [`+ ${name}: ${shown(after)}`];
  if (action === "delete") return [`- ${name}`];
  return action === "update" ? [`~ ${name}: ${update(output, before, after)}`] : [];
}

function update(output: OutputChange, before: unknown, after: unknown): string {
  const { wasSensitive, willBeSensitive } = output;
  const isSameValue = output.afterUnknown !== true && areSame(output.before, output.after);
  if (isSameValue && wasSensitive !== willBeSensitive) {
    return willBeSensitive ? "sensitive from now on" : "no longer sensitive";
  }
  return areSame(before, after) && !isSameValue ? "for what is referred to" : arrow(before, after);
}
