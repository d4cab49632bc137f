import type { RouteKeyText } from "#aws/route-key";
import type { Route, RouteSpec } from "./route";

/** Key of a route below a prefix. `$default` stays unchanged, because it has no path. */
type PrefixedKey<Prefix extends string, Key extends string> = Key extends `${infer Method} /`
  ? `${Method} ${Prefix}`
  : Key extends `${infer Method} ${infer Path}`
    ? `${Method} ${Prefix}${Path}`
    : Key;

type SpecOf<R> = R extends infer WithKey extends { readonly key: string } ? Omit<WithKey, "key"> : never;

/** Routes by name, with a prefix before each path. */
export type PrefixedRoutes<Prefix extends string, Routes extends Readonly<Record<string, Route>>> = {
  readonly [Name in keyof Routes]: Route<
    PrefixedKey<Prefix, Routes[Name]["key"]>,
    Extract<SpecOf<Routes[Name]>, RouteSpec>
  >;
};

/**
 * Returns the routes with a prefix before each path, for a version of an API: `/v1/things`. `$default` has no path and
 * stays unchanged.
 *
 * @param prefix must start with `/` and must not end with `/`: `/v1`
 * @example
 * const v1 = withPrefix("/v1", { getThing: route("GET /things/{thingId}") });
 * v1.getThing.key; // "GET /v1/things/{thingId}"
 */
export function withPrefix<
  const Prefix extends `/${string}`,
  const Routes extends Readonly<Record<string, Route>>,
>(prefix: Prefix, routes: Routes): PrefixedRoutes<Prefix, Routes> {
  const entries = Object.entries(routes).map(([name, route]) => [
    name,
    { ...route, key: prefixKey(prefix, route.key) },
  ]);
  return Object.fromEntries(entries);
}

/** Returns a key without a path unchanged: `$default`, or a malformed key that synth reports. */
function prefixKey(prefix: string, key: string): RouteKeyText {
  const [, method, path] = /^(\S+) (\/.*)$/.exec(key) ?? [];
  return (path === undefined ? key : `${method} ${prefix}${path === "/" ? "" : path}`) as RouteKeyText;
}
