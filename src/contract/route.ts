import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { PathParameters, RouteKeyText } from "#aws/route-key";
import type { Examples, ExamplesOf } from "./example-types";
import type { Binary, Empty, Redirect, ReplyMedia, Text } from "./reply-body";
import type { Version } from "./version-selector";

/** Dates of a deprecation: the first day, and the day when the route may stop working. */
export interface Deprecation {
  /** Day from which the route is deprecated: `"2026-01-31"`. */
  readonly since: string;
  /** Day from which the route may no longer work. Default: responses have no `sunset` header. */
  readonly sunset?: string;
  /** URL of a page that names the replacement. Default: responses have no `link` header. */
  readonly link?: string;
}

/** Access of a route. A route with none of these properties uses the authorizer of its API. */
export interface Access {
  /** `"public"` for a route without an authorizer. No route is public by default. */
  readonly access?: "public";
  /** OAuth scopes, at most 10. The token must have at least one of them. Default: any valid token. */
  readonly scopes?: readonly string[];
  /**
   * Groups of the user pool. The caller must be a member of at least one, by the claim `cognito:groups` of the token.
   * The function checks this and returns 403. Default: any caller.
   */
  readonly groups?: readonly string[];
}

/** Contract of a route. Any library that follows Standard Schema supplies the schemas: https://standardschema.dev */
export interface RouteSpec extends Access {
  /** Short description, one line. */
  readonly summary?: string;
  /** Tags that group routes in an OpenAPI document. */
  readonly tags?: readonly string[];
  /** Deprecation, which is sent in the headers of every response and shown in OpenAPI. Default: not deprecated. */
  readonly deprecated?: Deprecation;
  /** Examples, which are shown in OpenAPI and validated at synth. Default: none. */
  readonly examples?: Examples;
  /** Selector of this version; `byMediaType` and `byQuery` set it. Default: the route has one version. */
  readonly version?: Version;
  /** Schema of the path parameters, an object. Default: strings with the names in the key. */
  readonly params?: StandardSchemaV1;
  /** Schema of the query, an object. Default: strings. */
  readonly query?: StandardSchemaV1;
  /** Schema of the headers that the handler reads, an object with lowercase names. Default: strings. */
  readonly headers?: StandardSchemaV1;
  /** Schema of the JSON body. Default: the body is not read. */
  readonly body?: StandardSchemaV1;
  /** Body of each status that the handler may return. Default: any status with any JSON. */
  readonly replies?: { readonly [status: number]: ReplyMedia };
}

/** Route: its key, as API Gateway writes it, and its contract. */
export type Route<Key extends string = string, Spec extends RouteSpec = RouteSpec> = Spec & {
  readonly key: Key;
};

type Part = "params" | "query" | "headers" | "body";

type OutputOf<R, Name extends Part, Default> =
  R extends Record<Name, infer Schema extends StandardSchemaV1>
    ? StandardSchemaV1.InferOutput<Schema>
    : Default;

/** Strings by name, without validation. */
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
  /** Headers by name. A `content-type` here replaces the declared one. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Values of `set-cookie` headers: `"session=1; HttpOnly"`. */
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

/** Unknown properties of a spec, typed `never`, so that a misspelled name does not compile. */
type Unknown<Spec> = { readonly [Name in Exclude<keyof Spec, keyof RouteSpec>]: never };

/**
 * Declares a route: its key and its contract. The constructs create the route of the API from it, the runtime validates
 * requests with it, and the compiler checks the handler against it.
 *
 * The key is not parsed here, so that a Lambda function starts faster. Synth reports a malformed key, with all other
 * errors.
 *
 * @param spec Default: any valid token, any input, any reply
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
