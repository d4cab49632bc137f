import type { LogEntry } from "#local";

/**
 * Formats a log entry for the terminal. If a function logs JSON, the fields that Lambda and `handle()` add to
 * each line are omitted. An error in such a line is printed with its stack trace and its causes.
 *
 * @returns `undefined` for an access log entry, because the gateway also logs each request in a readable form
 */
export function formatLog(entry: LogEntry): string | undefined {
  if (entry.kind === "access") return undefined;
  return entry.kind === "function" ? formatFunctionLine(entry) : entry.text;
}

type Fields = NonNullable<LogEntry["fields"]>;

function formatFunctionLine({ source, text, fields }: LogEntry): string {
  const name = source.replace(/^aws_lambda_function\./, "");
  if (!fields) return `    ${name}: ${text}`;
  const [first, ...more] = formatMessage(fields.message);
  return [`    ${name}: ${[fields.level, first].filter(Boolean).join(" ")}`, ...indent(more, 6)].join("\n");
}

/**
 * Returns the lines of a logged value, which is a string, an error, or an object with a message and fields.
 */
function formatMessage(logged: unknown): string[] {
  if (typeof logged === "string") return withoutRuntimeFrames(logged.split("\n"));
  if (!isObject(logged) || Array.isArray(logged)) return [JSON.stringify(logged)];
  if (isError(logged)) return formatError(logged);
  const { message, error, requestId: _, routeKey: _key, traceId: _trace, ...fields } = logged;
  const isLoggedError = isObject(error) && isError(error);
  const rest = isLoggedError || error === undefined ? fields : { error, ...fields };
  const text = typeof message === "string" ? message : JSON.stringify(message);
  // Every line of the message is indented, so that a message cannot forge a line of a request.
  const lines = [text, formatFields(rest)].filter(Boolean).join(" ").split("\n");
  return [...lines, ...(isLoggedError ? formatError(error) : [])];
}

/**
 * Returns true if a logged object is an error. Lambda's JSON logging writes the field `stackTrace` for an
 * error, and the log of `handle()` writes the field `stack`.
 */
function isError({ stackTrace, stack }: Fields): boolean {
  return Array.isArray(stackTrace) || typeof stack === "string";
}

/** Returns the lines of an error: its stack, its other properties such as `code`, and its cause. */
function formatError(error: Fields): string[] {
  const {
    stackTrace,
    stack,
    cause,
    name: _,
    message: _message,
    errorType,
    errorMessage,
    ...properties
  } = error;
  const [first = "", ...frames] = Array.isArray(stackTrace)
    ? stackTrace.map(String)
    : String(stack).split("\n");
  return [
    [first, formatFields(properties)].filter(Boolean).join(" "),
    ...withoutRuntimeFrames(frames),
    ...formatCause(cause),
  ].flatMap((line) => line.split("\n"));
}

function formatCause(cause: unknown): string[] {
  if (cause === undefined) return [];
  const [first, ...more] = formatMessage(cause);
  return [`Caused by: ${first}`, ...more];
}

function formatFields(fields: Fields): string {
  return Object.keys(fields).length > 0 ? JSON.stringify(fields) : "";
}

/** Removes the stack frames of Node and of the local Lambda runtime, which do not help to find the error. */
function withoutRuntimeFrames(lines: readonly string[]): string[] {
  return lines.filter(
    (line) => !/^\s+at .*(node:internal\/|[\\/]gatewright-lambda-\d+-\w+[\\/]runtime-\w+)/.test(line),
  );
}

function indent(lines: readonly string[], width: number): string[] {
  return lines.map((line) => `${" ".repeat(width)}${line}`);
}

function isObject(value: unknown): value is Fields {
  return value !== null && typeof value === "object";
}
