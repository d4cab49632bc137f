import { types } from "node:util";

/** Stable codes of {@link GatewrightError}; docs/errors.md has a section for each. */
export const ERROR_CODES = [
  "GW_ASSERTION",
  "GW_BUNDLE",
  "GW_LOCAL",
  "GW_PLAN",
  "GW_SCHEMA",
  "GW_STACK",
  "GW_SYNTH",
  "GW_TOKEN",
  "GW_USAGE",
] as const;

/** Code of a {@link GatewrightError}, such as `GW_SYNTH`. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Base class of every error that a person can fix. The CLI prints its message and exits with 1. */
export class GatewrightError extends Error {
  readonly code: ErrorCode;
  /** Each error as one text: its place, the value found, the expected value and the fix. */
  readonly errors: readonly string[];

  /**
   * @param errors at least one
   * @param message Default: `errors`, one per line
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
