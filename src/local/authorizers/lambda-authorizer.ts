import {
  type AuthorizationRequest,
  type AuthorizationResult,
  type Denied,
  routeArnOf,
} from "../gateway/core/authorization";
import type { EventFormats } from "../gateway/core/route-context";
import type { Invocation, Lambda } from "../model/invocation";
import type { LambdaAuthorization } from "../model/model";
import { authorizerFailure, denyUnauthorized } from "./denials";
import { readIdentity } from "./identity-source";
import { createAuthorizerEvent } from "./lambda-authorizer-event";
import { type LambdaAuthorizerResult, readResult, toResult } from "./lambda-authorizer-result";
import { createCache } from "./result-cache";

export interface LambdaAuthorizerOptions {
  readonly lambda: Lambda;
  /** Events of the API that the authorizer belongs to. */
  readonly events: EventFormats;
  /** Milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
  /** Milliseconds that a function has to answer. Default: 10,000 (http-api-quotas, developer guide). */
  readonly timeoutMs?: number;
  /** Answers that are kept, of all authorizers. Default: 1000; API Gateway tells no number. */
  readonly maxEntries?: number;
}

/** Whether a function lets a request in. */
export type AuthorizeByLambda = (
  asked: AuthorizationRequest,
  guard: LambdaAuthorization,
) => Promise<AuthorizationResult>;

/**
 * Asks functions, and keeps their answers.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function createLambdaAuthorizer(options: LambdaAuthorizerOptions): AuthorizeByLambda {
  const { lambda, events, now = Date.now, timeoutMs = 10_000, maxEntries = 1000 } = options;
  const answers = createCache<LambdaAuthorizerResult>(maxEntries, now);

  async function ask(
    asked: AuthorizationRequest,
    guard: LambdaAuthorization,
    identities: readonly string[],
  ): Promise<LambdaAuthorizerResult | Denied> {
    const { function: address, arn, denied } = guard.function;
    if (denied !== undefined) return authorizerFailure(denied);
    const event = JSON.stringify(createAuthorizerEvent(asked, guard, identities, events));
    const called = lambda.invoke(address, arn, event, asked.request.traceHeader);
    const invocation = await withTimeout(timeoutMs, called);
    if (invocation === undefined)
      return authorizerFailure(`its function did not answer within ${timeoutMs / 1000} s`);
    return invocation.isSuccess
      ? readResult(invocation.json, guard)
      : authorizerFailure(`its function failed: ${invocation.errorType}: ${invocation.errorMessage}`);
  }

  async function answerTo(
    asked: AuthorizationRequest,
    guard: LambdaAuthorization,
    identities: readonly string[],
  ): Promise<LambdaAuthorizerResult | Denied> {
    const key = JSON.stringify([guard.address, asked.api.id, asked.stage.name, ...identities]);
    const kept = answers.get(key);
    if (kept) return kept;
    const answer = await ask(asked, guard, identities);
    if (isCached(guard) && !isDenied(answer)) answers.set(key, answer, guard.resultTtlSeconds);
    return answer;
  }

  return async (asked, guard) => {
    const identities = guard.identitySources.map((source) => readIdentity(source, asked));
    if (!areAllPresent(identities)) return denyMissingIdentity(guard, identities);
    const answer = await answerTo(asked, guard, identities);
    const verdict = isDenied(answer) ? answer : toResult(answer, routeArnOf(asked));
    return verdict.isAuthorized ? verdict : { ...verdict, reason: `${guard.address}: ${verdict.reason}` };
  };
}

function isDenied(answer: LambdaAuthorizerResult | Denied): answer is Denied {
  return "status" in answer;
}

/** "To enable caching, your authorizer must have at least one identity source." A policy is kept, not what it says of a route. */
function isCached({ identitySources, resultTtlSeconds }: LambdaAuthorization): boolean {
  return identitySources.length > 0 && resultTtlSeconds > 0;
}

function areAllPresent(identities: readonly (string | undefined)[]): identities is readonly string[] {
  return identities.every((one) => one !== undefined);
}

function denyMissingIdentity(
  { address, identitySources }: LambdaAuthorization,
  identities: readonly (string | undefined)[],
): Denied {
  const absent = identitySources.filter((_, index) => identities[index] === undefined);
  return denyUnauthorized(`${address}: nothing at ${absent.join(", ")}`);
}

/** What comes within a time, else nothing; the function itself runs on, as it does on AWS. */
async function withTimeout(ms: number, called: Promise<Invocation>): Promise<Invocation | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([called, late]);
  } finally {
    clearTimeout(timer);
  }
}
