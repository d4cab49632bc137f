/** Responses to a caller that is not authorized to invalidate an entry of the cache. */
export const CACHE_CONTROL_STRATEGIES = [
  "FAIL_WITH_403",
  "SUCCEED_WITH_RESPONSE_HEADER",
  "SUCCEED_WITHOUT_RESPONSE_HEADER",
] as const;

/**
 * Cache settings of the methods of a stage with a cache.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export interface MethodCacheModel {
  /** Time that a response stays in the cache, in seconds. 0 disables the cache. */
  readonly ttlSeconds: number;
  /** True if a caller needs the permission `execute-api:InvalidateCache` to invalidate an entry. */
  readonly needsAuthorization: boolean;
  readonly strategy: (typeof CACHE_CONTROL_STRATEGIES)[number];
}

/** Cache key of a method. */
export interface CacheKeyModel {
  /** Namespace of the entries. Default: the ID of the resource. */
  readonly namespace: string;
  /** Expressions whose values are part of the key: `method.request.querystring.page`. */
  readonly parameters: readonly string[];
}

/** Route key of the settings of all methods, whose path has two asterisks. */
export const ALL_METHODS_KEY = "* /*";
