import type { Failed } from "../model/invocation";

/** Why calls fail, told of each by its request id. */
export type InvocationError = (requestId: string) => Failed;

/** What a handler threw, or what was wrong with its module, in the runtime's words. */
export function thrown(errorType: string, errorMessage: string): InvocationError {
  return (requestId) => ({ isSuccess: false, isThrottled: false, errorType, errorMessage, requestId });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html#troubleshooting-timeouts */
export function timedOut(limitMs: number): InvocationError {
  return told("Sandbox.Timedout", `Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`);
}

/** The worker came to its end by itself: `process.exit()`. */
export function exited(code: number): InvocationError {
  if (code === 0) return told("Runtime.ExitError", "Runtime exited without providing a reason");
  return told("Runtime.ExitError", `Runtime exited with error: exit status ${code}`);
}

/** What Lambda answers when a function takes more than its memory: https://github.com/awslabs/amazon-s3-find-and-forget/pull/283 */
export const outOfMemory = told("Runtime.ExitError", "Runtime exited with error: signal: killed");

/** Nobody waits for it any more. */
export const stopped = told("Runtime.ExitError", "Runtime exited with error: signal: terminated");

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
export const throttled: InvocationError = (requestId) => ({
  isSuccess: false,
  isThrottled: true,
  errorType: "TooManyRequestsException",
  errorMessage: "Rate Exceeded.",
  requestId,
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
export function notFound(arn: string): InvocationError {
  return thrown("ResourceNotFoundException", `Function not found: ${arn}`);
}

/** The function's zip is not there or no zip, or its settings are none that Node starts with. */
export function cannotStart(error: unknown): InvocationError {
  const { name, message } = error as Error;
  return thrown(name, message);
}

function told(errorType: string, what: string): InvocationError {
  return (requestId) => thrown(errorType, `RequestId: ${requestId} Error: ${what}`)(requestId);
}
