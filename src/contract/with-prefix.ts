import { parseRouteKey, type RouteKeyText } from "#aws/route-key";
import type { CheckedPrefix } from "./checked-route-key";
import { routeEntries } from "./extend-routes";
import type { Route, RouteSpec } from "./route";

/** Route key with a prefix before the path. The key `$default` is not changed, because it has no path. */
type PrefixedKey<Prefix extends string, Key extends string> = Key extends `${infer Method} /`
  ? `${Method} ${Prefix}`
  : Key extends `${infer Method} ${infer Path}`
    ? `${Method} ${Prefix}${Path}`
    : Key;

type SpecOf<R> = R extends infer WithKey extends { readonly key: string } ? Omit<WithKey, "key"> : never;

/** Routes by name, whose paths start with a prefix. */
export type PrefixedRoutes<Prefix extends string, Routes extends Readonly<Record<string, Route>>> = {
  readonly [Name in keyof Routes]: Route<
    PrefixedKey<Prefix, Routes[Name]["key"]>,
    Extract<SpecOf<Routes[Name]>, RouteSpec>
  >;
};

/**
 * Returns copies of routes with a prefix before each path, for example for a version of an API: `/v1/things`.
 * A route with the key `$default` is not changed, because it has no path.
 *
 * @param prefix first segments of the path: `/v1`. It must start with `/` and must not end with `/`
 * @param routes routes by name
 * @throws Error if a value of `routes` is not a route
 * @example
 * const v1 = withPrefix("/v1", { getThing: route("GET /things/{thingId}") });
 * v1.getThing.key; // "GET /v1/things/{thingId}"
 */
export function withPrefix<const Prefix extends string, const Routes extends Readonly<Record<string, Route>>>(
  prefix: CheckedPrefix<Prefix>,
  routes: Routes,
): PrefixedRoutes<Prefix, Routes> {
  const entries = routeEntries(routes).map(([name, route]) => [
    name,
    { ...route, key: prefixKey(prefix, route.key) },
  ]);
  return Object.fromEntries(entries);
}

/**
 * Adds a prefix to the path of a key. A key without a path is not changed: `$default`, or a malformed key.
 */
function prefixKey(prefix: string, key: string): RouteKeyText {
  const { method, path } = parseRouteKey(key);
  const isPath = path.startsWith("/") && path !== key;
  return (isPath ? `${method} ${prefix}${path === "/" ? "" : path}` : key) as RouteKeyText;
}
