import { format } from "node:util";
import type { Level } from "../messages";

/** Of Lambda's levels those that are as bad as the one that is asked for, or worse. */
const LEVELS: readonly Level[] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const METHODS = {
  trace: "TRACE",
  debug: "DEBUG",
  log: "INFO",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
} as const;

/**
 * Makes the console write lines of JSON, and no other than those of the level in AWS_LAMBDA_LOG_LEVEL or worse.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function patchConsole(
  requestId: () => string | undefined,
  write: (level: Level, line: string) => void,
): void {
  const least = LEVELS.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL ?? "").toUpperCase() as Level);
  for (const [method, level] of Object.entries(METHODS)) {
    const isWritten = LEVELS.indexOf(level) >= least;
    const log = (...values: unknown[]) => write(level, jsonLine(level, requestId(), values));
    Object.assign(console, { [method]: isWritten ? log : () => {} });
  }
}

/** A single value is the message as it is; several are put together to a text, as `console.log` does. */
function jsonLine(level: Level, requestId: string | undefined, values: readonly unknown[]): string {
  const line = { timestamp: new Date().toISOString(), level, requestId };
  if (values.length !== 1) {
    const error = values.find((value) => value instanceof Error);
    return JSON.stringify({ ...line, message: format(...values), ...(error ? told(error) : {}) });
  }
  const [message] = values;
  try {
    return JSON.stringify({ ...line, message }, (_, value) =>
      value instanceof Error ? shown(value) : value,
    );
  } catch {
    return JSON.stringify({ ...line, message: format(message) });
  }
}

/** An error with what is its own besides. */
function shown(error: Error): object {
  return { ...told(error), ...error };
}

function told(error: Error): object {
  const { message, stack } = error;
  return { errorType: error.constructor.name, errorMessage: message, stackTrace: stack?.split("\n") };
}
