import type { Route, RouteSpec } from "./route";

/** Routes by name, each with additional properties. */
export type WithEach<Routes, Properties> = { readonly [Name in keyof Routes]: Routes[Name] & Properties };

/**
 * Returns copies of routes with additional properties. The given routes stay unchanged, so one set of routes can have
 * several versions.
 *
 * @param routes routes by name
 * @param properties replace those of each route that have the same name
 * @returns the copies, by the same names
 */
export function mapRoutes<Routes extends Readonly<Record<string, Route>>, Properties extends RouteSpec>(
  routes: Routes,
  properties: Properties,
): WithEach<Routes, Properties> {
  const entries = Object.entries(routes).map(([name, route]) => [name, { ...route, ...properties }]);
  return Object.fromEntries(entries);
}
