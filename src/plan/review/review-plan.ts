import type { Change, Deferred, Incomplete, Plan } from "../plan-types";
import { schemaOf } from "../schema/schemas";
import { placeConcerns } from "./backend-changes";
import { type ChangeGroup, groupsOf } from "./changes-by-construct";
import { differences } from "./differences";
import { type Declared, toldChange, withMovedReferences } from "./display-values";
import { type ConcernGroup, concernsOf, isAllConcern, OF_ACCESS_AND_OPERATION, OF_DATA } from "./findings";
import { preventDestroyConcerns } from "./findings/data";
import { addressOf, nameOf } from "./labels";
import { outputConcerns, outputGroup } from "./output-changes";
import { changesState, isImported, isMoved } from "./state-changes";

/** A plan as its reviewer reads it. */
export interface Telling {
  /** `1 to import, 2 to create, 1 to update, 1 to delete`, or that nothing is to be done; after `incomplete`, where there is more. */
  readonly counts: string;
  /** What deserves eyes, the gravest first. */
  readonly concerns: readonly ConcernGroup[];
  /** Functions of which only the code changes, in one line; absent where there is none. */
  readonly code?: string;
  /** All else, by construct. */
  readonly groups: readonly ChangeGroup[];
}

/** Bytes of a function's zip, before and after, where they are known. */
export type ZipSizes = (change: Change) => { readonly before?: number; readonly after?: number };

export interface TellingOptions {
  /** What was synthesized, so that what an apply will make up is told as it was written. Default: nothing is known of it. */
  readonly declared?: Declared;
  /** Default: none is known. */
  readonly zipSizes?: ZipSizes;
}

/** Tells a plan for its reviewer: what matters first, then the rest by construct, in the same order each time. */
export function telling(
  { changes, outputs, incomplete }: Pick<Plan, "changes" | "outputs" | "incomplete">,
  { declared, zipSizes = () => ({}) }: TellingOptions = {},
): Telling {
  const written = declared && withMovedReferences(declared, changes);
  const sorted = changes
    .filter(isSomething)
    .map((one) => toldChange(one, written))
    .sort((a, b) => compare(nameOf(a), nameOf(b)) || compare(addressOf(a), addressOf(b)));
  const codeOnly = sorted.filter(isCodeOnly);
  const rest = sorted.filter((one) => changesState(one) || !(isCodeOnly(one) || isAllConcern(one, sorted)));
  const concerns = [
    ...(incomplete ? incompleteConcerns(incomplete) : []),
    ...(declared ? placeConcerns(declared) : []),
    ...concernsOf(OF_DATA, sorted),
    ...(declared ? preventDestroyConcerns(changes, declared) : []),
    ...concernsOf(OF_ACCESS_AND_OPERATION, sorted),
    ...outputConcerns(outputs),
  ];
  const groups = [...groupsOf(rest), ...outputGroup(outputs, written)];
  const isNothing = sorted.length + concerns.length + groups.length === 0;
  return {
    counts: isNothing ? "nothing to do" : `${incomplete ? "incomplete, " : ""}${counts(sorted)}`,
    concerns,
    ...(codeOnly.length > 0 ? { code: codeLine(codeOnly, zipSizes) } : {}),
    groups,
  };
}

/** Whether there is something to do, if only in Terraform's state. */
function isSomething(change: Change): boolean {
  return (change.action !== "no-op" && change.action !== "read") || changesState(change);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const ACTIONS = ["create", "update", "replace", "delete", "forget"] as const;

function counts(changes: readonly Change[]): string {
  const parts = [
    counted(changes.filter(isImported), "import"),
    counted(changes.filter(isMoved), "move"),
    ...ACTIONS.map((action) =>
      counted(
        changes.filter((one) => one.action === action),
        action,
      ),
    ),
  ].flat();
  return parts.length > 0 ? parts.join(", ") : "no change of a resource";
}

function counted({ length }: readonly Change[], what: string): string[] {
  return length > 0 ? [`${length} to ${what}`] : [];
}

/** What follows from a function's code and from nothing else. */
const OF_THE_CODE = new Set([
  "code_sha256",
  "filename",
  "last_modified",
  "qualified_arn",
  "qualified_invoke_arn",
  "source_code_hash",
  "source_code_size",
  "version",
]);

function isCodeOnly(change: Change): boolean {
  const { type, action, before, after } = change;
  if (type !== "aws_lambda_function" || action !== "update" || changesState(change)) return false;
  const found = differences(before, after, schemaOf("resource", type));
  return found.length > 0 && found.every(({ path }) => OF_THE_CODE.has(path));
}

function codeLine(changes: readonly Change[], zipSizes: ZipSizes): string {
  const each = changes.map((change) => {
    const { before, after } = zipSizes(change);
    const sizes =
      before === undefined || after === undefined ? "" : ` ${kilobytes(before)} → ${kilobytes(after)}`;
    return `${nameOf(change)}${sizes}`;
  });
  return `code alone of ${changes.length === 1 ? "1 function" : `${changes.length} functions`}: ${each.join(", ")}`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/** What there is to know, before all else, of a plan that is not all there is to do. */
export function incompleteConcerns({ isErrored, deferred }: Incomplete): readonly ConcernGroup[] {
  const lines = [isErrored ? ERRORED : UNFINISHED, ...deferred.map(deferredLine)];
  return [{ title: "The plan is incomplete", concerns: [{ who: "the plan", lines }] }];
}

const ERRORED = "- planning failed: what is told here was planned before that, and cannot be applied";
const UNFINISHED =
  "~ when this is applied, there may be more to do (it is of some targets alone, or some changes wait): plan again";

function deferredLine({ change, reason }: Deferred): string {
  return `~ ${addressOf(change)}: ${change.action} is deferred, ${reason.replaceAll("_", " ")}`;
}
