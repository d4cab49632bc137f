import { format } from "node:util";
import type { Level } from "../messages";

/** Log levels of Lambda, from the least to the most severe. */
const LEVELS: readonly Level[] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
/** Log level of each console method. */
const METHODS = {
  trace: "TRACE",
  debug: "DEBUG",
  log: "INFO",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
} as const;

/**
 * Makes the methods of `console` write lines of JSON. Lines below the level in `AWS_LAMBDA_LOG_LEVEL` are
 * dropped. If the variable does not contain a valid level, no line is dropped.
 *
 * @param requestId returns the request ID of the current invocation
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function patchConsole(
  requestId: () => string | undefined,
  write: (level: Level, line: string) => void,
): void {
  const minIndex = LEVELS.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL ?? "").toUpperCase() as Level);
  for (const [method, level] of Object.entries(METHODS)) {
    const isWritten = LEVELS.indexOf(level) >= minIndex;
    const log = (...values: unknown[]) => write(level, formatLine(level, requestId(), values));
    Object.assign(console, { [method]: isWritten ? log : () => {} });
  }
}

/**
 * Formats a line. A single value becomes the `message`, as a JSON value. Several values are joined into one
 * string, as `console.log` does, and the fields of the first error among these values are added to the line.
 */
function formatLine(level: Level, requestId: string | undefined, values: readonly unknown[]): string {
  const line = { timestamp: new Date().toISOString(), level, requestId };
  if (values.length !== 1) {
    const error = values.find((value) => value instanceof Error);
    return JSON.stringify({ ...line, message: format(...values), ...(error ? errorFields(error) : {}) });
  }
  const [message] = values;
  try {
    return JSON.stringify({ ...line, message }, (_, value) =>
      value instanceof Error ? toPlainObject(value) : value,
    );
  } catch {
    // JSON cannot express the value, for example a bigint or a circular object.
    return JSON.stringify({ ...line, message: format(message) });
  }
}

/** Returns an error as an object for JSON, including additional properties of the error, such as `code`. */
function toPlainObject(error: Error): object {
  return { ...errorFields(error), ...error };
}

function errorFields(error: Error): object {
  const { message, stack } = error;
  return { errorType: error.constructor.name, errorMessage: message, stackTrace: stack?.split("\n") };
}
