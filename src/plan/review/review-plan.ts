import type { Change, Deferred, Incomplete, Plan } from "../plan-types";
import { findBackendChanges } from "./backend-changes";
import { findBreakingChanges } from "./breaking-changes";
import { type ConstructChanges, groupByConstruct } from "./changes-by-construct";
import { findCodeOnly, formatCodeOnly, type ZipSizes } from "./code-changes";
import { type Configurations, displayChange, withMovedReferences } from "./display-values";
import {
  ACCESS_RULES,
  DATA_RULES,
  type FindingGroup,
  findAll,
  hasFinding,
  isCovered,
  OPERATION_RULES,
} from "./findings";
import { findRemovedPreventDestroy } from "./findings/data";
import { findOutputChanges, groupOutputChanges } from "./output-changes";
import { findProvisionerChanges } from "./provisioner-changes";
import { findRejections } from "./rejected-resources";
import { addressOf, labelOf } from "./resource-label";
import { type ContractChange, withGroups } from "./stack-contracts";
import { changesState, isImported, isMoved } from "./state-changes";
import { findStricterValidation } from "./stricter-validation";

/** Readable form of a plan, for the reviewer of a change. */
export interface PlanReview {
  /**
   * Number of resources by action: `1 to import, 2 to create, 1 to update`. For an incomplete plan, the
   * summary starts with `incomplete`.
   */
  readonly summary: string;
  /** Changes that a reviewer should read first, grouped by rule. The most serious changes come first. */
  readonly findings: readonly FindingGroup[];
  /**
   * Functions whose only change is their code, with the sizes of their zips. Absent if there is no such
   * function.
   */
  readonly codeOnly?: ConstructChanges;
  /** All other changes, by construct. */
  readonly constructs: readonly ConstructChanges[];
}

/** Options of {@link reviewPlan}. */
export interface ReviewOptions {
  /**
   * Synthesized stacks before and after the change. A plan without AWS has only fake values for references,
   * so the review prints the references as these stacks contain them. Default: none; the values of the plan
   * are printed.
   */
  readonly configurations?: Configurations;
  /**
   * Contracts of the routes before and after the change. The review finds changed groups and breaking changes of the
   * APIs in them. Default: none; contracts are not compared.
   */
  readonly contracts?: ContractChange;
  /** Returns the sizes of zips. Default: no size is known. */
  readonly zipSizes?: ZipSizes;
}

/** Summary of a plan without any change. */
export const NO_CHANGES = "no changes";

/**
 * Converts a plan to its review: findings first, then the other changes by construct. The order of the
 * changes in the plan does not affect the result.
 */
export function reviewPlan(
  { changes, outputs, incomplete }: Pick<Plan, "changes" | "outputs" | "incomplete">,
  { configurations, contracts, zipSizes = () => ({}) }: ReviewOptions = {},
): PlanReview {
  const resolved = configurations && withMovedReferences(configurations, changes);
  // Unchanged resources are included because a finding may name one, such as the authorizer of a route.
  const resources = changes
    .filter((change) => change.action !== "read" || changesState(change))
    .map((change) => withGroups(displayChange(change, resolved), contracts))
    .sort((a, b) => compareStrings(labelOf(a), labelOf(b)) || compareStrings(addressOf(a), addressOf(b)));
  const changed = resources.filter((change) => change.action !== "no-op" || changesState(change));
  const codeOnly = findCodeOnly(changed);
  const others = changed.filter(
    (change) => changesState(change) || !(codeOnly.includes(change) || isCovered(change, resources)),
  );
  const findings = [
    ...(incomplete ? findIncomplete(incomplete) : []),
    ...(configurations ? findRejections(configurations) : []),
    ...(configurations ? findBackendChanges(configurations) : []),
    ...(configurations ? findProvisionerChanges(configurations) : []),
    ...findAll(DATA_RULES, resources),
    ...(configurations ? findRemovedPreventDestroy(changes, configurations) : []),
    ...findAll(ACCESS_RULES, resources),
    ...(contracts ? findBreakingChanges(contracts, resources) : []),
    ...findStricterValidation(resources, contracts),
    ...findAll(OPERATION_RULES, resources),
    ...findOutputChanges(outputs),
  ];
  const constructs = [
    ...groupByConstruct(others, (change) => hasFinding(change, resources)),
    ...groupOutputChanges(outputs, resolved),
  ];
  const isEmpty = changed.length + findings.length + constructs.length === 0;
  return {
    summary: isEmpty ? NO_CHANGES : `${incomplete ? "incomplete, " : ""}${countActions(changed)}`,
    findings,
    ...(codeOnly.length > 0 ? { codeOnly: formatCodeOnly(codeOnly, zipSizes) } : {}),
    constructs,
  };
}

function compareStrings(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const ACTIONS = ["create", "update", "replace", "delete", "forget"] as const;

function countActions(changes: readonly Change[]): string {
  const parts = [
    countOf(changes.filter(isImported), "import"),
    countOf(changes.filter(isMoved), "move"),
    ...ACTIONS.map((action) =>
      countOf(
        changes.filter((change) => change.action === action),
        action,
      ),
    ),
  ].flat();
  return parts.length > 0 ? parts.join(", ") : "no resource changes";
}

function countOf({ length }: readonly Change[], action: string): string[] {
  return length > 0 ? [`${length} to ${action}`] : [];
}

function findIncomplete({ isErrored, deferred }: Incomplete): readonly FindingGroup[] {
  const lines = [isErrored ? ERRORED : PARTIAL, ...deferred.map(deferredLine)];
  return [{ title: "The plan is incomplete", findings: [{ subject: "the plan", lines }] }];
}

const ERRORED = "- planning failed; the changes below were planned before the failure and cannot be applied";
const PARTIAL = "~ partial plan (targets or deferred changes); plan again after applying";

function deferredLine({ change, reason }: Deferred): string {
  return `~ ${addressOf(change)}: ${change.action} is deferred (${reason.replaceAll("_", " ")})`;
}
