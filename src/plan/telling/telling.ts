import type { Change } from "../plan";
import { type Difference, differences, nameOf } from "./change";
import type { ConcernGroup } from "./concern";
import { concernsOf, isAllConcern, POLICIES, shown } from "./concerns";
import { policyDifference } from "./statements";

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

/**
 * Tells a plan for its reviewer: what matters first, then the rest by construct, in the same order each time.
 *
 * @param zipSizes default: none is known
 */
export function telling(changes: readonly Change[], zipSizes: ZipSizes = () => ({})): Telling {
  const real = changes.filter(({ action }) => action !== "no-op" && action !== "read");
  const sorted = real.sort((a, b) => compare(nameOf(a), nameOf(b)) || compare(a.address, b.address));
  const codeOnly = sorted.filter(isCodeOnly);
  return {
    counts: counts(sorted),
    concerns: concernsOf(sorted),
    ...(codeOnly.length > 0 ? { code: codeLine(codeOnly, zipSizes) } : {}),
    groups: groupsOf(sorted.filter((one) => !isCodeOnly(one) && !isAllConcern(one))),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const ACTIONS = ["create", "update", "replace", "delete"] as const;

function counts(changes: readonly Change[]): string {
  const parts = ACTIONS.flatMap((action) => {
    const number = changes.filter((one) => one.action === action).length;
    return number > 0 ? [`${number} to ${action}`] : [];
  });
  return parts.length > 0 ? parts.join(", ") : "nothing to do";
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
  return differences(before, after).every(({ path }) => OF_THE_CODE.has(path));
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
    ...changes.filter(({ action }) => action === "update" || action === "replace").flatMap(changeLines),
  ];
}

/** `+ aws_lambda_function, 2 aws_iam_role_policy` */
function together(sign: string, changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  const types = [...new Set(changes.map(({ type }) => type))].sort();
  const counted = types.map((type) => {
    const number = changes.filter((one) => one.type === type).length;
    return number === 1 ? type : `${number} ${type}`;
  });
  return [`${sign} ${counted.join(", ")}`];
}

/** `products-dev/api/access-logs` is a part of `products-dev/api`. */
function constructOf({ constructPath, address }: Change): string {
  return constructPath?.split("/").slice(0, 2).join("/") ?? address;
}

function changeLines({ action, address, before, after }: Change): string[] {
  const head = `${action === "replace" ? "±" : "~"} ${address}`;
  return [head, ...differences(before, after).flatMap(differenceLines)];
}

/** A policy is told by what it allows more and less. */
function differenceLines({ path, before, after }: Difference): string[] {
  if (!POLICIES.includes(path)) return [`    ${path}: ${shown(before)} → ${shown(after)}`];
  const { added, removed } = policyDifference(before, after);
  return [...added.map((text) => `    + ${text}`), ...removed.map((text) => `    - ${text}`)];
}
