import { type Asked, type Refused, routeArnOf, type Verdict } from "../gateway/core/authorization";
import type { EventFormats } from "../gateway/core/route-context";
import type { Invocation, Lambda } from "../model/invocation";
import type { LambdaGuard } from "../model/model";
import { broken, unauthorized } from "./denials";
import { identityAt } from "./identity-source";
import { authorizerEvent } from "./lambda-authorizer-event";
import { type Answer, readAnswer, verdictOf } from "./lambda-authorizer-result";
import { boundedCache } from "./result-cache";

export interface LambdaAuthorizerOptions {
  readonly lambda: Lambda;
  /** Events of the API that the authorizer belongs to. */
  readonly events: EventFormats;
  /** Milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
  /** Milliseconds that a function has to answer. Default: 10,000 (http-api-quotas, developer guide). */
  readonly timeoutMs?: number;
  /** Answers that are kept, of all authorizers. Default: 1000; API Gateway tells no number. */
  readonly mostKept?: number;
}

/** Whether a function lets a request in. */
export type JudgeByFunction = (asked: Asked, guard: LambdaGuard) => Promise<Verdict>;

/**
 * Asks functions, and keeps their answers.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function lambdaAuthorizer(options: LambdaAuthorizerOptions): JudgeByFunction {
  const { lambda, events, now = Date.now, timeoutMs = 10_000, mostKept = 1000 } = options;
  const answers = boundedCache<Answer>(mostKept, now);

  async function ask(
    asked: Asked,
    guard: LambdaGuard,
    identities: readonly string[],
  ): Promise<Answer | Refused> {
    const { function: address, arn, denied } = guard.function;
    if (denied !== undefined) return broken(denied);
    const event = JSON.stringify(authorizerEvent(asked, guard, identities, events));
    const called = lambda.invoke(address, arn, event, asked.request.traceHeader);
    const invocation = await within(timeoutMs, called);
    if (invocation === undefined) return broken(`its function did not answer within ${timeoutMs / 1000} s`);
    return invocation.isAnswered
      ? readAnswer(invocation.json, guard)
      : broken(`its function failed: ${invocation.errorType}: ${invocation.errorMessage}`);
  }

  async function answerTo(
    asked: Asked,
    guard: LambdaGuard,
    identities: readonly string[],
  ): Promise<Answer | Refused> {
    const key = JSON.stringify([guard.address, asked.api.id, asked.stage.name, ...identities]);
    const kept = answers.get(key);
    if (kept) return kept;
    const answer = await ask(asked, guard, identities);
    if (isKept(guard) && !isRefused(answer)) answers.set(key, answer, guard.resultTtlSeconds);
    return answer;
  }

  return async (asked, guard) => {
    const identities = guard.identitySources.map((source) => identityAt(source, asked));
    if (!areThere(identities)) return missing(guard, identities);
    const answer = await answerTo(asked, guard, identities);
    const verdict = isRefused(answer) ? answer : verdictOf(answer, routeArnOf(asked));
    return verdict.isAdmitted ? verdict : { ...verdict, reason: `${guard.address}: ${verdict.reason}` };
  };
}

function isRefused(answer: Answer | Refused): answer is Refused {
  return "isAdmitted" in answer;
}

/** "To enable caching, your authorizer must have at least one identity source." A policy is kept, not what it says of a route. */
function isKept({ identitySources, resultTtlSeconds }: LambdaGuard): boolean {
  return identitySources.length > 0 && resultTtlSeconds > 0;
}

function areThere(identities: readonly (string | undefined)[]): identities is readonly string[] {
  return identities.every((one) => one !== undefined);
}

function missing(
  { address, identitySources }: LambdaGuard,
  identities: readonly (string | undefined)[],
): Refused {
  const absent = identitySources.filter((_, index) => identities[index] === undefined);
  return unauthorized(`${address}: nothing at ${absent.join(", ")}`);
}

/** What comes within a time, else nothing; the function itself runs on, as it does on AWS. */
async function within(ms: number, called: Promise<Invocation>): Promise<Invocation | undefined> {
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
