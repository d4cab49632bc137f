import { redact } from "./redact";

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
  return new ConsoleLog(fields, {});
}

/** Log of one request. The log is a class, because an object with closures takes longer to create. */
class ConsoleLog implements Log {
  /** Fields of the request, which the fields of the user cannot replace. */
  readonly #own: LogFields;
  /** Fields of the child log. */
  readonly #added: LogFields;

  constructor(own: LogFields, added: LogFields) {
    this.#own = own;
    this.#added = added;
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
    return new ConsoleLog(this.#own, { ...this.#added, ...redactFields(fields) });
  }

  #write(level: "debug" | "info" | "warn" | "error", message: string, fields?: LogFields): void {
    const traceId = process.env._X_AMZN_TRACE_ID;
    const own = { message: redact(message), ...this.#own, ...(traceId === undefined ? {} : { traceId }) };
    try {
      console[level](addFields(own, { ...this.#added, ...redactFields(fields) }));
    } catch {
      // A log entry that cannot be written must not change the response.
    }
  }
}

/** Adds fields to an entry. A field that the entry already has gets the prefix `fields.`. */
function addFields(entry: LogFields, fields: LogFields): LogFields {
  const added = Object.entries(fields).map(([name, value]) => [
    Object.hasOwn(entry, name) ? `fields.${name}` : name,
    value,
  ]);
  return { ...entry, ...Object.fromEntries(added) };
}

/** Redacts the fields of an entry. If they cannot be read, the entry has the field `fields` with the reason. */
function redactFields(fields: LogFields | undefined): LogFields {
  const redacted = redact(fields);
  return typeof redacted === "string" ? { fields: redacted } : (redacted as LogFields);
}
