import type { Change } from "../../plan-types";
import { resourceDifferences } from "../differences";
import { groupItems } from "../plain-values";
import { constructOf, labelOf } from "../resource-label";
import type { ChangeWithGroups } from "../stack-contracts";
import { ACCESS_CHANGES } from "./access";
import { WEAKER_ALARMS } from "./alarms";
import { CORS_CHANGES, SHORTER_RETENTION, THROTTLE_CHANGES } from "./api-and-log-settings";
import { API_KEY_CHANGES } from "./api-keys";
import { CACHE_ACCESS, CACHE_CHANGES } from "./cache";
import { CANARY_CHANGES } from "./canary";
import { DATA_LOSS, REMOVED_PROTECTION } from "./data";
import { type Finding, type FindingGroup, type FindingRule, toResourceChange } from "./finding-rule";
import { GATEWAY_RESPONSE_CHANGES, isGatewayResponse } from "./gateway-responses";
import { ADDED_PERMISSIONS } from "./permissions";
import { REMOVED_ROUTES } from "./removed-routes";
import { WEAKER_VALIDATION } from "./request-validation";
import { TARGET_CHANGES } from "./route-targets";
import { isRoute } from "./routes";
import { WEAKER_WEB_ACLS } from "./web-acls";

export type { Finding, FindingGroup } from "./finding-rule";

/** Rules about data, in the order in which a review prints their findings. */
export const DATA_RULES: readonly FindingRule[] = [DATA_LOSS, REMOVED_PROTECTION];
/** Rules about access, in the order in which a review prints their findings. */
export const ACCESS_RULES: readonly FindingRule[] = [
  ADDED_PERMISSIONS,
  ACCESS_CHANGES,
  CACHE_ACCESS,
  REMOVED_ROUTES,
  API_KEY_CHANGES,
  WEAKER_WEB_ACLS,
];
/** Rules about operation, in the order in which a review prints their findings. */
export const OPERATION_RULES: readonly FindingRule[] = [
  TARGET_CHANGES,
  WEAKER_VALIDATION,
  CORS_CHANGES,
  GATEWAY_RESPONSE_CHANGES,
  THROTTLE_CHANGES,
  CACHE_CHANGES,
  CANARY_CHANGES,
  WEAKER_ALARMS,
  SHORTER_RETENTION,
];
const ALL_RULES = [...DATA_RULES, ...ACCESS_RULES, ...OPERATION_RULES];

/**
 * Returns the rules that apply to a change. For a deposed object, which a failed replacement left behind,
 * only data loss is checked, because the object is not in use but may contain data.
 */
function rulesFor({ action, deposed, groups }: ChangeWithGroups): readonly FindingRule[] {
  // The groups of a route can change without a change of the Terraform, because the function checks them.
  if (action === "no-op") return groups ? [ACCESS_CHANGES] : [];
  return deposed === undefined ? ALL_RULES : [DATA_LOSS];
}

/**
 * Applies rules to all changes. Returns one group for each rule that has findings.
 *
 * @param resources all resources of the plan, including unchanged ones
 */
export function findAll(
  rules: readonly FindingRule[],
  resources: readonly Change[],
): readonly FindingGroup[] {
  const groups = rules.map((rule) => ({
    title: rule.title,
    findings: sortFindings(
      rule,
      mergeFindings(resources.flatMap((change) => applyRule(rule, change, resources))),
    ),
  }));
  return groups.filter(({ findings }) => findings.length > 0);
}

/** Moves the additions behind the other lines, if the rule asks for it. */
function sortFindings(
  { additionsLast = false }: FindingRule,
  findings: readonly Finding[],
): readonly Finding[] {
  if (!additionsLast) return findings;
  return findings
    .map(({ subject, lines }) => ({ subject, lines: [...lines].sort(compareAdditions) }))
    .sort((a, b) => compareAdditions(a.lines[0] ?? "", b.lines[0] ?? ""));
}

function compareAdditions(a: string, b: string): number {
  return Number(a.startsWith("+")) - Number(b.startsWith("+"));
}

/** Returns whether a finding is about a change. */
export function hasFinding(change: Change, resources: readonly Change[]): boolean {
  return ALL_RULES.some((rule) => applyRule(rule, change, resources).length > 0);
}

/** Returns whether the findings describe a change completely, so that the review does not repeat it. */
export function isCovered(change: Change, resources: readonly Change[]): boolean {
  const matching = ALL_RULES.filter((rule) => applyRule(rule, change, resources).length > 0);
  if (change.action === "delete") return matching.some(({ coversDeletion }) => coversDeletion);
  if (change.action !== "update") return false;
  const paths = resourceDifferences(change).map(({ path }) => path);
  return paths.length > 0 && paths.every((path) => matching.some(({ covers }) => covers.test(path)));
}

function applyRule(rule: FindingRule, change: Change, resources: readonly Change[]): Finding[] {
  const lines = rulesFor(change).includes(rule) ? rule.find(toResourceChange(change), resources) : [];
  return lines.length > 0 ? [{ subject: subjectOf(change, resources), lines }] : [];
}

/**
 * Returns the name under which a finding lists a change. This is the path of the resource, or the shorter path of its
 * outermost construct if that is specific enough. The lines of a Lambda permission or a route already describe the
 * resource, and in a construct with one function and one role, the role can only be that of the function.
 */
function subjectOf(change: Change, resources: readonly Change[]): string {
  const construct = constructOf(change);
  const count = (type: string) =>
    resources.filter((resource) => resource.type === type && constructOf(resource) === construct).length;
  const isRoleOfFunction =
    /^aws_iam_role/.test(change.type) && count("aws_lambda_function") === 1 && count("aws_iam_role") === 1;
  const isDescribedByLines =
    change.type === "aws_lambda_permission" || isRoute(change) || isGatewayResponse(change);
  return isRoleOfFunction || isDescribedByLines ? construct : labelOf(change);
}

/**
 * Merges findings with identical lines into one finding with several subjects, and findings with the same subjects into
 * one finding with all their lines, each once. A finding that contains only additions is first split into its lines. A permission
 * that several functions get is therefore listed once, even if the other permissions of these functions differ.
 */
function mergeFindings(findings: readonly Finding[]): Finding[] {
  const parts = findings.flatMap(({ subject, lines }) =>
    lines.every((line) => line.startsWith("+ "))
      ? lines.map((line) => ({ subject, lines: [line] }))
      : [{ subject, lines }],
  );
  const sameLines = [...groupItems(parts, ({ lines }) => JSON.stringify(lines)).values()];
  const merged = sameLines.map((group) => ({
    subject: [...new Set(group.map(({ subject }) => subject))].join(", "),
    lines: group[0]?.lines ?? [],
  }));
  const sameSubjects = groupItems(merged, ({ subject }) => subject);
  return [...sameSubjects].map(([subject, group]) => ({
    subject,
    lines: [...new Set(group.flatMap(({ lines }) => lines))],
  }));
}
