import { types } from "node:util";

/** Stable codes of {@link GatewrightError}; docs/errors.md has a section for each. */
export type ErrorCode =
  | "GW_ASSERTION"
  | "GW_BUNDLE"
  | "GW_LOCAL"
  | "GW_PLAN"
  | "GW_SCHEMA"
  | "GW_STACK"
  | "GW_SYNTH"
  | "GW_TOKEN"
  | "GW_USAGE";

/** Base class of every error that a person can fix. The command line prints its message and exits with 1. */
export class GatewrightError extends Error {
  readonly code: ErrorCode;
  /** Each error on its own: where it is, what was found and what to do. */
  readonly errors: readonly string[];

  /**
   * @param errors at least one
   * @param message Default: `errors`, one a line
   */
  constructor(code: ErrorCode, errors: readonly string[], message = errors.join("\n")) {
    super(message);
    this.code = code;
    this.errors = errors;
  }
}

/** Returns the message of a thrown value, with the message of its cause. */
export function errorMessage(thrown: unknown): string {
  if (!types.isNativeError(thrown)) return String(thrown);
  // fetch() reports "fetch failed" and puts the reason into the cause.
  return types.isNativeError(thrown.cause) ? `${thrown.message}: ${thrown.cause.message}` : thrown.message;
}
