import { types } from "node:util";

/** Stable codes of {@link GatewrightError}; docs/errors.md has a section for each code. */
export const ERROR_CODES = [
  "GW_ASSERTION",
  "GW_BUNDLE",
  "GW_LOCAL",
  "GW_NOT_EMULATED",
  "GW_PLAN",
  "GW_SCHEMA",
  "GW_STACK",
  "GW_SYNTH",
  "GW_TOKEN",
  "GW_USAGE",
] as const;

/** Code of a {@link GatewrightError}, such as `GW_SYNTH`. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * Base class of all errors that the user of Gatewright can fix, such as an invalid option. The CLI prints the
 * message without a stack trace and exits with code 1.
 */
export class GatewrightError extends Error {
  readonly code: ErrorCode;
  /**
   * Error messages. Each message contains the location of the error, the value found, the expected value and
   * the fix.
   */
  readonly errors: readonly string[];

  /**
   * @param errors error messages, at least one
   * @param message complete message, which the CLI prints. Default: all `errors`, one per line
   */
  constructor(code: ErrorCode, errors: readonly string[], message = errors.join("\n")) {
    super(message);
    this.code = code;
    this.errors = errors;
  }
}

/** Returns the message of a thrown value, followed by the message of its `cause` if there is one. */
export function errorMessage(thrown: unknown): string {
  if (!types.isNativeError(thrown)) return String(thrown);
  // When fetch() fails, the message of its error is only "fetch failed". The reason is in the cause.
  return types.isNativeError(thrown.cause) ? `${thrown.message}: ${thrown.cause.message}` : thrown.message;
}
