/**
 * Mistake that the user can correct, such as an invalid option. The command prints its message without a stack trace,
 * and has written no files.
 */
export class CreateError extends Error {
  override readonly name = "CreateError";

  /** @param message names the value that was found, the rule and the fix */
  constructor(message: string) {
    super(message);
  }
}

/** Throws a {@link CreateError} if a check has returned an error message. */
export function throwIfInvalid(message: string | undefined): void {
  if (message !== undefined) throw new CreateError(message);
}

/** Returns the message of an error for the terminal. Throws all errors that are not a {@link CreateError}. */
export function messageOf(error: unknown): string {
  if (error instanceof CreateError) return error.message;
  throw error;
}
