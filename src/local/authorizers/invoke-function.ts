import type { RoutedRecord } from "../gateway/core/request-record";
import type { InvocationResult, Lambda } from "../model/lambda-interface";
import type { LambdaAuthorization } from "../model/model";

interface AuthorizerInvocation {
  readonly lambda: Lambda;
  /** Function of the authorizer. */
  readonly target: LambdaAuthorization["function"];
  /** Event of the function, as JSON. */
  readonly event: string;
  readonly timeoutMs: number;
}

/**
 * Invokes the function of an authorizer, as a part of the request's trace. If the function fails, the authorizer has the
 * error type of the function. Returns `undefined` after a timeout.
 */
export async function invokeAuthorizerFunction(
  { request, span }: Pick<RoutedRecord, "request" | "span">,
  { lambda, target, event, timeoutMs }: AuthorizerInvocation,
): Promise<InvocationResult | undefined> {
  const pending = lambda.invoke(target.function, target.arn, event, request.traceHeader, span);
  const invocation = await withTimeout(timeoutMs, pending);
  if (invocation?.isSuccess === false) span?.fail(invocation.errorType);
  return invocation;
}

/**
 * Returns the result of an invocation, or `undefined` after a timeout. The function continues to run after
 * the timeout, as on AWS.
 */
async function withTimeout(
  ms: number,
  pending: Promise<InvocationResult>,
): Promise<InvocationResult | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([pending, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
