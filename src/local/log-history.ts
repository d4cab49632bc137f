/** Log entry of the local gateway. */
export interface LogEntry {
  readonly kind:
    | "request" /** a request and its response, in a readable form */
    | "access" /** a line of the stage's access log */
    | "function" /** output of a function */
    | "note" /** a message for the developer */;
  /**
   * Terraform address of the function or API that logged the entry; empty for a note about the whole gateway.
   */
  readonly source: string;
  readonly text: string;
  /**
   * The logged object, if `text` is a JSON object: output of a function, or a line of an access log with a JSON format.
   * Undefined for any other text.
   */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Log entry that parses its text only when the fields are read, because most entries are only printed. */
class ParsableEntry implements LogEntry {
  readonly kind: LogEntry["kind"];
  readonly source: string;
  readonly text: string;

  constructor(kind: LogEntry["kind"], source: string, text: string) {
    this.kind = kind;
    this.source = source;
    this.text = text;
  }

  get fields(): LogEntry["fields"] {
    if (!this.text.startsWith("{")) return undefined;
    try {
      return JSON.parse(this.text);
    } catch {
      return undefined;
    }
  }
}

/** Number of entries at which one half of a {@link LogBuffer} is full. */
const MAX_ENTRIES = 10_000;
/** Total number of characters at which one half of a {@link LogBuffer} is full. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

/**
 * Buffer of the last log entries: {@link MAX_ENTRIES}, or fewer if the entries are long.
 *
 * The buffer has two halves. When the newer half is full, it becomes the older half, and the entries of the
 * previous older half are dropped together. Dropping the oldest entry for each added entry would be slower,
 * because an array then moves all other entries.
 */
export class LogBuffer {
  #older: readonly LogEntry[] = [];
  #newer: LogEntry[] = [];
  #newerCharacters = 0;
  readonly #onLog?: (entry: LogEntry) => void;

  /** @param onLog receives each entry when it is added */
  constructor(onLog?: (entry: LogEntry) => void) {
    this.#onLog = onLog;
  }

  add(kind: LogEntry["kind"], source: string, text: string): void {
    const entry = new ParsableEntry(kind, source, text);
    this.#newer.push(entry);
    this.#newerCharacters += text.length;
    if (this.#newer.length >= MAX_ENTRIES || this.#newerCharacters >= MAX_CHARACTERS) this.#rotate();
    this.#onLog?.(entry);
  }

  /** Returns the last entries, the oldest first. */
  last(): readonly LogEntry[] {
    return [...this.#older, ...this.#newer].slice(-MAX_ENTRIES);
  }

  #rotate(): void {
    this.#older = this.#newer;
    this.#newer = [];
    this.#newerCharacters = 0;
  }
}
