import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type PathParameters, parseRouteKey, type RouteKey, type RouteKeyText } from "./route-key";

/** Who may call a route. Without either, it is whoever the API's own authorizer lets in. */
export interface Access {
  /** `"public"` lets everybody call; nothing is public by omission. */
  readonly access?: "public";
  /** The OAuth scopes of which a caller's token must hold at least one; 10 at most. Default: any valid token. */
  readonly scopes?: readonly string[];
}

/** What a route promises. */
export interface RoutePromise<Body extends StandardSchemaV1 | undefined = StandardSchemaV1 | undefined>
  extends Access {
  /** A line that says what the route does. */
  readonly summary?: string;
  /** The schema of the JSON body: any Standard Schema (https://standardschema.dev). Default: no body is read. */
  readonly body?: Body;
}

/** A route: its key, parsed, and what it promises. */
export interface Route<
  Key extends string = string,
  Body extends StandardSchemaV1 | undefined = StandardSchemaV1 | undefined,
> extends RoutePromise<Body> {
  readonly key: RouteKey<Key>;
}

/** The path parameters of a route. */
export type ParametersOf<R extends Route> = PathParameters<R["key"]["text"]>;

/** The validated body of a route; `undefined` where it promises none. */
export type BodyOf<R extends Route> = [NonNullable<R["body"]>] extends [never]
  ? undefined
  : StandardSchemaV1.InferOutput<NonNullable<R["body"]>>;

/**
 * States a route once: its key and what it promises. The constructs make the API's route of it, the runtime its
 * validation. It does not throw: a malformed key is reported at synth together with everything else.
 *
 * @example
 * const getProduct = route("GET /products/{productId}", {
 *   summary: "One product",
 *   scopes: ["products/read"],
 * });
 * getProduct.key.method; // "GET"
 */
export function route<const Key extends RouteKeyText, Body extends StandardSchemaV1 | undefined = undefined>(
  key: Key,
  promise: RoutePromise<Body> = {},
): Route<Key, Body> {
  return { ...promise, key: parseRouteKey(key) };
}
