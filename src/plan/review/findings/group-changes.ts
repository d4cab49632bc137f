import type { VersionGroups } from "#terraform";
import type { GroupChange } from "../stack-contracts";

/**
 * Returns one text for each change of the groups that a route requires: `group admin no longer required`.
 *
 * @returns `undefined` if the versions of the route differ, so that the groups cannot be compared one by one
 */
export function describeGroupChanges({ before, after }: GroupChange): readonly string[] | undefined {
  const [old, current] = [sharedGroups(before), sharedGroups(after)];
  if (old && current) return compareGroups(old, current, "");
  const versions = before.map(({ version }) => version);
  const isSameVersions = JSON.stringify(versions) === JSON.stringify(after.map(({ version }) => version));
  if (!isSameVersions) return JSON.stringify(before) === JSON.stringify(after) ? [] : undefined;
  return before.flatMap(({ version, groups }, index) =>
    compareGroups(
      groups,
      after[index]?.groups ?? [],
      ` (${version === undefined ? "no version" : `version ${version}`})`,
    ),
  );
}

/** Returns the groups that every version of a route requires, or `undefined` if the versions differ. */
function sharedGroups(versions: readonly VersionGroups[]): readonly string[] | undefined {
  const [first] = versions;
  const isShared = new Set(versions.map(({ groups }) => JSON.stringify(groups))).size <= 1;
  return isShared ? (first?.groups ?? []) : undefined;
}

/** Compares the groups that a route accepts. A caller must be a member of one of them. */
function compareGroups(
  before: readonly string[],
  after: readonly string[],
  suffix: string,
): readonly string[] {
  if (before.length === 0 && after.length === 0) return [];
  if (before.length === 0) return [`group ${after.join(" or ")} is now required${suffix}`];
  if (after.length === 0) return [`group ${before.join(" or ")} no longer required${suffix}`];
  return [
    ...before
      .filter((group) => !after.includes(group))
      .map((group) => `group ${group} no longer accepted${suffix}`),
    ...after
      .filter((group) => !before.includes(group))
      .map((group) => `group ${group} is now accepted${suffix}`),
  ];
}
