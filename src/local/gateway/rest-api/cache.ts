import type { GatewayResponse } from "../../http/response";
import type { ResourcePolicy } from "../../iam/resource-policy";
import { ALL_METHODS_KEY, type CacheKeyModel, type MethodCacheModel } from "../../model/rest-cache-model";
import { createRoutedStep } from "../core/common-steps";
import { type GatewayStep, runSteps, type StepResult } from "../core/pipeline";
import { methodArnOf, type RoutedRecord } from "../core/request-record";
import { gatewayError } from "./gateway-error";
import { evaluateMapping } from "./mapping-expression";
import { readUserArn } from "./resource-policy";
import type { ResponseCache } from "./response-cache";
import { streamIdleMsOf } from "./stream";

/** Parts of the step that responds from the cache. */
interface CacheParts {
  readonly cache: ResponseCache;
  readonly policy: ResourcePolicy | undefined;
  /** Steps that respond to a request whose response is not in the cache. */
  readonly next: readonly GatewayStep[];
}

/**
 * Creates the step that responds from the cache of the stage. It has no effect on a method whose responses are not
 * cached.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export function createCacheStep(parts: CacheParts): GatewayStep {
  return createRoutedStep("cache", (record) => {
    const settings = findSettings(record);
    const key = record.route.cacheKey;
    return settings && key ? respond(record, { ...parts, settings, key }) : undefined;
  });
}

/**
 * Returns the cache settings of a method. The settings of a single method have priority. Those of all methods apply only to
 * `GET` requests, because API Gateway does not cache the responses of other methods by default. Streamed responses are not
 * cached (response-transfer-mode).
 */
function findSettings({ stage, route, request }: RoutedRecord): MethodCacheModel | undefined {
  const { methodCaches } = stage;
  if (!methodCaches || streamIdleMsOf(route) !== undefined) return undefined;
  const isSet = methodCaches.has(route.key.text);
  if (!isSet && request.method !== "GET") return undefined;
  const settings = methodCaches.get(isSet ? route.key.text : ALL_METHODS_KEY);
  return settings && settings.ttlSeconds > 0 ? settings : undefined;
}

interface CachedMethod extends CacheParts {
  readonly settings: MethodCacheModel;
  readonly key: CacheKeyModel;
}

async function respond(record: RoutedRecord, method: CachedMethod): Promise<StepResult> {
  const { cache, settings, next } = method;
  const invalidation = readInvalidation(record, method);
  if (invalidation === "rejected") {
    const reason = "the caller is not authorized to invalidate the cache (Cache-Control: max-age=0)";
    return gatewayError("ACCESS_DENIED", "User is not authorized to access this resource", reason);
  }
  const entryKey = formatEntryKey(record, method.key);
  const stored = invalidation === "accepted" ? undefined : cache.get(entryKey);
  record.cacheResult = stored ? "hit" : "miss";
  const { version } = cache;
  const response = stored ? updateTraceId(stored, record) : await runSteps(next, record);
  if (!stored && response && isCacheable(response))
    cache.set(entryKey, response, settings.ttlSeconds, version);
  return invalidation === "ignored with a warning" && response ? addWarning(response) : response;
}

/**
 * Returns true for a response that is stored. A response of the backend is stored with any status (a public question
 * reports a cached 429). It is unverified for an error of API Gateway itself, such as a timeout, which is not stored.
 */
function isCacheable(response: GatewayResponse): boolean {
  return response.isError === undefined;
}

/**
 * Returns the key of the entry of a request. Other headers and parameters of the request do not count. It is unverified
 * that a header in the key is found without regard to the case of its name. A canary with another deployment than its stage
 * has separate entries (canary-release).
 */
function formatEntryKey(record: RoutedRecord, { namespace, parameters }: CacheKeyModel): string {
  const { api, stage, request } = record;
  const values = parameters.map((parameter) => evaluateMapping(parameter, record) ?? null);
  return JSON.stringify([api.address, stage.name, stage.deploymentId, namespace, request.method, ...values]);
}

/** Result of the header `Cache-Control: max-age=0`. */
type Invalidation = "none" | "accepted" | "rejected" | "ignored" | "ignored with a warning";

const UNAUTHORIZED = {
  FAIL_WITH_403: "rejected",
  SUCCEED_WITH_RESPONSE_HEADER: "ignored with a warning",
  SUCCEED_WITHOUT_RESPONSE_HEADER: "ignored",
} as const satisfies Record<MethodCacheModel["strategy"], Invalidation>;

function readInvalidation(record: RoutedRecord, { settings, policy }: CachedMethod): Invalidation {
  const isRequested = record.request.headers.some(
    ([name, value]) => name === "cache-control" && /(?:^|,)\s*max-age=0\s*(?:,|$)/i.test(value),
  );
  if (!isRequested) return "none";
  const isAllowed = !settings.needsAuthorization || mayInvalidate(record, policy);
  return isAllowed ? "accepted" : UNAUTHORIZED[settings.strategy];
}

/**
 * Returns true if a caller has the permission `execute-api:InvalidateCache`. Only a caller that signs its requests can have
 * it. The local credentials have all permissions, unless the resource policy denies them.
 */
function mayInvalidate(record: RoutedRecord, policy: ResourcePolicy | undefined): boolean {
  const userArn = readUserArn(record);
  if (userArn === undefined) return false;
  const { sourceIp } = record.request;
  const action = "execute-api:InvalidateCache";
  return policy?.({ methodArn: methodArnOf(record), sourceIp, userArn, action }) !== "DENY";
}

/** Replaces the trace ID of the request that the cached response belongs to. This is unverified. */
function updateTraceId(response: GatewayResponse, { request }: RoutedRecord): GatewayResponse {
  const headers = response.headers.map(([name, value, sentAs]) =>
    name === "x-amzn-trace-id"
      ? ([name, request.traceHeader, sentAs] as const)
      : ([name, value, sentAs] as const),
  );
  return { ...response, headers };
}

/** Text of the header with which API Gateway reports an ignored `Cache-Control`. It is unverified. */
const WARNING = "199 Cache-control headers were ignored because the caller was unauthorized.";

function addWarning(response: GatewayResponse): GatewayResponse {
  return { ...response, headers: [...response.headers, ["warning", WARNING, "Warning"]] };
}
