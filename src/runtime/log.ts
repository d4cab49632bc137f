/** Fields of a log entry, in addition to its message. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Structured log for CloudWatch. It writes entries to `console`. The JSON logging of Lambda adds a time, a
 * level and a request ID to each entry, and drops entries below the log level of the function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export interface Log {
  /** Writes an entry of level `DEBUG`. */
  debug(message: string, fields?: LogFields): void;
  /** Writes an entry of level `INFO`. */
  info(message: string, fields?: LogFields): void;
  /** Writes an entry of level `WARN`. */
  warn(message: string, fields?: LogFields): void;
  /** Writes an entry of level `ERROR`. If a field is an error, the entry contains its stack and its cause. */
  error(message: string, fields?: LogFields): void;
  /** Returns a log that adds `fields`, together with the fields of this log, to each entry. */
  child(fields: LogFields): Log;
}

/** Returns a log that adds `fields`, and the X-Ray trace ID of the current invocation, to each entry. */
export function createLog(fields: LogFields): Log {
  return new ConsoleLog(fields);
}

/** Log of one request. The log is a class, because an object with closures takes longer to create. */
class ConsoleLog implements Log {
  readonly #fields: LogFields;

  constructor(fields: LogFields) {
    this.#fields = fields;
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
    return new ConsoleLog({ ...this.#fields, ...fields });
  }

  #write(level: "debug" | "info" | "warn" | "error", message: string, fields?: LogFields): void {
    const traceId = process.env._X_AMZN_TRACE_ID;
    const common = traceId === undefined ? this.#fields : { ...this.#fields, traceId };
    console[level]({ message, ...(redact({ ...common, ...fields }, []) as object) });
  }
}

/**
 * Names of headers, in lowercase, whose values are not logged. They would allow a reader of the log to act as
 * the caller.
 */
const SECRET_NAMES = new Set(["authorization", "cookie", "cookies", "set-cookie"]);

/**
 * Returns a copy of a value that contains no secrets and that JSON can represent. The copy of an error has
 * its stack and its cause. A circular reference becomes `"[circular]"`.
 * @param ancestors objects that contain the value, to find circular references
 */
function redact(value: unknown, ancestors: readonly unknown[]): unknown {
  if (typeof value === "bigint") return String(value);
  if (value === null || typeof value !== "object") return value;
  if (ancestors.includes(value)) return "[circular]";
  const path = [...ancestors, value];
  if (value instanceof Error) return redactError(value, path);
  if (Array.isArray(value)) return value.map((item) => redact(item, path));
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, item]) => [
      key,
      SECRET_NAMES.has(key.toLowerCase()) ? "[secret]" : redact(item, path),
    ]),
  );
}

function redactError(error: Error, ancestors: readonly unknown[]): object {
  const { name, message, stack, cause, ...properties } = error;
  return {
    ...(redact(properties, ancestors) as object),
    name: name ?? error.name,
    message,
    stack,
    ...(cause === undefined ? {} : { cause: redact(cause, ancestors) }),
  };
}
