import { ALARM_RULE, formatAlarmRule } from "./alarm-rule";
import type { Difference } from "./differences";
import { formatPolicyDiff } from "./findings/permissions";
import { formatChange, formatShort } from "./format-value";
import { groupItems, isValues } from "./plain-values";
import { diffPolicies, isPolicy } from "./policy-diff";

/** Argument of a dashboard that contains all its widgets. */
const DASHBOARD_BODY = "dashboard_body";

/**
 * Formats the differences of a changed resource. An added or removed block of a list is one line. A policy is printed as
 * its added and removed statements.
 */
export function formatDifferences(differences: readonly Difference[]): string[] {
  return [...groupItems(differences, blockOf)].flatMap(
    ([block, group]) => formatBlock(block, group) ?? group.flatMap(formatDifference),
  );
}

/** Maximum number of arguments that are printed for a new resource. */
const MAX_NEW_ARGUMENTS = 12;

/** Formats the arguments of a new resource. Arguments without a value are omitted. */
export function formatNewArguments(differences: readonly Difference[]): string[] {
  const lines = [...groupItems(differences.filter(hasContent), blockOf)].flatMap(([block, group]) =>
    isBlock(block) ? [formatArguments(block, group)] : group.map(formatNewArgument),
  );
  const more = lines.length - MAX_NEW_ARGUMENTS;
  return more > 1 ? [...lines.slice(0, MAX_NEW_ARGUMENTS), `… and ${more} more arguments`] : lines;
}

function hasContent({ label, after }: Difference): boolean {
  // `tags_all` repeats `tags` and the default tags of the provider.
  return !label.startsWith("tags_all") && JSON.stringify(after ?? []) !== "[]" && after !== "";
}

function formatNewArgument({ path, label, after }: Difference): string {
  return path === DASHBOARD_BODY ? `${label}: ${DRAWN_BY_COMMAND}` : `${label}: ${formatValue(after)}`;
}

/** The body is too long for a review, and a value of a new resource makes it an unreadable expression. */
const DRAWN_BY_COMMAND = "`gatewright dashboard` draws the widgets";

function formatDifference({ path, label, before, after }: Difference): readonly string[] {
  if (path === ALARM_RULE) return formatAlarmRule(before, after);
  if (path === DASHBOARD_BODY) return [`${label} changes; ${DRAWN_BY_COMMAND}`];
  if (isPolicy(before) || isPolicy(after)) return formatPolicyDiff(diffPolicies(before, after));
  return [`${label}: ${formatChange(before, after)}`];
}

/** Block of a list with its key: `attribute["sku"]`. */
const BLOCK = /^(.*)\[("(?:[^"\\]|\\.)*")\]$/;

/** Returns the label of the block that contains an argument, or the label of the argument if no keyed block contains it. */
function blockOf({ label }: Difference): string {
  return /^(.*\["(?:[^"\\]|\\.)*"\])\./.exec(label)?.[1] ?? label;
}

function isBlock(label: string): boolean {
  return BLOCK.test(label);
}

/** Formats an added or removed block. Returns `undefined` if the block exists both before and after the change. */
function formatBlock(block: string, group: readonly Difference[]): string[] | undefined {
  const [, , key] = BLOCK.exec(block) ?? [];
  if (key === undefined) return undefined;
  if (group.some(({ before, after }) => before === undefined && JSON.stringify(after) === key))
    return [`+ ${formatArguments(block, group)}`];
  if (group.some(({ before, after }) => after === undefined && JSON.stringify(before) === key))
    return [`- ${formatArguments(block, group)}`];
  return undefined;
}

/** Formats the arguments of a block: `attribute: name = sku, type = S`. */
function formatArguments(block: string, group: readonly Difference[]): string {
  const [, list = block] = BLOCK.exec(block) ?? [];
  const values = group.map(({ label, before, after }) => {
    const name = label.slice(block.length + 1);
    return `${name} = ${formatValue(after ?? before)}`;
  });
  return `${list}: ${values.join(", ")}`;
}

/** Formats a value. A block without arguments, such as `allow {}` of a WAF rule, is `{}`. */
function formatValue(value: unknown): string {
  return isEmptyBlock(value) ? "{}" : formatShort(value);
}

function isEmptyBlock(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isEmptyBlock);
  return value === null || (isValues(value) && Object.values(value).every(isEmptyBlock));
}
