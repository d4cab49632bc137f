import { Token } from "../../cdktf";
import { grantStatements } from "../../grant-statements";
import type { Grantee } from "../../iam/policy";
import { BOOLEAN, distinctRule, either, listRule, NUMBER, objectRule, oneOf, TEXT } from "../../prop-rules";
import { type PropRule, type PropRules, required } from "../../props";
import { choose, expression, isUnresolved } from "../../tokens";
import type { AuthorizedRestApi } from "../common/rest-authorizer";

/** Sizes of a cache, in GB. */
const CACHE_SIZES_GB = [0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237] as const;

/** Responses to a caller that is not authorized to invalidate an entry of the cache. */
const UNAUTHORIZED_INVALIDATIONS = [
  "FAIL_WITH_403",
  "SUCCEED_WITH_RESPONSE_HEADER",
  "SUCCEED_WITHOUT_RESPONSE_HEADER",
] as const;

/**
 * Cache of a REST API, which stores the responses of routes with the setting `cache`. AWS charges for the cache by the
 * hour, even if no request uses it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export interface RestApiCache {
  /** Size, in GB. A change of the size empties the cache, and takes about four minutes. */
  readonly sizeGb: (typeof CACHE_SIZES_GB)[number];
  /**
   * Time that a response stays in the cache, in seconds, 0 to 3600, for routes that set no time. With 0, no response is
   * stored. Default: 300, the default of AWS.
   */
  readonly ttlSeconds?: number;
  /** Encrypts the stored responses. Default: true. */
  readonly encrypted?: boolean;
  /**
   * Allows every caller to replace a stored response with the header `Cache-Control: max-age=0`. Default: false, so that a
   * caller must sign the request and have the permission `execute-api:InvalidateCache`. Any other caller could send each
   * request to the functions.
   */
  readonly publicInvalidation?: boolean;
  /**
   * Response to a caller that sends `Cache-Control: max-age=0` without this permission: the status 403, or the normal
   * response with or without a header `Warning`. Default: `SUCCEED_WITH_RESPONSE_HEADER`, because browsers send the header
   * when a page is reloaded.
   */
  readonly unauthorizedInvalidation?: (typeof UNAUTHORIZED_INVALIDATIONS)[number];
}

/** Query parameter or header in a cache key: `query.page`, `header.accept-language`. */
export type CacheKeyParameter = `query.${string}` | `header.${string}`;

/** Cache settings of a single route. */
export interface RestRouteCache {
  /** Time that a response stays in the cache, in seconds, 0 to 3600. Default: the time of the cache of the API. */
  readonly ttlSeconds?: number;
  /**
   * Query parameters and headers on which the response depends. They are part of the cache key, in addition to the path
   * parameters. Default: all query parameters and headers that the contract declares. Required for a route key, and for a
   * contract without a schema for `query` or `headers`, because a handler gets all values then.
   */
  readonly parameters?: readonly CacheKeyParameter[];
  /**
   * True if the response is the same for all callers. With false, each caller has separate entries: the part of the
   * request that identifies the caller, such as the header `Authorization`, is in the cache key. Required for a route with
   * an authorizer or a required API key.
   */
  readonly sharedBetweenCallers?: boolean;
}

const CACHE_RULES: PropRules<RestApiCache> = {
  sizeGb: required(oneOf(CACHE_SIZES_GB)),
  ttlSeconds: NUMBER,
  encrypted: BOOLEAN,
  publicInvalidation: BOOLEAN,
  unauthorizedInvalidation: oneOf(UNAUTHORIZED_INVALIDATIONS),
};

const ROUTE_CACHE_RULES: PropRules<RestRouteCache> = {
  ttlSeconds: NUMBER,
  parameters: distinctRule(listRule(TEXT, "a list of parameters", '["query.page"]')),
  sharedBetweenCallers: BOOLEAN,
};

/** Rule of the prop with the cache of an API. */
export const API_CACHE: PropRule = {
  ...either((value) => value === false, BOOLEAN, objectRule(CACHE_RULES, "{ sizeGb: 0.5 }")),
  placeholder: () => ({ sizeGb: 0.5 }),
};

/** Rule of the prop with the cache settings of a route. */
export const ROUTE_CACHE: PropRule = either(
  (value) => typeof value === "boolean",
  BOOLEAN,
  objectRule(ROUTE_CACHE_RULES, "{ ttlSeconds: 60 }"),
);

/** Arguments of `aws_api_gateway_method_settings` that concern the cache. */
interface CacheArguments {
  readonly cachingEnabled: boolean;
  readonly cacheTtlInSeconds?: number;
  readonly cacheDataEncrypted?: boolean;
  readonly requireAuthorizationForCacheControl?: boolean;
  readonly unauthorizedCacheControlHeaderStrategy?: string;
}

/**
 * Returns the cache arguments of the settings of a route, or of all methods. If the arguments were omitted, AWS would keep
 * earlier values. In particular, the cache could not be turned off.
 *
 * @param routeCache setting of the route. False for the settings of all methods, because routes are not cached by default
 */
export function cacheArguments(
  cache: RestApiCache | false | undefined,
  routeCache: RestRouteCache | boolean = false,
): CacheArguments {
  if (!cache) return { cachingEnabled: false };
  const { ttlSeconds = DEFAULT_TTL_SECONDS, encrypted = true, publicInvalidation = false } = cache;
  const route: RestRouteCache = typeof routeCache === "object" ? routeCache : {};
  return {
    cachingEnabled: routeCache !== false,
    cacheTtlInSeconds: route.ttlSeconds ?? ttlSeconds,
    cacheDataEncrypted: encrypted,
    requireAuthorizationForCacheControl: choose(publicInvalidation, false, true),
    unauthorizedCacheControlHeaderStrategy: cache.unauthorizedInvalidation ?? "SUCCEED_WITH_RESPONSE_HEADER",
  };
}

const DEFAULT_TTL_SECONDS = 300;

/** Arguments of `aws_api_gateway_stage` that concern the cache. */
interface CacheClusterArguments {
  readonly cacheClusterEnabled: boolean;
  readonly cacheClusterSize?: string;
}

/** Returns the cache arguments of a stage. */
export function cacheClusterArguments(cache: RestApiCache | false | undefined): CacheClusterArguments {
  if (!cache) return { cacheClusterEnabled: false };
  const { sizeGb } = cache;
  const cacheClusterSize = isUnresolved(sizeGb)
    ? Token.asString(expression`tostring(${sizeGb})`)
    : String(sizeGb);
  return { cacheClusterEnabled: true, cacheClusterSize };
}

/**
 * Allows a grantee to invalidate the entries of the cache of a stage.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html#invalidate-method-caching
 */
export function grantInvalidation(scope: AuthorizedRestApi, grantee: Grantee, stageName: string): void {
  grantStatements(scope, grantee, [
    {
      actions: ["execute-api:InvalidateCache"],
      resources: [`${scope.api.executionArn}/${stageName}/GET/*`],
    },
  ]);
}
