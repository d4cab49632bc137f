import { RE2JS } from "re2js";
import { REST_API_QUOTAS } from "#aws";
import type { AuthorizationResult, Denied, FunctionInvocation } from "../gateway/core/authorization-result";
import { methodArnOf, type RoutedRecord } from "../gateway/core/request-record";
import { createRequestAuthorizerEvent } from "../gateway/rest-api/event";
import type { Failed, Lambda } from "../model/lambda-interface";
import type { RestLambdaAuthorization } from "../model/model";
import { invokeAuthorizerFunction } from "./invoke-function";
import { denyRestUnauthorized, restAuthorizerFailure } from "./rest-denials";
import { readRestIdentity } from "./rest-identity";
import { type RestAuthorizerResult, readRestResult, toRestResult } from "./rest-lambda-result";
import { createCache, monotonicNow } from "./result-cache";

/** Time after which API Gateway stops waiting for the function. It is unverified; an integration has the same limit. */
const TIMEOUT_MS = REST_API_QUOTAS.integrationTimeoutMs.max;

/** Number of results in the cache of all authorizers. API Gateway documents no limit. */
const CACHED_RESULTS = 1000;

/** Function that authorizes a request with a Lambda authorizer of a REST API. */
type AuthorizeByRestLambda = (
  record: RoutedRecord,
  authorization: RestLambdaAuthorization,
) => Promise<AuthorizationResult>;

/**
 * Creates a function that invokes the Lambda authorizers of REST APIs and caches their results. A cached policy is
 * evaluated for each request, because it may allow one method and deny another.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export function createRestLambdaAuthorizer(lambda: Lambda): AuthorizeByRestLambda {
  const cache = createCache<RestAuthorizerResult>(CACHED_RESULTS, monotonicNow);
  return async (record, authorization) => {
    const identities = authorization.identitySources.map((source) => readRestIdentity(source, record));
    const error = findIdentityError(authorization, identities);
    if (error !== undefined) return denyRestUnauthorized(formatReason(authorization, error));
    const key = JSON.stringify([authorization.address, record.api.id, record.stage.name, ...identities]);
    const cached = cache.get(key);
    if (cached) return toRestResult(cached, methodArnOf(record), 0);
    const { result, invocation } = await invokeAuthorizer(record, authorization, {
      lambda,
      token: identities[0],
    });
    if ("isAuthorized" in result)
      return { ...result, reason: formatReason(authorization, result.reason), invocation };
    if (authorization.resultTtlSeconds > 0 && identities.length > 0)
      cache.set(key, result, authorization.resultTtlSeconds);
    return { ...toRestResult(result, methodArnOf(record), invocation?.latencyMs ?? 0), invocation };
  };
}

/** Returns the reason why the function is not invoked, or `undefined`. */
function findIdentityError(
  { identitySources, identityPattern }: RestLambdaAuthorization,
  identities: readonly (string | undefined)[],
): string | undefined {
  const missing = identitySources.filter((_, index) => identities[index] === undefined);
  if (missing.length > 0) return `missing identity source ${missing.join(", ")}`;
  const isMatch = identityPattern === undefined || RE2JS.matches(identityPattern, identities[0] ?? "");
  return isMatch ? undefined : `the token does not match identity_validation_expression ${identityPattern}`;
}

/** Result of an authorizer, and the invocation of its function, if the function responded. */
interface InvokedAuthorizer {
  readonly result: RestAuthorizerResult | Denied;
  readonly invocation?: FunctionInvocation;
}

async function invokeAuthorizer(
  record: RoutedRecord,
  { kind, function: target }: RestLambdaAuthorization,
  { lambda, token }: { readonly lambda: Lambda; readonly token: string | undefined },
): Promise<InvokedAuthorizer> {
  if (target.denied !== undefined) return { result: restAuthorizerFailure(target.denied) };
  const content =
    kind === "REQUEST"
      ? createRequestAuthorizerEvent(record)
      : { type: "TOKEN", methodArn: methodArnOf(record), authorizationToken: token };
  const startMs = performance.now();
  const invoked = await invokeAuthorizerFunction(record, {
    lambda,
    target,
    event: JSON.stringify(content),
    timeoutMs: TIMEOUT_MS,
  });
  if (invoked === undefined)
    return { result: restAuthorizerFailure(`no response within ${TIMEOUT_MS / 1000} s`) };
  const { requestId } = invoked;
  const status = invoked.isSuccess || !invoked.isThrottled ? 200 : 429;
  return {
    result: invoked.isSuccess ? readRestResult(invoked.json) : toFailure(invoked),
    invocation: { requestId, latencyMs: performance.now() - startMs, status },
  };
}

/** A function that fails with exactly `Unauthorized` denies the request with 401. */
function toFailure({ errorType, errorMessage }: Failed): Denied {
  return errorMessage === "Unauthorized"
    ? denyRestUnauthorized("function failed with Unauthorized")
    : restAuthorizerFailure(`function failed: ${errorType}: ${errorMessage}`);
}

function formatReason({ address }: RestLambdaAuthorization, reason: string): string {
  return `Lambda authorizer ${address}: ${reason}`;
}
