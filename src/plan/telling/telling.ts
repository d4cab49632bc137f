import type { Change, OutputChange, Plan } from "../plan";
import { schemaOf } from "../schema/schemas";
import { type ConcernGroup, concernsOf, isAllConcern } from "./concerns";
import { policyDifferenceLines } from "./concerns/permissions";
import { type Difference, differences } from "./differences";
import { LATER } from "./mark";
import { nameOf } from "./name-of";
import { placeConcerns } from "./place";
import { arrow, shown } from "./shown";
import { isPolicy, policyDifference } from "./statements";
import { type Declared, toldChange } from "./told-values";

/** A plan as its reviewer reads it. */
export interface Telling {
  /** `2 to create, 1 to update, 1 to delete`, or that nothing is to be done. */
  readonly counts: string;
  /** What deserves eyes, the gravest first. */
  readonly concerns: readonly ConcernGroup[];
  /** Functions of which only the code changes, in one line; absent where there is none. */
  readonly code?: string;
  /** All else, by construct. */
  readonly groups: readonly ChangeGroup[];
}

/** The changes of one construct. */
export interface ChangeGroup {
  readonly who: string;
  readonly lines: readonly string[];
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
  { changes, outputs }: Pick<Plan, "changes" | "outputs">,
  { declared, zipSizes = () => ({}) }: TellingOptions = {},
): Telling {
  const real = changes.filter(({ action }) => action !== "no-op" && action !== "read");
  const sorted = real
    .map((one) => toldChange(one, declared))
    .sort((a, b) => compare(nameOf(a), nameOf(b)) || compare(a.address, b.address));
  const codeOnly = sorted.filter(isCodeOnly);
  const rest = sorted.filter((one) => !isCodeOnly(one) && !isAllConcern(one, sorted));
  const concerns = [...(declared ? placeConcerns(declared) : []), ...concernsOf(sorted)];
  const groups = [...groupsOf(rest), ...outputGroup(outputs)];
  const isNothing = sorted.length + concerns.length + groups.length === 0;
  return {
    counts: isNothing ? "nothing to do" : counts(sorted),
    concerns,
    ...(codeOnly.length > 0 ? { code: codeLine(codeOnly, zipSizes) } : {}),
    groups,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const ACTIONS = ["create", "update", "replace", "delete", "forget"] as const;

function counts(changes: readonly Change[]): string {
  const parts = ACTIONS.flatMap((action) => {
    const number = changes.filter((one) => one.action === action).length;
    return number > 0 ? [`${number} to ${action}`] : [];
  });
  return parts.length > 0 ? parts.join(", ") : "no change of a resource";
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

function isCodeOnly({ type, action, before, after }: Change): boolean {
  if (type !== "aws_lambda_function" || action !== "update") return false;
  const found = differences(before, after);
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

/** By construct: what a construct's parts do is told under it. */
function groupsOf(changes: readonly Change[]): ChangeGroup[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const who = constructOf(change);
    groups.set(who, [...(groups.get(who) ?? []), change]);
  }
  return [...groups].map(([who, all]) => ({ who, lines: linesOf(all) }));
}

/** What comes and what goes in a line each, then what changes, one by one. */
function linesOf(changes: readonly Change[]): string[] {
  const of = (action: Change["action"]) => changes.filter((one) => one.action === action);
  return [
    ...together("+", of("create")),
    ...together("-", of("delete")),
    ...together("no longer in Terraform, and left as they are:", of("forget")),
    ...changes.filter(({ action }) => action === "update" || action === "replace").flatMap(changeLines),
  ];
}

/** `+ aws_lambda_function, 2 aws_iam_role_policy` */
function together(sign: string, changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  const kinds = changes.map(kindOf);
  const counted = [...new Set(kinds)].sort().map((kind) => {
    const number = kinds.filter((one) => one === kind).length;
    return number === 1 ? kind : `${number} ${kind}`;
  });
  return [`${sign} ${counted.join(", ")}`];
}

/** Its type, and of a route what it answers. */
function kindOf({ type, before, after }: Change): string {
  const key = type === "aws_apigatewayv2_route" ? (after ?? before)?.route_key : undefined;
  return key === undefined ? type : `${type} "${shown(key)}"`;
}

/** `products-dev/api/access-logs` is a part of `products-dev/api`. */
function constructOf({ constructPath, address }: Change): string {
  return constructPath?.split("/").slice(0, 2).join("/") ?? address;
}

function changeLines(change: Change): string[] {
  const told = differences(change.before, change.after).filter((one) => isOfItsAuthor(one, change));
  const lines = told.flatMap(differenceLines);
  // What its arguments are made of is another, and they are written as they were.
  return [head(change), ...(lines.length > 0 ? lines : ["    for what it refers to"])];
}

function head({ action, address, replacePaths }: Change): string {
  if (action === "update") return `~ ${address}`;
  const why = replacePaths.map((path) => path.join(".")).sort();
  return `± ${address}${why.length > 0 ? `, for another ${why.join(", ")}` : ""}`;
}

/** What the provider gives of itself, and gives anew, nobody wrote. */
function isOfItsAuthor({ path, after }: Difference, { type }: Change): boolean {
  const attribute = schemaOf("resource", type)?.attributes.find(({ name }) => name === path);
  return after !== LATER || attribute?.computed !== true;
}

/** A policy is told by what it allows more and less. */
function differenceLines({ path, before, after }: Difference): string[] {
  if (!isPolicy(before) && !isPolicy(after)) return [`    ${path}: ${arrow(before, after)}`];
  return policyDifferenceLines(policyDifference(before, after)).map((line) => `    ${line}`);
}

const SIGNS: Readonly<Partial<Record<OutputChange["action"], string>>> = { create: "+", delete: "-" };

/** Outputs that come and go; their values are told by what they are made of. */
function outputGroup(outputs: readonly OutputChange[]): ChangeGroup[] {
  const lines = outputs
    .flatMap(({ name, action }) => (SIGNS[action] ? [`${SIGNS[action]} ${name}`] : []))
    .sort();
  return lines.length > 0 ? [{ who: "outputs", lines }] : [];
}
