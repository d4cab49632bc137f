import { GatewrightError } from "#error";
import { escapeLine } from "#printable";
import { EvaluationError, shorten } from "#terraform";

/**
 * Error that reports why a stack cannot be emulated. Each entry of `errors` names a resource, its problem and
 * the fix.
 */
export class LocalError extends GatewrightError {
  override readonly name = "LocalError";

  /**
   * @param code `GW_LOCAL` if AWS would reject the stack, or the local gateway cannot start for another reason;
   * `GW_NOT_EMULATED` if the stack is valid on AWS, but not emulated. Default: `GW_LOCAL`
   */
  constructor(errors: readonly string[], code: "GW_LOCAL" | "GW_NOT_EMULATED" = "GW_LOCAL") {
    // A value of the Terraform JSON, which may come from another tool, must not start a line of the message.
    super(code, errors.map(escapeLine));
  }
}

/** Returns the error for a part of a stack that is valid on AWS, but not emulated. */
export function notEmulatedError(...errors: readonly string[]): LocalError {
  return new LocalError(errors, "GW_NOT_EMULATED");
}

/**
 * Returns the reasons of a thrown error if a part of a stack is valid on AWS, but not emulated. A value that only AWS
 * or real Terraform knows is such a part. Returns `undefined` for any other error.
 */
export function reasonsNotEmulated(error: unknown): readonly string[] | undefined {
  if (error instanceof EvaluationError) return error.errors.map(escapeLine);
  return error instanceof LocalError && error.code === "GW_NOT_EMULATED" ? error.errors : undefined;
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

  /** Returns all errors of the list. */
  list(): readonly string[] {
    return [...this.#errors];
  }

  /**
   * Throws all collected errors as one {@link LocalError}. Does nothing if the list is empty.
   *
   * @param others errors that are added to the thrown error. Default: none
   */
  throwAny(others: readonly string[] = []): void {
    if (this.#errors.size > 0) throw new LocalError([...new Set([...this.#errors, ...others])]);
  }
}

/** Formats the value of an argument for an error message: `"x"`, `null`, `not set`. A long value is shortened. */
export function formatFound(value: unknown): string {
  return shorten(JSON.stringify(value) ?? "not set");
}
