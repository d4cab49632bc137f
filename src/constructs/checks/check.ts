import type { IConstruct } from "../cdktf";
import type { StackResources } from "./stack-resources";

/** Construct that a check reports, with the message. */
export interface CheckFinding {
  readonly construct: IConstruct;
  /** Text without the path of the construct and without the name of the check, ending with the fix and a period. */
  readonly message: string;
}

/** Named rule for a stack, which `waive()` can turn off for a construct. docs/checks.md has a row for each check. */
export interface Check<Name extends string = string> {
  readonly name: Name;
  /** An error stops the synthesis. `gatewright synth`, `start` and `plan` print a warning. */
  readonly severity: "error" | "warning";
  /** Settings that the check reports, as a sentence. docs/checks.md contains this text. */
  readonly description: string;
  /** Returns the findings in a stack. Default: none, because the constructs themselves report the errors. */
  find?(stack: StackResources): readonly CheckFinding[];
}

/** Identity function that infers the name of a check, for the type `WaivableCheck`. */
export function defineCheck<const Name extends string>(check: Check<Name>): Check<Name> {
  return check;
}

/** Adds the name of a check to a message, so that a reader can find the check in docs/checks.md and waive it. */
export function nameCheck(message: string, check: string): string {
  return `${message.replace(/\.$/, "")} (check ${check}).`;
}
