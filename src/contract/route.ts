import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { PathParameters, RouteKeyText } from "#aws/route-key";
import type { Examples, ExamplesOf } from "./examples";
import type { Binary, Empty, Redirect, ReplyMedia, Text } from "./reply-media";
import type { Version } from "./version-selector";

/** From when on a route should not be used any more, and until when it can be. */
export interface Deprecation {
  /** The day it is deprecated from: `"2026-01-31"`. */
  readonly since: string;
  /** The day it may be gone from. Default: none is told. */
  readonly sunset?: string;
  /** A page that says what to use instead. Default: none is told. */
  readonly link?: string;
}

/** What a route promises. Schemas are any Standard Schema: https://standardschema.dev */
export interface RouteSpec extends Access {
  /** A line that says what the route does. */
  readonly summary?: string;
  /** What groups it with others in an OpenAPI document. */
  readonly tags?: readonly string[];
  /** Told in the headers of every answer, and in OpenAPI. Default: it is not deprecated. */
  readonly deprecated?: Deprecation;
  /** Shown in OpenAPI, and checked at synth. Default: none. */
  readonly examples?: Examples;
  /** How callers ask for this version of the route: see `byMediaType` and `byQuery`. Default: the route has one version. */
  readonly version?: Version;
  /** The schema of the path parameters, an object. Default: text, as the key names them. */
  readonly params?: StandardSchemaV1;
  /** The schema of the query, an object. Default: text, as it comes. */
  readonly query?: StandardSchemaV1;
  /** The schema of the headers that are looked at, an object with lower-case names. Default: text, as they come. */
  readonly headers?: StandardSchemaV1;
  /** The schema of the JSON body. Default: no body is read. */
  readonly body?: StandardSchemaV1;
  /** What each status that a handler may answer with has as its body. Default: any status and JSON. */
  readonly replies?: { readonly [status: number]: ReplyMedia };
}

/** A route: its key, as API Gateway knows it, and what it promises. */
export type Route<Key extends string = string, Promised extends RouteSpec = RouteSpec> = Promised & {
  readonly key: Key;
};

type Part = "params" | "query" | "headers" | "body";

type OutputOf<R, Name extends Part, Default> =
  R extends Record<Name, infer Schema extends StandardSchemaV1>
    ? StandardSchemaV1.InferOutput<Schema>
    : Default;

/** Text by name, as it comes. */
export type StringMap = { readonly [name: string]: string | undefined };

/** The path parameters that a route's handler is given. */
export type ParamsOf<R extends Route> = OutputOf<R, "params", PathParameters<R["key"]>>;

/** The query that a route's handler is given. */
export type QueryOf<R extends Route> = OutputOf<R, "query", StringMap>;

/** The headers that a route's handler is given. */
export type HeadersOf<R extends Route> = OutputOf<R, "headers", StringMap>;

/** The body that a route's handler is given; `undefined` where it promises none. */
export type BodyOf<R extends Route> = OutputOf<R, "body", undefined>;

/** What every reply may have beside its body. */
export interface ReplyOptions {
  /** By name; a `content-type` here comes before the promised one. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Each as a `set-cookie` header has it: `"session=1; HttpOnly"`. */
  readonly cookies?: readonly string[];
}

type ReplyBody<Promised extends ReplyMedia> = Promised extends Empty
  ? { readonly body?: undefined }
  : Promised extends Redirect
    ? { readonly location: string; readonly body?: undefined }
    : Promised extends Text
      ? { readonly body: string }
      : Promised extends Binary
        ? { readonly body: Uint8Array }
        : Promised extends StandardSchemaV1
          ? { readonly body: StandardSchemaV1.InferInput<Promised> }
          : never;

type RepliesOf<Replies> = {
  [Status in keyof Replies & number]: ReplyOptions & { readonly status: Status } & ReplyBody<
      Extract<Replies[Status], ReplyMedia>
    >;
}[keyof Replies & number];

/** A reply of a route that promises nothing of its replies. */
export type UntypedReply = ReplyOptions & {
  readonly status: number;
  readonly body?: unknown;
  readonly location?: string;
};

/** What a route's handler may answer. */
export type ReplyOf<R extends Route> = R extends { readonly replies: infer Replies extends object }
  ? RepliesOf<Replies>
  : UntypedReply;

/** What is not of a promise, so that a word that is misspelt does not compile. */
type Unknown<Promised> = { readonly [Name in Exclude<keyof Promised, keyof RouteSpec>]: never };

/**
 * States a route once: its key and what it promises. The constructs make the API's route of it, the runtime its
 * validation, the editor its handler's types. The key is taken as it is, so that a function that starts need not parse
 * it; a malformed one is reported at synth with all else.
 *
 * @example
 * const getProduct = route("GET /products/{productId}", {
 *   summary: "One product",
 *   scopes: ["products/read"],
 * });
 * getProduct.key; // "GET /products/{productId}"
 */
export function route<
  const Key extends RouteKeyText,
  const Promised extends RouteSpec = Record<never, never>,
>(key: Key, promise?: Promised & Unknown<Promised> & ExamplesOf<Promised>): Route<Key, Promised> {
  return { ...(promise as Promised), key };
}

/** Who may call a route. Without any of these, it is whoever the API's own authorizer lets in. */
export interface Access {
  /** `"public"` lets everybody call; nothing is public by omission. */
  readonly access?: "public";
  /** The OAuth scopes of which a caller's token must hold at least one; 10 at most. Default: any valid token. */
  readonly scopes?: readonly string[];
  /**
   * The groups of which a caller must be in at least one, by the token's `cognito:groups`. The function looks at them,
   * and answers 403. Default: any.
   */
  readonly groups?: readonly string[];
}
