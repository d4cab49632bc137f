import { escapeLine } from "#printable";
import { listRoutes, type ResolvedStack, type RouteSummary } from "#terraform";

/** Routes of a stack, by the address of the API and the route key. */
export type RoutesByKey = ReadonlyMap<string, RouteSummary>;

export function routesByKey(stack: ResolvedStack): RoutesByKey {
  return new Map(listRoutes(stack).map((route) => [`${route.apiType}.${route.api} ${route.key}`, route]));
}

/** Returns a line for each route that is added, removed, or has another access or target. */
export function describeRouteChanges(before: RoutesByKey, after: RoutesByKey): readonly string[] {
  const removed = [...before].filter(([key]) => !after.has(key));
  return [
    ...removed.map(([, { key }]) => `- ${escapeLine(key)}`),
    ...[...after].flatMap(([key, route]) => describeChange(before.get(key), route)),
  ];
}

function describeChange(before: RouteSummary | undefined, after: RouteSummary): readonly string[] {
  const { key, access, target } = after;
  if (!before) return [escapeLine(`+ ${key}  ${access}  ${target}`)];
  const changes = [
    ...(before.access === access ? [] : [`${before.access} → ${access}`]),
    ...(before.target === target ? [] : [`${before.target} → ${target}`]),
  ];
  return changes.map((change) => escapeLine(`~ ${key}  ${change}`));
}
