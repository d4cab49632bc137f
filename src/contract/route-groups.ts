import type { Route } from "./route";
import { versionText } from "./version-selector";

/** Groups that one version of a route accepts. The caller must be a member of one of them. */
interface VersionGroups {
  /** Version of the route, such as `version=2`. Absent for a route without a version. */
  readonly version?: string;
  /** Empty if the version requires no group. */
  readonly groups: readonly string[];
}

/**
 * Extension of an OpenAPI document: the groups by route key, for each version of the routes that require a group. It
 * contains the routes that OpenAPI cannot represent, too, such as `$default`.
 */
export type RouteGroups = Readonly<Record<string, readonly VersionGroups[]>>;

/** Returns the groups of all routes that require a group in at least one version. */
export function routeGroups(routes: readonly Route[]): RouteGroups {
  const keys = new Set(routes.filter(({ groups }) => groups).map(({ key }) => key));
  const entries = [...keys].map((key) => [
    key,
    routes.filter((route) => route.key === key).map(toVersionGroups),
  ]);
  return Object.fromEntries(entries);
}

function toVersionGroups({ version, groups = [] }: Route): VersionGroups {
  const text = versionText(version);
  return { ...(text === undefined ? {} : { version: text }), groups };
}

/** Returns the groups that every version of a route accepts. Empty if a version requires no group, or other groups. */
export function sharedGroups(versions: readonly Route[]): readonly string[] {
  const [first] = versions;
  const isShared = new Set(versions.map(({ groups }) => JSON.stringify(groups ?? []))).size === 1;
  return isShared ? (first?.groups ?? []) : [];
}

/** Returns the description of the 403 response, or `undefined` if no version of the route requires a group. */
export function describeGroups(versions: readonly Route[]): string | undefined {
  if (!versions.some(({ groups }) => groups)) return undefined;
  const shared = sharedGroups(versions);
  if (shared.length > 0) return `The caller is in none of these groups: ${shared.join(", ")}`;
  const restricted = versions.filter(({ groups }) => groups);
  const texts = restricted.map(({ version, groups = [] }) => {
    const suffix = version ? ` (version ${versionText(version)})` : " (no version)";
    return groups.join(", ") + suffix;
  });
  return `The caller is in none of the groups of the version: ${texts.join("; ")}`;
}
