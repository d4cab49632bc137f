import type { InputError } from "./validate";

/**
 * An answer that is not a success, thrown by a handler and told to the caller as a problem.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 *
 * @example
 * const error = new HttpError(404, "product-not-found", 'There is no product "p-1".');
 * error.status; // 404
 */
export class HttpError extends Error {
  override readonly name = "HttpError";
  /** The HTTP status, 400 to 599. */
  readonly status: number;
  /** What went wrong, for programs: kebab-case, stable. */
  readonly code: string;
  /** Every fault of the input, for a 400. */
  readonly errors?: readonly InputError[];

  constructor(status: number, code: string, detail: string, errors?: readonly InputError[]) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}
