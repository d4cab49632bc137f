import type { ErrorStatusText } from "#contract";
import type { InputError } from "./validate";

/**
 * Type of the status of an {@link HttpError} as an argument: the status, or a string that describes its error. Any
 * `number` is accepted, because the constructor checks it.
 */
type CheckedStatus<Status extends number> = number extends Status
  ? Status
  : `${Status}` extends ErrorStatusText
    ? Status
    : "The status of an HttpError is 400 to 599.";

/**
 * Error that a handler throws to return a status of 400 or more. The caller receives problem details (RFC
 * 9457) with the status, the code and the message.
 *
 * @example
 * const error = new HttpError(404, "product-not-found", 'Product "p-1" does not exist.');
 * error.status; // 404
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export class HttpError<Status extends number = number> extends Error {
  override readonly name = "HttpError";
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** Stable error code for programs, in kebab-case. */
  readonly code: string;
  /** All errors of the input, for a status of 400. Default: none. */
  readonly errors?: readonly InputError[];

  /**
   * @param status HTTP status, 400 to 599
   * @param code stable error code for programs, in kebab-case
   * @param detail message for the caller, a full sentence
   * @param errors errors of the input. Default: none
   * @throws Error if the status is not an integer from 400 to 599
   */
  constructor(status: CheckedStatus<Status>, code: string, detail: string, errors?: readonly InputError[]) {
    super(detail);
    if (!/^[45]\d\d$/.test(`${status}`)) throw new Error(`the status is ${status}; expected 400 to 599`);
    this.status = status as number;
    this.code = code;
    this.errors = errors;
  }
}

/**
 * Creates an error of the caller, without a stack trace. Only the response contains the error, and recording a stack
 * trace would take a third of the time of an invalid request.
 *
 * @see https://v8.dev/docs/stack-trace-api
 */
export function callerError(...details: ConstructorParameters<typeof HttpError>): HttpError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new HttpError(...details);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
