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
  "GW_SYSTEM",
  "GW_TEMPLATE",
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

const OTHER_PATH = "Change the permissions, or choose another path.";

/** Fixes of errors of the operating system, by code. An error with another code may be an error of Gatewright. */
const SYSTEM_FIXES: Readonly<Record<string, string>> = {
  EACCES: OTHER_PATH,
  EPERM: OTHER_PATH,
  EROFS: "Choose a path on a file system that can be written.",
  ENOSPC: "Free space on the disk.",
  EDQUOT: "Free space on the disk, or raise the quota.",
  EEXIST: "Remove the file, or choose another path.",
  EISDIR: "The path is a folder. Remove the folder, or choose another path.",
  ENOTDIR: "A part of the path is a file. Remove the file, or choose another path.",
  EMFILE: "Raise the limit of open files, for example with ulimit -n 4096.",
  ENFILE: "Close other programs, or raise the limit of open files of the system.",
};

/** Fix of an error in the watcher of files, for which Linux has separate limits. */
const WATCH_FIX =
  "Raise the limits fs.inotify.max_user_watches and fs.inotify.max_user_instances with sysctl.";

/** Error of the operating system that a user can fix, such as a full disk or a folder that cannot be written. */
export class SystemError extends GatewrightError {
  override readonly name = "SystemError";

  /** @param cause error of the system call */
  constructor(cause: NodeJS.ErrnoException & { readonly dest?: string }, fix: string) {
    const { code, syscall, path, dest = path } = cause;
    const [, reason = cause.message] = /^\w+: (.*?), \w+/.exec(cause.message) ?? [];
    const place = dest === undefined ? "" : `${dest}: `;
    super("GW_SYSTEM", [`${place}${reason} (${code}, ${syscall}). ${fix}`]);
    this.cause = cause;
  }
}

/**
 * Returns a thrown value as an error that the user can fix: the value itself, or a {@link SystemError} for an error of
 * the operating system. Returns `undefined` for any other value, which may be an error of Gatewright.
 */
export function toGatewrightError(thrown: unknown): GatewrightError | undefined {
  if (thrown instanceof GatewrightError) return thrown;
  if (!types.isNativeError(thrown)) return undefined;
  const { code = "", syscall } = thrown as NodeJS.ErrnoException;
  if (syscall === undefined || !Object.hasOwn(SYSTEM_FIXES, code)) return undefined;
  return new SystemError(thrown, syscall === "watch" ? WATCH_FIX : (SYSTEM_FIXES[code] ?? ""));
}

/** Returns the message of a thrown value, followed by the message of its `cause` if there is one. */
export function errorMessage(thrown: unknown): string {
  if (!types.isNativeError(thrown)) return String(thrown);
  // When fetch() fails, the message of its error is only "fetch failed". The reason is in the cause.
  return types.isNativeError(thrown.cause) ? `${thrown.message}: ${thrown.cause.message}` : thrown.message;
}
