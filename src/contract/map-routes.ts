import type { Route, RoutePromise } from "./route";

/** Routes by name, each with more to its promise. */
export type EachWith<Routes, More> = { readonly [Name in keyof Routes]: Routes[Name] & More };

/** Adds to the promise of each of some routes. */
export function each<Routes extends Readonly<Record<string, Route>>, More extends RoutePromise>(
  routes: Routes,
  more: More,
): EachWith<Routes, More> {
  const changed = Object.entries(routes).map(([name, one]) => [name, { ...one, ...more }]);
  return Object.fromEntries(changed);
}
