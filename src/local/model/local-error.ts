import { GatewrightError } from "#error";
import { escapeLine } from "#printable";
import { EvaluationError } from "#terraform";

/**
 * Error that reports why a stack cannot be emulated. Each entry of `errors` names a resource, its problem and
 * the fix.
 */
export class LocalError extends GatewrightError {
  override readonly name = "LocalError";

  constructor(errors: readonly string[]) {
    // A value of the Terraform JSON, which may come from another tool, must not start a line of the message.
    super("GW_LOCAL", errors.map(escapeLine));
  }
}

/**
 * List of error messages without duplicates. It collects all errors of a stack, so that they are reported
 * together.
 */
export class ErrorList {
  readonly #errors = new Set<string>();

  add(...errors: readonly string[]): void {
    for (const error of errors) this.#errors.add(error);
  }

  /**
   * Calls a function and returns its result. If the function throws a {@link LocalError} or an
   * `EvaluationError`, the messages of that error are added to this list, and the result is `undefined`.
   */
  try<Result>(read: () => Result): Result | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof LocalError || error instanceof EvaluationError)) throw error;
      this.add(...error.errors);
      return undefined;
    }
  }

  /** Throws all collected errors as one {@link LocalError}. Does nothing if the list is empty. */
  throwAny(): void {
    if (this.#errors.size > 0) throw this.toError();
  }

  /** Returns an error with all errors of the list. */
  toError(): LocalError {
    return new LocalError([...this.#errors]);
  }
}

/** Formats the value of an argument for an error message: `"x"`, `null`, `not set`. */
export function formatFound(value: unknown): string {
  return JSON.stringify(value) ?? "not set";
}
