import type { Change } from "../../plan-types";
import { schemaOf } from "../../schema/schemas";
import { differences } from "../differences";
import { nameOf } from "../labels";
import { CALLERS } from "./access";
import { LOST_ALARMS } from "./alarms";
import { LOST_DATA, LOST_PROTECTION } from "./data";
import { asChanged, type Concern, type ConcernGroup, type Kind } from "./finding-rule";
import { ADDED_PERMISSIONS } from "./permissions";
import { LOST_ROUTES } from "./removed-routes";
import { CORS, SHORTER_LOGS, THROTTLES } from "./settings";

export type { Concern, ConcernGroup } from "./finding-rule";

/** What deserves eyes first, in that order. */
export const OF_DATA: readonly Kind[] = [LOST_DATA, LOST_PROTECTION];
/** What deserves eyes next, in that order. */
export const OF_ACCESS_AND_OPERATION: readonly Kind[] = [
  ADDED_PERMISSIONS,
  CALLERS,
  LOST_ROUTES,
  CORS,
  THROTTLES,
  LOST_ALARMS,
  SHORTER_LOGS,
];
const KINDS = [...OF_DATA, ...OF_ACCESS_AND_OPERATION];

/** What may be of concern in a change: what a failed replacement left is in nobody's use, but may hold data. */
function kindsOf({ action, deposed }: Change): readonly Kind[] {
  if (action === "no-op") return [];
  return deposed === undefined ? KINDS : [LOST_DATA];
}

/** What a reviewer should look at, of some kinds; those that have nothing are left out. */
export function concernsOf(kinds: readonly Kind[], changes: readonly Change[]): readonly ConcernGroup[] {
  const groups = kinds.map((kind) => ({
    title: kind.title,
    concerns: merged(changes.flatMap((one) => concern(one, kind, changes))),
  }));
  return groups.filter(({ concerns }) => concerns.length > 0);
}

/** Whether the concerns tell all that a change does. */
export function isAllConcern(change: Change, all: readonly Change[]): boolean {
  const found = KINDS.filter((kind) => concern(change, kind, all).length > 0);
  if (change.action === "delete") return found.some(({ tellsDeletions }) => tellsDeletions);
  if (change.action !== "update") return false;
  const schema = schemaOf("resource", change.type);
  const paths = differences(change.before, change.after, schema).map(({ path }) => path);
  return paths.length > 0 && paths.every((path) => found.some(({ tells }) => tells.test(path)));
}

function concern(change: Change, kind: Kind, all: readonly Change[]): Concern[] {
  const lines = kindsOf(change).includes(kind) ? kind.find(asChanged(change), all) : [];
  return lines.length > 0 ? [{ who: nameOf(change), lines }] : [];
}

/** Those of whom the same is said are one. */
function merged(concerns: readonly Concern[]): Concern[] {
  const byLines = new Map<string, Concern[]>();
  for (const one of concerns) {
    const said = one.lines.join("\n");
    byLines.set(said, [...(byLines.get(said) ?? []), one]);
  }
  return [...byLines.values()].map((same) => ({
    who: same.map(({ who }) => who).join(", "),
    lines: same[0]?.lines ?? [],
  }));
}
