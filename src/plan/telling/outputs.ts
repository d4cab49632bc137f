import type { OutputChange } from "../planned";
import type { ChangeGroup } from "./rest";
import { arrow, shown } from "./shown";
import { type Declared, toldOutput } from "./told-values";
import { areSame } from "./values";

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
  if (action !== "update") return [];
  const isWrittenAlike = areSame(before, after) && !areSame(output.before, output.after);
  return [`~ ${name}: ${isWrittenAlike ? "for what is referred to" : arrow(before, after)}`];
}
