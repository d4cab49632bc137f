import type { Change, Deferred, Incomplete, Plan } from "../plan-types";
import { resourceSchema } from "../schema/schemas";
import { findBackendChanges } from "./backend-changes";
import { type ConstructChanges, groupByConstruct } from "./changes-by-construct";
import { differences } from "./differences";
import { type Configurations, displayChange, withMovedReferences } from "./display-values";
import { ACCESS_RULES, DATA_RULES, type FindingGroup, findAll, isCovered } from "./findings";
import { findRemovedPreventDestroy } from "./findings/data";
import { addressOf, labelOf } from "./labels";
import { findOutputChanges, groupOutputChanges } from "./output-changes";
import { changesState, isImported, isMoved } from "./state-changes";

/** A plan as its reviewer reads it. */
export interface PlanReview {
  /** `1 to import, 2 to create, 1 to update, 1 to delete`, or that nothing is to be done; after `incomplete`, where there is more. */
  readonly summary: string;
  /** What deserves eyes, the gravest first. */
  readonly findings: readonly FindingGroup[];
  /** Functions of which only the code changes, in one line; absent where there is none. */
  readonly codeOnly?: string;
  /** All else, by construct. */
  readonly constructs: readonly ConstructChanges[];
}

/** Bytes of a function's zip, before and after, where they are known. */
export type ZipSizes = (change: Change) => { readonly before?: number; readonly after?: number };

export interface ReviewOptions {
  /** What was synthesized, so that what an apply will make up is told as it was written. Default: nothing is known of it. */
  readonly configurations?: Configurations;
  /** Default: none is known. */
  readonly zipSizes?: ZipSizes;
}

/** Tells a plan for its reviewer: what matters first, then the rest by construct, in the same order each time. */
export function reviewPlan(
  { changes, outputs, incomplete }: Pick<Plan, "changes" | "outputs" | "incomplete">,
  { configurations, zipSizes = () => ({}) }: ReviewOptions = {},
): PlanReview {
  const written = configurations && withMovedReferences(configurations, changes);
  const sorted = changes
    .filter(isSomething)
    .map((one) => displayChange(one, written))
    .sort((a, b) => compare(labelOf(a), labelOf(b)) || compare(addressOf(a), addressOf(b)));
  const codeOnly = sorted.filter(isCodeOnly);
  const rest = sorted.filter((one) => changesState(one) || !(isCodeOnly(one) || isCovered(one, sorted)));
  const concerns = [
    ...(incomplete ? findIncomplete(incomplete) : []),
    ...(configurations ? findBackendChanges(configurations) : []),
    ...findAll(DATA_RULES, sorted),
    ...(configurations ? findRemovedPreventDestroy(changes, configurations) : []),
    ...findAll(ACCESS_RULES, sorted),
    ...findOutputChanges(outputs),
  ];
  const groups = [...groupByConstruct(rest), ...groupOutputChanges(outputs, written)];
  const isNothing = sorted.length + concerns.length + groups.length === 0;
  return {
    summary: isNothing ? "nothing to do" : `${incomplete ? "incomplete, " : ""}${counts(sorted)}`,
    findings: concerns,
    ...(codeOnly.length > 0 ? { codeOnly: codeLine(codeOnly, zipSizes) } : {}),
    constructs: groups,
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
const CODE_ATTRIBUTES = new Set([
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
  const found = differences(before, after, resourceSchema("resource", type));
  return found.length > 0 && found.every(({ path }) => CODE_ATTRIBUTES.has(path));
}

function codeLine(changes: readonly Change[], zipSizes: ZipSizes): string {
  const each = changes.map((change) => {
    const { before, after } = zipSizes(change);
    const sizes =
      before === undefined || after === undefined ? "" : ` ${kilobytes(before)} → ${kilobytes(after)}`;
    return `${labelOf(change)}${sizes}`;
  });
  return `code alone of ${changes.length === 1 ? "1 function" : `${changes.length} functions`}: ${each.join(", ")}`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/** What there is to know, before all else, of a plan that is not all there is to do. */
export function findIncomplete({ isErrored, deferred }: Incomplete): readonly FindingGroup[] {
  const lines = [isErrored ? ERRORED : UNFINISHED, ...deferred.map(deferredLine)];
  return [{ title: "The plan is incomplete", findings: [{ subject: "the plan", lines }] }];
}

const ERRORED = "- planning failed: what is told here was planned before that, and cannot be applied";
const UNFINISHED =
  "~ when this is applied, there may be more to do (it is of some targets alone, or some changes wait): plan again";

function deferredLine({ change, reason }: Deferred): string {
  return `~ ${addressOf(change)}: ${change.action} is deferred, ${reason.replaceAll("_", " ")}`;
}
