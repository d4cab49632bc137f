import type { Change } from "../../plan-types";
import { resourceSchema } from "../../schema/schemas";
import type { PlainValues } from "../attribute-values";
import { differences } from "../differences";
import { formatChange } from "../format-value";

/** A change, with nothing where a resource is not there. */
export interface Changed extends Pick<Change, "address" | "deposed" | "type" | "action"> {
  readonly before: PlainValues;
  readonly after: PlainValues;
}

/** What a reviewer should look at first. */
export interface Finding {
  /** Whose: a construct's path, or an address; of several, all of them. */
  readonly subject: string;
  /** A line for each thing: `+` for what comes, `-` for what goes, `~` for what changes. */
  readonly lines: readonly string[];
}

/** Concerns of one kind. */
export interface FindingGroup {
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** A kind of thing that deserves eyes. */
export interface FindingRule {
  readonly title: string;
  /** A line for each thing: `+` for what comes, `-` for what goes, `~` for what changes. */
  readonly find: (change: Changed, all: readonly Change[]) => readonly string[];
  /** The arguments of an update that it tells all about. */
  readonly covers: RegExp;
  /** Whether of a deletion it tells all there is. Default: false. */
  readonly coversDeletion?: boolean;
}

export function asChanged(change: Change): Changed {
  return { ...change, before: change.before ?? {}, after: change.after ?? {} };
}

/** A line for each thing in these arguments that another value is given to. */
export function changeLines({ type, action, before, after }: Changed, ...names: readonly string[]): string[] {
  if (action !== "update" && action !== "replace") return [];
  const told = differences(before, after, resourceSchema("resource", type));
  return told
    .filter(({ path }) =>
      names.some((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`)),
    )
    .map(({ path, before: old, after: now }) => `~ ${path}: ${formatChange(old, now)}`);
}
