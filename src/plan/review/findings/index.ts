import type { Change } from "../../plan-types";
import { resourceSchema } from "../../schema/schemas";
import { differences } from "../differences";
import { labelOf } from "../labels";
import { ACCESS_CHANGES } from "./access";
import { REMOVED_ALARMS } from "./alarms";
import { DATA_LOSS, REMOVED_PROTECTION } from "./data";
import { asChanged, type Finding, type FindingGroup, type FindingRule } from "./finding-rule";
import { ADDED_PERMISSIONS } from "./permissions";
import { REMOVED_ROUTES } from "./removed-routes";
import { CORS_CHANGES, SHORTER_RETENTION, THROTTLE_CHANGES } from "./settings";

export type { Finding, FindingGroup } from "./finding-rule";

/** What deserves eyes first, in that order. */
export const DATA_RULES: readonly FindingRule[] = [DATA_LOSS, REMOVED_PROTECTION];
/** What deserves eyes next, in that order. */
export const ACCESS_RULES: readonly FindingRule[] = [
  ADDED_PERMISSIONS,
  ACCESS_CHANGES,
  REMOVED_ROUTES,
  CORS_CHANGES,
  THROTTLE_CHANGES,
  REMOVED_ALARMS,
  SHORTER_RETENTION,
];
const ALL_RULES = [...DATA_RULES, ...ACCESS_RULES];

/** What may be of concern in a change: what a failed replacement left is in nobody's use, but may hold data. */
function rulesFor({ action, deposed }: Change): readonly FindingRule[] {
  if (action === "no-op") return [];
  return deposed === undefined ? ALL_RULES : [DATA_LOSS];
}

/** What a reviewer should look at, of some kinds; those that have nothing are left out. */
export function findAll(kinds: readonly FindingRule[], changes: readonly Change[]): readonly FindingGroup[] {
  const groups = kinds.map((kind) => ({
    title: kind.title,
    findings: mergeFindings(changes.flatMap((one) => findIn(one, kind, changes))),
  }));
  return groups.filter(({ findings }) => findings.length > 0);
}

/** Whether the concerns tell all that a change does. */
export function isCovered(change: Change, all: readonly Change[]): boolean {
  const found = ALL_RULES.filter((kind) => findIn(change, kind, all).length > 0);
  if (change.action === "delete") return found.some(({ coversDeletion }) => coversDeletion);
  if (change.action !== "update") return false;
  const schema = resourceSchema("resource", change.type);
  const paths = differences(change.before, change.after, schema).map(({ path }) => path);
  return paths.length > 0 && paths.every((path) => found.some(({ covers }) => covers.test(path)));
}

function findIn(change: Change, kind: FindingRule, all: readonly Change[]): Finding[] {
  const lines = rulesFor(change).includes(kind) ? kind.find(asChanged(change), all) : [];
  return lines.length > 0 ? [{ subject: labelOf(change), lines }] : [];
}

/** Those of whom the same is said are one. */
function mergeFindings(concerns: readonly Finding[]): Finding[] {
  const byLines = new Map<string, Finding[]>();
  for (const one of concerns) {
    const said = one.lines.join("\n");
    byLines.set(said, [...(byLines.get(said) ?? []), one]);
  }
  return [...byLines.values()].map((same) => ({
    subject: same.map(({ subject }) => subject).join(", "),
    lines: same[0]?.lines ?? [],
  }));
}
