import type { LogEntry } from "#local";

/**
 * A line as the terminal shows it: a function's log without what Lambda adds to it, its errors with their stacks. The
 * access log is not shown, for the line of the request says the same to people.
 */
export function formatLog({ kind, source, text }: LogEntry): string | undefined {
  if (kind === "access") return undefined;
  return kind === "function" ? formatFunctionLine(source.replace(/^aws_lambda_function\./, ""), text) : text;
}

function formatFunctionLine(name: string, text: string): string {
  const entry = parseEntry(text);
  if (!entry) return `    ${name}: ${text}`;
  const { level = "", message: whole } = entry;
  const { message = "", requestId: _, routeKey: _key, traceId: _trace, ...fields } = fieldsOf(whole);
  const { stack, rest } = formatError(fields);
  const shown = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : "";
  const said = typeof message === "string" ? message : JSON.stringify(message);
  return [`    ${name}: ${level} ${said}${shown}`, ...stack].join("\n");
}

/** What the handlers' log writes is an object with a message and fields. */
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

function formatError({ error: failure, ...rest }: Entry): { stack: string[]; rest: Entry } {
  const { stack } = (failure ?? {}) as { stack?: unknown };
  if (typeof stack !== "string")
    return { stack: [], rest: failure === undefined ? rest : { error: failure, ...rest } };
  return { stack: stack.split("\n").map((line) => `      ${line}`), rest };
}
