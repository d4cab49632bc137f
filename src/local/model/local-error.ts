import { GatewrightError } from "#error";
import { EvaluationError } from "#terraform";

/**
 * Error of a stack that cannot be emulated. Each entry of `errors` names a resource, its problem and the fix.
 */
export class LocalError extends GatewrightError {
  override readonly name = "LocalError";

  constructor(errors: readonly string[]) {
    super("GW_LOCAL", errors);
  }
}

/** List that collects errors without duplicates, so that all of them are reported together. */
export class ErrorList {
  readonly #errors = new Set<string>();

  add(...errors: readonly string[]): void {
    for (const error of errors) this.#errors.add(error);
  }

  /**
   * Calls a function and returns its result. If the function throws a {@link LocalError} or an
   * `EvaluationError`, the thrown errors are added to the list and the result is `undefined`.
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

  /** @throws LocalError if the list has errors */
  throwAny(): void {
    if (this.#errors.size > 0) throw this.toError();
  }

  /** Returns an error with all errors of the list. */
  toError(): LocalError {
    return new LocalError([...this.#errors]);
  }
}

/** Formats the value of an argument for an error: `"x"`, `null`, `not set`. */
export function formatFound(value: unknown): string {
  return JSON.stringify(value) ?? "not set";
}
