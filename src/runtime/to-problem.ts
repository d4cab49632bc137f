import { HttpError } from "./http-error";
import type { Log } from "./log";
import type { InputError } from "./validate";

/** Problem details of an error, without the request ID. */
export interface ErrorProblem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly InputError[] | undefined;
}

/**
 * Returns the problem details for a thrown value. An error that is no {@link HttpError} is logged with its stack, and the
 * problem contains no details of it.
 */
export function toProblem(error: unknown, log: Log): ErrorProblem {
  const isKnown = error instanceof HttpError;
  if (!isKnown) log.error("unhandled error in handler", { error });
  const httpError = isKnown ? error : new HttpError(500, "internal-error", "Internal error.");
  const { status, code, message: detail, errors } = httpError;
  return { status, code, detail, errors };
}
