import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { PathParameters, RouteKeyText } from "#aws/route-key";
import type { Examples, ExamplesOf } from "./example-types";
import type { Binary, Empty, Redirect, ReplyMedia, Text } from "./reply-body";
import type { Version } from "./version-selector";

/** Deprecation of a route: the first day, the day when the route may stop working, and a page about it. */
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
   * OAuth scopes, at most 10. The token must contain at least one of them, which API Gateway checks. Default:
   * any valid token.
   */
  readonly scopes?: readonly string[];
  /**
   * Groups of the user pool. The caller must be a member of at least one of them. The function checks the
   * claim `cognito:groups` of the token, because API Gateway does not, and otherwise returns 403. Default:
   * any caller.
   */
  readonly groups?: readonly string[];
}

/**
 * Contract of a route, without its key. The schemas can be of any library that implements Standard Schema,
 * such as zod: https://standardschema.dev
 */
export interface RouteSpec extends Access {
  /** Short description of the route in one line, which OpenAPI shows. Default: none. */
  readonly summary?: string;
  /** Tags that group routes in the OpenAPI document. Default: none. */
  readonly tags?: readonly string[];
  /**
   * Deprecation of the route, which OpenAPI and the headers of each response contain. Default: not
   * deprecated.
   */
  readonly deprecated?: Deprecation;
  /** Examples for the OpenAPI document. Synthesis checks that they match the schemas. Default: none. */
  readonly examples?: Examples;
  /**
   * Media type or query parameter that selects this version of the route. `byMediaType` and `byQuery` set it.
   * Default: the route is not versioned.
   */
  readonly version?: Version;
  /** Schema of an object with the path parameters. Default: strings with the names in the key. */
  readonly params?: StandardSchemaV1;
  /** Schema of an object with the query parameters. Default: strings, without validation. */
  readonly query?: StandardSchemaV1;
  /**
   * Schema of an object with the headers, whose names are lowercase. Default: strings, without validation.
   */
  readonly headers?: StandardSchemaV1;
  /** Schema of the JSON body. Default: the body is not read. */
  readonly body?: StandardSchemaV1;
  /** Body of each status that the handler may return. Default: any status with any JSON body. */
  readonly replies?: { readonly [status: number]: ReplyMedia };
}

/** Route of an API: its contract with its key, such as `GET /products/{productId}`. */
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

/** Headers and cookies of a reply. */
export interface ReplyOptions {
  /**
   * Headers by name. A `content-type` replaces the content type that the contract declares. Default: none.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** Values of `set-cookie` headers: `"session=1; HttpOnly"`. Default: none. */
  readonly cookies?: readonly string[];
}

type ReplyBody<Media extends ReplyMedia> = Media extends Empty
  ? { readonly body?: undefined }
  : Media extends Redirect
    ? { readonly location: string; readonly body?: undefined }
    : Media extends Text
      ? { readonly body: string }
      : Media extends Binary
        ? { readonly body: Uint8Array }
        : Media extends StandardSchemaV1
          ? { readonly body: StandardSchemaV1.InferInput<Media> }
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
};

/** Reply that the handler of a route may return. */
export type ReplyOf<R extends Route> = R extends { readonly replies: infer Replies extends object }
  ? RepliesOf<Replies>
  : UntypedReply;

/** Unknown properties of a contract, with the type `never`, so that a misspelled name does not compile. */
type Unknown<Spec> = { readonly [Name in Exclude<keyof Spec, keyof RouteSpec>]: never };

/**
 * Declares a route: its key and its contract. The constructs create the route of the API from the contract,
 * the runtime validates requests with it, and the compiler checks the handler against it.
 *
 * A malformed key does not throw, because parsing the key would make Lambda functions start more slowly. It
 * is reported when the app is synthesized.
 *
 * @param spec contract of the route. Default: any valid token, any input and any reply
 * @example
 * const getProduct = route("GET /products/{productId}", {
 *   summary: "Get a product",
 *   scopes: ["products/read"],
 * });
 * getProduct.key; // "GET /products/{productId}"
 */
export function route<const Key extends RouteKeyText, const Spec extends RouteSpec = Record<never, never>>(
  key: Key,
  spec?: Spec & Unknown<Spec> & ExamplesOf<Spec>,
): Route<Key, Spec> {
  return { ...(spec as Spec), key };
}
