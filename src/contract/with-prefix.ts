import type { RouteKeyText } from "#aws/route-key";
import type { Route, RouteSpec } from "./route";

/** A route's key below a prefix; `$default` has no path to put it before. */
type PrefixedKey<Prefix extends string, Key extends string> = Key extends `${infer Method} /`
  ? `${Method} ${Prefix}`
  : Key extends `${infer Method} ${infer Path}`
    ? `${Method} ${Prefix}${Path}`
    : Key;

type SpecOf<R> = R extends infer Whole extends { readonly key: string } ? Omit<Whole, "key"> : never;

/** Routes by name, each below a prefix. */
export type PrefixedRoutes<Prefix extends string, Routes extends Readonly<Record<string, Route>>> = {
  readonly [Name in keyof Routes]: Route<
    PrefixedKey<Prefix, Routes[Name]["key"]>,
    Extract<SpecOf<Routes[Name]>, RouteSpec>
  >;
};

/**
 * The same routes below a path: a version of an API beside another.
 *
 * @param prefix starts with `/` and does not end in one: `/v1`
 * @example
 * const v1 = withPrefix("/v1", { getThing: route("GET /things/{thingId}") });
 * v1.getThing.key; // "GET /v1/things/{thingId}"
 */
export function withPrefix<
  const Prefix extends `/${string}`,
  const Routes extends Readonly<Record<string, Route>>,
>(prefix: Prefix, routes: Routes): PrefixedRoutes<Prefix, Routes> {
  const moved = Object.entries(routes).map(([name, one]) => [
    name,
    { ...one, key: prefixKey(prefix, one.key) },
  ]);
  return Object.fromEntries(moved);
}

/** What has no path to put the prefix before stays as it is: `$default`, and what synth will refuse. */
function prefixKey(prefix: string, key: string): RouteKeyText {
  const [, method, path] = /^(\S+) (\/.*)$/.exec(key) ?? [];
  return (path === undefined ? key : `${method} ${prefix}${path === "/" ? "" : path}`) as RouteKeyText;
}
