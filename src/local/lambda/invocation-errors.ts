import { LAMBDA_QUOTAS } from "#aws";
import type { Failed } from "../model/lambda-interface";

/** Function that returns the failure of an invocation, given the request ID of the invocation. */
export type FailureFactory = (requestId: string) => Failed;

/** Returns the failure that Lambda's runtime reports if the handler throws or the module cannot be loaded. */
export function functionError(errorType: string, errorMessage: string): FailureFactory {
  return (requestId) => ({ isSuccess: false, isThrottled: false, errorType, errorMessage, requestId });
}

/**
 * Returns the failure of an invocation that took longer than its timeout.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html#troubleshooting-timeouts
 */
export function timeoutError(limitMs: number): FailureFactory {
  return environmentError("Sandbox.Timedout", `Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`);
}

/** Returns the failure of an invocation during which the worker exited, for example by `process.exit()`. */
export function exitError(code: number): FailureFactory {
  if (code === 0) {
    return environmentError("Runtime.ExitError", "Runtime exited without providing a reason");
  }
  return environmentError("Runtime.ExitError", `Runtime exited with error: exit status ${code}`);
}

/**
 * Failure that Lambda returns when a function exceeds its memory limit.
 *
 * @see https://github.com/awslabs/amazon-s3-find-and-forget/pull/283
 */
export const outOfMemoryError = environmentError(
  "Runtime.ExitError",
  "Runtime exited with error: signal: killed",
);

/**
 * Failure of an invocation whose environment was shut down, because the emulator stops or no longer needs the
 * environment.
 */
export const shutdownError = environmentError(
  "Runtime.ExitError",
  "Runtime exited with error: signal: terminated",
);

/**
 * Failure of an invocation that exceeds the function's reserved concurrency. The handler was not called.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
 */
export const throttledError: FailureFactory = (requestId) => ({
  isSuccess: false,
  isThrottled: true,
  errorType: "TooManyRequestsException",
  errorMessage: "Rate Exceeded.",
  requestId,
});

/**
 * Returns the failure of an invocation whose streamed result is too large for an invoker that waits for the whole result.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
 */
export function responseTooLargeError(bytes: number): FailureFactory {
  return functionError(
    "Function.ResponseSizeTooLarge",
    `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${LAMBDA_QUOTAS.payloadBytes} bytes).`,
  );
}

/**
 * Returns the failure of an invocation whose function does not exist.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
 */
export function notFoundError(arn: string): FailureFactory {
  return functionError("ResourceNotFoundException", `Function not found: ${arn}`);
}

/**
 * Returns the failure of a function whose worker cannot be started, because the zip is missing or invalid, or
 * Node rejects the function's settings.
 */
export function startError(error: unknown): FailureFactory {
  const { name, message } = error as Error;
  return functionError(name, message);
}

/**
 * Returns a failure that is caused by the execution environment and not by an error of the handler. Lambda
 * starts the message of such a failure with the request ID.
 */
function environmentError(errorType: string, reason: string): FailureFactory {
  return (requestId) => functionError(errorType, `RequestId: ${requestId} Error: ${reason}`)(requestId);
}
