/** What a line says beside its message. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Writes lines for CloudWatch. It is a thin face over `console`, which Lambda's own JSON logging gives a time, a level
 * and a request id, and filters by the function's log level.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** An error among the fields is written with its stack and its cause. */
  error(message: string, fields?: LogFields): void;
  /** A log whose every line has these fields as well. */
  child(fields: LogFields): Log;
}

/** A log whose every line has these fields, and the trace of the invocation that writes it. */
export function createLog(bound: LogFields): Log {
  return new ConsoleLog(bound);
}

/** A class, since one is made for each request, most of which write little. */
class ConsoleLog implements Log {
  readonly #bound: LogFields;

  constructor(bound: LogFields) {
    this.#bound = bound;
  }

  debug(message: string, fields?: LogFields): void {
    this.#write("debug", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write("info", message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write("warn", message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#write("error", message, fields);
  }

  child(fields: LogFields): Log {
    return new ConsoleLog({ ...this.#bound, ...fields });
  }

  #write(level: "debug" | "info" | "warn" | "error", message: string, fields?: LogFields): void {
    const traceId = process.env._X_AMZN_TRACE_ID;
    const traced = traceId === undefined ? this.#bound : { ...this.#bound, traceId };
    console[level]({ message, ...(redact({ ...traced, ...fields }, []) as object) });
  }
}

/** Whoever reads these could act as the caller. */
const SECRETS = new Set(["authorization", "cookie", "cookies", "set-cookie"]);

/** A value as it is written: without secrets, errors with their stack and cause, a circle cut. */
function redact(value: unknown, above: readonly unknown[]): unknown {
  if (typeof value === "bigint") return String(value);
  if (value === null || typeof value !== "object") return value;
  if (above.includes(value)) return "[circular]";
  const inside = [...above, value];
  if (value instanceof Error) return redactError(value, inside);
  if (Array.isArray(value)) return value.map((item) => redact(item, inside));
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, SECRETS.has(key.toLowerCase()) ? "[secret]" : redact(item, inside)]),
  );
}

function redactError(error: Error, above: readonly unknown[]): object {
  const { name, message, stack, cause, ...more } = error;
  const own = redact(more, above) as object;
  return {
    ...own,
    name: name ?? error.name,
    message,
    stack,
    ...(cause === undefined ? {} : { cause: redact(cause, above) }),
  };
}
