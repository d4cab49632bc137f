import type { AuthorizationResult, Denied } from "../gateway/core/authorization-result";
import { type RoutedRecord, routeArnOf } from "../gateway/core/request-record";
import type { EventFormats } from "../gateway/core/route-context";
import type { Lambda } from "../model/lambda-interface";
import type { LambdaAuthorization } from "../model/model";
import { authorizerFailure, denyUnauthorized } from "./denials";
import { readIdentity } from "./identity-source";
import { invokeAuthorizerFunction } from "./invoke-function";
import { createAuthorizerEvent } from "./lambda-authorizer-event";
import { type LambdaAuthorizerResult, readResult, toResult } from "./lambda-authorizer-result";
import { createCache, monotonicNow } from "./result-cache";

export interface LambdaAuthorizerOptions {
  readonly lambda: Lambda;
  /** Functions that create the event for the authorizer, by payload format version. */
  readonly events: EventFormats;
  /** Returns milliseconds of a monotonic clock. Default: `performance.now`. */
  readonly now?: () => number;
  /** Timeout of the function in milliseconds. Default: 10,000 (http-api-quotas, developer guide). */
  readonly timeoutMs?: number;
  /**
   * Maximum number of entries in the result cache, which all Lambda authorizers share. Default: 1000. API
   * Gateway documents no limit.
   */
  readonly maxEntries?: number;
}

/**
 * Function that authorizes a request with a Lambda authorizer. If the result is cached, the Lambda function
 * is not invoked.
 */
export type AuthorizeByLambda = (
  record: RoutedRecord,
  authorization: LambdaAuthorization,
) => Promise<AuthorizationResult>;

/**
 * Creates a function that invokes Lambda authorizers and caches their results.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function createLambdaAuthorizer(options: LambdaAuthorizerOptions): AuthorizeByLambda {
  const { lambda, events, now = monotonicNow, timeoutMs = 10_000, maxEntries = 1000 } = options;
  const cache = createCache<LambdaAuthorizerResult>(maxEntries, now);

  async function invokeAuthorizer(
    record: RoutedRecord,
    authorization: LambdaAuthorization,
    identities: readonly string[],
  ): Promise<LambdaAuthorizerResult | Denied> {
    const { function: target } = authorization;
    if (target.denied !== undefined) return authorizerFailure(target.denied);
    const event = JSON.stringify(createAuthorizerEvent(record, authorization, identities, events));
    const invocation = await invokeAuthorizerFunction(record, { lambda, target, event, timeoutMs });
    if (invocation === undefined) return authorizerFailure(`no response within ${timeoutMs / 1000} s`);
    return invocation.isSuccess
      ? readResult(invocation.json, authorization)
      : authorizerFailure(`function failed: ${invocation.errorType}: ${invocation.errorMessage}`);
  }

  async function findResult(
    record: RoutedRecord,
    authorization: LambdaAuthorization,
    identities: readonly string[],
  ): Promise<LambdaAuthorizerResult | Denied> {
    const key = JSON.stringify([authorization.address, record.api.id, record.stage.name, ...identities]);
    const cached = cache.get(key);
    if (cached) return cached;
    const result = await invokeAuthorizer(record, authorization, identities);
    if (isCached(authorization) && !isDenied(result)) cache.set(key, result, authorization.resultTtlSeconds);
    return result;
  }

  return async (record, authorization) => {
    const identities = authorization.identitySources.map((source) => readIdentity(source, record));
    if (!areAllPresent(identities)) return denyMissingIdentity(authorization, identities);
    const functionResult = await findResult(record, authorization, identities);
    const result = isDenied(functionResult) ? functionResult : toResult(functionResult, routeArnOf(record));
    return result.isAuthorized ? result : { ...result, reason: formatReason(authorization, result.reason) };
  };
}

function isDenied(result: LambdaAuthorizerResult | Denied): result is Denied {
  return "status" in result;
}

/**
 * Returns true if results of the authorizer are cached. "To enable caching, your authorizer must have at
 * least one identity source" (http-api-lambda-authorizer, developer guide). A cached policy is still
 * evaluated for each request, because the policy may allow one route and deny another.
 */
function isCached({ identitySources, resultTtlSeconds }: LambdaAuthorization): boolean {
  return identitySources.length > 0 && resultTtlSeconds > 0;
}

function areAllPresent(identities: readonly (string | undefined)[]): identities is readonly string[] {
  return identities.every((identity) => identity !== undefined);
}

function denyMissingIdentity(
  authorization: LambdaAuthorization,
  identities: readonly (string | undefined)[],
): Denied {
  const missing = authorization.identitySources.filter((_, index) => identities[index] === undefined);
  return denyUnauthorized(formatReason(authorization, `missing identity source ${missing.join(", ")}`));
}

function formatReason({ address }: LambdaAuthorization, reason: string): string {
  return `Lambda authorizer ${address}: ${reason}`;
}
