import type { LogEntry } from "#local";

/**
 * Formats a log entry for the terminal. A function's JSON log line is shown without the fields that Lambda adds, and
 * errors with their stack. Returns `undefined` for the access log, because the request line shows the same to people.
 */
export function formatLog({ kind, source, text }: LogEntry): string | undefined {
  if (kind === "access") return undefined;
  return kind === "function" ? formatFunctionLine(source.replace(/^aws_lambda_function\./, ""), text) : text;
}

function formatFunctionLine(name: string, text: string): string {
  const entry = parseEntry(text);
  if (!entry) return `    ${name}: ${text}`;
  const { level = "", message: logged } = entry;
  const { message = "", requestId: _, routeKey: _key, traceId: _trace, ...fields } = fieldsOf(logged);
  const { stack, rest } = formatError(fields);
  const suffix = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : "";
  const messageText = typeof message === "string" ? message : JSON.stringify(message);
  return [`    ${name}: ${level} ${messageText}${suffix}`, ...stack].join("\n");
}

/** Returns the fields of a logged message. The log of `handle()` writes an object with a message and fields. */
function fieldsOf(message: unknown): Entry {
  return message !== null && typeof message === "object" ? (message as Entry) : { message };
}

type Entry = Readonly<Record<string, unknown>>;

function parseEntry(text: string): Entry | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function formatError({ error, ...rest }: Entry): { stack: string[]; rest: Entry } {
  const { stack } = (error ?? {}) as { stack?: unknown };
  if (typeof stack !== "string") return { stack: [], rest: error === undefined ? rest : { error, ...rest } };
  return { stack: stack.split("\n").map((line) => `      ${line}`), rest };
}
