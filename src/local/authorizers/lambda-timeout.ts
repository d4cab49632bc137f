import type { InvocationResult } from "../model/lambda-interface";

/**
 * Returns the result of an invocation, or `undefined` after a timeout. The function continues to run after
 * the timeout, as on AWS.
 */
export async function withTimeout(
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
