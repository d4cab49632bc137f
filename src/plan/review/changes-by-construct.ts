import type { Change } from "../plan-types";
import { resourceSchema } from "../schema/schemas";
import { areSame, ownValue } from "./attribute-values";
import { type Difference, differences, isComputed } from "./differences";
import type { DisplayChange } from "./display-values";
import { policyDifferenceLines } from "./findings/permissions";
import { formatChange, formatShort } from "./format-value";
import { addressOf } from "./labels";
import { KNOWN_AFTER_APPLY, PROVIDER_COMPUTED } from "./placeholder";
import { diffPolicies, isPolicy } from "./policy-diff";
import { stateLines } from "./state-changes";

/** The changes of one construct. */
export interface ConstructChanges {
  readonly subject: string;
  readonly lines: readonly string[];
}

/** By construct: what a construct's parts do is told under it. */
export function groupByConstruct(changes: readonly DisplayChange[]): ConstructChanges[] {
  const groups = new Map<string, DisplayChange[]>();
  for (const change of changes) {
    const subject = constructOf(change);
    groups.set(subject, [...(groups.get(subject) ?? []), change]);
  }
  return [...groups].map(([subject, all]) => ({ subject, lines: linesOf(all) }));
}

/** What becomes of the state, what comes and what goes in a line each, then what changes, one by one. */
function linesOf(changes: readonly DisplayChange[]): string[] {
  const of = (action: Change["action"]) =>
    changes.filter((one) => one.action === action && one.deposed === undefined);
  return [
    ...changes.flatMap(stateLines),
    ...together("+", of("create")),
    ...together("-", of("delete")),
    ...together("no longer in Terraform, and left as they are:", of("forget")),
    ...changes.filter(({ deposed }) => deposed !== undefined).map(deposedLine),
    ...changes.filter(({ action }) => action === "update" || action === "replace").flatMap(changeLines),
  ];
}

/** It is only ever deleted or forgotten. */
function deposedLine(change: Change): string {
  const address = addressOf(change);
  return change.action === "delete"
    ? `- ${address}`
    : `no longer in Terraform, and left as it is: ${address}`;
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
  return key === undefined ? type : `${type} "${formatShort(key)}"`;
}

/** `products-dev/api/access-logs` is a part of `products-dev/api`. */
function constructOf({ constructPath, address }: Change): string {
  return constructPath?.split("/").slice(0, 2).join("/") ?? address;
}

function changeLines(change: DisplayChange): string[] {
  const told = differences(change.before, change.after, resourceSchema("resource", change.type));
  const lines = told.filter((one) => isOfItsAuthor(one, change)).flatMap(differenceLines);
  return [head(change), ...(lines.length > 0 ? lines : unseenLines(change))];
}

function head({ action, address, replacePaths }: Change): string {
  if (action === "update") return `~ ${address}`;
  const why = replacePaths.map((path) => path.join(".")).sort();
  return `± ${address}${why.length > 0 ? `, for another ${why.join(", ")}` : ""}`;
}

/** What is written as it was, and is made of what is another. */
function unseenLines({ type, raw: { before, after, afterUnknown } }: DisplayChange): string[] {
  const names = Object.keys({ ...before, ...after, ...afterUnknown }).sort();
  const changed = names.filter((name) => {
    const isUnknown = ownValue(afterUnknown, name) === true && !isComputed(type, name);
    return isUnknown || (name in (after ?? {}) && !areSame(ownValue(before, name), ownValue(after, name)));
  });
  return changed.length > 0 ? [`    ${changed.join(", ")}: for what is referred to`] : [];
}

/** What the provider gives of itself, and gives anew, nobody wrote. */
function isOfItsAuthor({ path, after }: Difference, { type }: Change): boolean {
  if (after === PROVIDER_COMPUTED) return false;
  return after !== KNOWN_AFTER_APPLY || !(isComputed(type, path) && !isConfigurable(type, path));
}

/** An id may be written in a configuration, and never is. */
function isConfigurable(type: string, name: string): boolean {
  const attribute = resourceSchema("resource", type)?.attributes.find((one) => one.name === name);
  return attribute?.optional === true && name !== "id";
}

/** A policy is told by what it allows more and less. */
function differenceLines({ path, before, after }: Difference): string[] {
  if (!isPolicy(before) && !isPolicy(after)) return [`    ${path}: ${formatChange(before, after)}`];
  return policyDifferenceLines(diffPolicies(before, after)).map((line) => `    ${line}`);
}
