import type { Route, RouteSpec } from "./route";

/** Routes by name, each with additional properties. */
export type WithEach<Routes, Properties> = { readonly [Name in keyof Routes]: Routes[Name] & Properties };

/**
 * Returns copies of routes with additional properties. The given routes are not changed, so that several
 * versions can be derived from the same routes.
 *
 * @param routes routes by name
 * @param properties properties to add to each copy. They replace properties of the route with the same name
 * @returns the copies, with the same names
 */
export function mapRoutes<Routes extends Readonly<Record<string, Route>>, Properties extends RouteSpec>(
  routes: Routes,
  properties: Properties,
): WithEach<Routes, Properties> {
  const entries = Object.entries(routes).map(([name, route]) => [name, { ...route, ...properties }]);
  return Object.fromEntries(entries);
}
