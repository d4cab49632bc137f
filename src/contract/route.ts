import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { PathParameters } from "#aws/route-key";
import type { CheckedRouteKey } from "./checked-route-key";
import type { Examples, ExamplesOf } from "./example-types";
import type { StreamBody } from "./open-body";
import type { Binary, Empty, ErrorStatusText, ProblemReply, Redirect, ReplyMedia, Text } from "./reply-body";
import type { Stream } from "./stream-reply";
import type { Version } from "./version-selector";

/**
 * Deprecation of a route: its first day, the day from which the route may no longer work, and a page about
 * the replacement.
 */
export interface Deprecation {
  /** Day from which the route is deprecated, in UTC: `"2026-01-31"`. */
  readonly since: string;
  /**
   * Day from which the route may no longer work: `"2026-12-31"`. Default: responses have no `sunset` header.
   */
  readonly sunset?: string;
  /** URL of a page that describes the replacement. Default: responses have no `link` header. */
  readonly link?: string;
}

/** Access of a route: public, or restricted to callers that the authorizer of the API allows. */
export interface Access {
  /** `"public"` for a route without an authorizer. Default: the authorizer of the API protects the route. */
  readonly access?: "public";
  /**
   * OAuth scopes, at most 10. API Gateway checks that the token contains at least one of them. Default: any
   * valid token is accepted.
   */
  readonly scopes?: readonly string[];
  /**
   * Groups of the user pool. The caller must be a member of at least one of them, otherwise the function
   * returns 403. The function checks the claim `cognito:groups` of the token itself, because API Gateway does
   * not check groups. Default: callers need no group.
   */
  readonly groups?: readonly string[];
}

/**
 * Contract of a route, without the route key. The schemas can be from any library that implements Standard
 * Schema, such as zod: https://standardschema.dev
 */
export interface RouteSpec extends Access {
  /** Short description of the route for the OpenAPI document, in one line. Default: none. */
  readonly summary?: string;
  /** Tags that group routes in the OpenAPI document. Default: none. */
  readonly tags?: readonly string[];
  /**
   * Deprecation of the route. The OpenAPI document and the headers of each response show it. Default: not
   * deprecated.
   */
  readonly deprecated?: Deprecation;
  /** Examples for the OpenAPI document. Synthesis checks that they match the schemas. Default: none. */
  readonly examples?: Examples;
  /**
   * Media type, query parameter or header that selects this version of the route. `byMediaType`, `byQuery` and
   * `byHeader` set this property. Default: the route is not versioned.
   */
  readonly version?: Version;
  /**
   * Schema of an object with the path parameters in the route key. Default: each parameter in the route key is a
   * string.
   */
  readonly params?: StandardSchemaV1;
  /** Schema of an object with the query parameters. Default: strings that are not validated. */
  readonly query?: StandardSchemaV1;
  /**
   * Schema of an object with the headers, whose names are lowercase. Default: strings that are not validated.
   */
  readonly headers?: StandardSchemaV1;
  /** Schema of the JSON body. Default: the body is not read. */
  readonly body?: StandardSchemaV1;
  /**
   * Declared replies: the kind of the body, by status. The handler may return only these statuses. Default:
   * any status with any JSON body.
   */
  readonly replies?: { readonly [status: number]: ReplyMedia };
}

/** Route of an API: a contract and its route key, such as `GET /products/{productId}`. */
export type Route<Key extends string = string, Spec extends RouteSpec = RouteSpec> = Spec & {
  readonly key: Key;
};

type Part = "params" | "query" | "headers" | "body";

type OutputOf<R, Name extends Part, Default> =
  R extends Record<Name, infer Schema extends StandardSchemaV1>
    ? StandardSchemaV1.InferOutput<Schema>
    : Default;

/** Query parameters or headers without a schema: unvalidated strings by name. */
export type StringMap = { readonly [name: string]: string | undefined };

/** Path parameters that the handler of a route receives. */
export type ParamsOf<R extends Route> = OutputOf<R, "params", PathParameters<R["key"]>>;

/** Query parameters that the handler of a route receives. */
export type QueryOf<R extends Route> = OutputOf<R, "query", StringMap>;

/** Headers that the handler of a route receives. */
export type HeadersOf<R extends Route> = OutputOf<R, "headers", StringMap>;

/** Body that the handler of a route receives; `undefined` if the route declares none. */
export type BodyOf<R extends Route> = OutputOf<R, "body", undefined>;

/** Signal that the handler of a route with a streamed reply receives; `undefined` for any other route. */
export type SignalOf<R extends Route> = R extends { readonly replies: infer Replies }
  ? Extract<Replies[keyof Replies], Stream> extends never
    ? undefined
    : AbortSignal
  : undefined;

/** Headers and cookies of a reply. */
export interface ReplyOptions {
  /**
   * Headers by name, in any capitalization. A `content-type` replaces the content type that the contract declares.
   * Default: none.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** Values of `set-cookie` headers: `"session=1; HttpOnly"`. Default: none. */
  readonly cookies?: readonly string[];
}

/**
 * Value whose lists and objects are readonly at any depth. `handle()` infers the literal types of a reply, and so infers
 * readonly lists, which a mutable list does not accept.
 */
export type ReadonlyValue<Value> = unknown extends Value
  ? Value
  : Value extends string | number | boolean | bigint | symbol | null | undefined
    ? Value
    : { readonly [Name in keyof Value]: ReadonlyValue<Value[Name]> };

type ReplyBody<Media extends ReplyMedia> = Media extends Empty
  ? { readonly body?: undefined }
  : Media extends Redirect
    ? { readonly location: string; readonly body?: undefined }
    : Media extends Text
      ? { readonly body: string }
      : Media extends Binary
        ? { readonly body: Uint8Array }
        : Media extends Stream
          ? { readonly body: StreamBody }
          : Media extends ProblemReply<infer Code>
            ? { readonly code: Code; readonly detail: string; readonly body?: undefined }
            : Media extends StandardSchemaV1
              ? { readonly body: ReadonlyValue<StandardSchemaV1.InferInput<Media>> }
              : never;

type RepliesOf<Replies> = {
  [Status in keyof Replies & number]: ReplyOptions & { readonly status: Status } & ReplyBody<
      Extract<Replies[Status], ReplyMedia>
    >;
}[keyof Replies & number];

/** Reply of a route that declares no replies. */
export type UntypedReply = ReplyOptions & {
  readonly status: number;
  readonly body?: unknown;
  readonly location?: string;
  readonly code?: 'The contract declares no problem. Add it to replies, such as `404: problem("not-found")`.';
};

/** Reply that the handler of a route may return. */
export type ReplyOf<R extends Route> = R extends { readonly replies: infer Replies extends object }
  ? RepliesOf<Replies>
  : UntypedReply;

/**
 * Properties that `Known` does not declare. Their type describes the error, so that a misspelled name does not compile.
 */
export type UnknownProperties<Given, Known> = {
  readonly [Name in Exclude<keyof Given, keyof Known>]: {
    readonly error: `${Name & string} is not a property of this object.`;
  };
};

/**
 * Properties that have no effect on a public route: `scopes` and `groups` of its contract, and `authorizer` of its
 * settings. Their type describes the error. Without `access: "public"`, the type has no properties.
 */
export type PublicConflicts<Spec> = Spec extends { readonly access: "public" }
  ? {
      readonly scopes?: "A public route has no scopes. Remove access or scopes.";
      readonly groups?: "A public route has no groups. Remove access or groups.";
      readonly authorizer?: "A public route has no authorizer. Remove access or authorizer.";
    }
  : unknown;

/** Names of the properties of a schema's input. None if any name is possible. */
type NamesOf<Schema> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferInput<Schema> extends infer Input
    ? Input extends unknown
      ? string extends keyof Input
        ? never
        : keyof Input & string
      : never
    : never
  : never;

/** Type `true` for a route key that the compiler knows completely. */
type IsLiteral<Key extends string> = Record<never, never> extends Record<Key, true> ? false : true;

type UnknownParameter<Key extends string, Spec> =
  IsLiteral<Key> extends true
    ? Exclude<
        NamesOf<Spec extends Record<"params", infer Schema> ? Schema : never>,
        keyof PathParameters<Key>
      >
    : never;

type CapitalizedHeader<Name extends string> = Name extends Lowercase<Name> ? never : Name;

type InvalidHeader<Spec> = CapitalizedHeader<
  NamesOf<Spec extends Record<"headers", infer Schema> ? Schema : never>
>;

/** Statuses of problems that are not 400 to 599. */
type InvalidProblemStatus<Replies> = {
  [Status in keyof Replies & number]: Replies[Status] extends ProblemReply
    ? `${Status}` extends ErrorStatusText
      ? never
      : Status
    : never;
}[keyof Replies & number];

type InvalidProblem<Spec> =
  Spec extends Record<"replies", infer Replies> ? InvalidProblemStatus<Replies> : never;

/** Type that no schema has, so that a name that no request can contain does not compile. The type is the message. */
type Matches<Key extends string, Spec> = ([UnknownParameter<Key, Spec>] extends [never]
  ? unknown
  : { readonly params: `the route key has no parameter {${UnknownParameter<Key, Spec>}}` }) &
  ([InvalidHeader<Spec>] extends [never]
    ? unknown
    : { readonly headers: `write the header name "${Lowercase<InvalidHeader<Spec>>}" in lower case` }) &
  ([InvalidProblem<Spec>] extends [never]
    ? unknown
    : { readonly replies: `the status of a problem is ${InvalidProblem<Spec>}; expected 400 to 599` });

/**
 * Declares a route: its key and its contract. The constructs create the API Gateway route from the contract.
 * The runtime validates requests with the contract, and the compiler checks the handler against it.
 *
 * The compiler rejects most malformed keys. A malformed key does not throw an error here, because parsing the key would
 * make Lambda functions start more slowly. The error is reported when the app is synthesized.
 *
 * @param spec contract of the route. Default: any valid token, any input and any reply are allowed
 * @example
 * const getProduct = route("GET /products/{productId}", {
 *   summary: "Get a product",
 *   scopes: ["products/read"],
 * });
 * getProduct.key; // "GET /products/{productId}"
 */
export function route<const Key extends string, const Spec extends RouteSpec = Record<never, never>>(
  key: CheckedRouteKey<Key>,
  spec?: Spec &
    UnknownProperties<Spec, RouteSpec> &
    PublicConflicts<Spec> &
    ExamplesOf<Spec> &
    Matches<Key, Spec>,
): Route<Key, Spec> {
  return { ...(spec as Spec), key: key as Key };
}
