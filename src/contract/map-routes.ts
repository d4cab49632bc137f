import type { Route, RouteSpec } from "./route";

/** Routes by name, each with more to its promise. */
export type WithEach<Routes, More> = { readonly [Name in keyof Routes]: Routes[Name] & More };

/** Adds to the promise of each of some routes. */
export function mapRoutes<Routes extends Readonly<Record<string, Route>>, More extends RouteSpec>(
  routes: Routes,
  more: More,
): WithEach<Routes, More> {
  const changed = Object.entries(routes).map(([name, one]) => [name, { ...one, ...more }]);
  return Object.fromEntries(changed);
}
