import type { Change } from "../../plan-types";
import { resourceDifferences } from "../differences";
import { formatChange } from "../format-value";
import type { PlainValues } from "../plain-values";
import type { ChangeWithGroups } from "../stack-contracts";

/**
 * Change of a resource. `before` is an empty object if the resource is created, and `after` is an empty
 * object if the resource is deleted.
 */
export interface ResourceChange
  extends Pick<
    ChangeWithGroups,
    "address" | "constructPath" | "deposed" | "type" | "action" | "groups" | "replacePaths"
  > {
  readonly before: PlainValues;
  readonly after: PlainValues;
}

/** Change that a reviewer should read first. */
export interface Finding {
  /**
   * Path of the construct, or address of the resource. If several resources have the same lines, their names
   * are joined with commas.
   */
  readonly subject: string;
  /** Lines of the finding: `+` for an addition, `-` for a removal, `~` for a change. */
  readonly lines: readonly string[];
}

/** Findings of one rule. */
export interface FindingGroup {
  /** Title of the rule: `Data loss`. */
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** Rule that finds changes of one kind that a reviewer should read first. */
export interface FindingRule {
  readonly title: string;
  /**
   * Returns the lines of a finding: `+` for an addition, `-` for a removal, `~` for a change. Returns an
   * empty list if the change is not a finding.
   *
   * @param resources all resources of the plan, including unchanged ones
   */
  readonly find: (change: ResourceChange, resources: readonly Change[]) => readonly string[];
  /**
   * Paths of the arguments whose change the finding describes completely. If only these arguments of a
   * resource change, the review does not list the resource again among the other changes.
   */
  readonly covers: RegExp;
  /**
   * True if the finding describes a deletion completely, so that the review does not list it again. Default:
   * false.
   */
  readonly coversDeletion?: boolean;
  /** True if the findings and the lines that only add something come last. Default: false. */
  readonly additionsLast?: boolean;
}

/** Replaces `before` or `after` with an empty object if it is null. */
export function toResourceChange(change: Change): ResourceChange {
  return { ...change, before: change.before ?? {}, after: change.after ?? {} };
}

/** Formats the changed values of the named arguments and of their nested blocks, one line each. */
export function changeLines(change: ResourceChange, ...names: readonly string[]): string[] {
  if (change.action !== "update" && change.action !== "replace") return [];
  return resourceDifferences(change)
    .filter(({ path }) =>
      names.some((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`)),
    )
    .map(({ label, ...values }) => `~ ${label}: ${formatChange(values.before, values.after)}`);
}

/** Returns a pattern that matches a path if the path matches one of the expressions completely. */
export function pathPattern(...expressions: readonly string[]): RegExp {
  return new RegExp(`^(?:${expressions.join("|")})$`);
}
