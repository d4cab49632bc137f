/** Something that happened, as a line. */
export interface LogEntry {
  readonly kind:
    | "request" /** a request and its answer, for people */
    | "access" /** a line of the stage's access log */
    | "function" /** what a function wrote */
    | "note" /** what whoever works here should know */;
  /** Who says so: a function's or an API's address; empty for the gateway itself. */
  readonly source: string;
  readonly text: string;
}

const MAX_ENTRIES = 10_000;
const MAX_CHARACTERS = 16 * 1024 * 1024;

/** The last lines, handed on as they come: {@link MAX_ENTRIES} of them, or fewer where they are long. */
export class LogBuffer {
  /** When there are enough of the later ones, they take the place of the earlier. */
  #earlier: readonly LogEntry[] = [];
  #later: LogEntry[] = [];
  #laterCharacters = 0;
  readonly #onLine?: (line: LogEntry) => void;

  constructor(onLine?: (line: LogEntry) => void) {
    this.#onLine = onLine;
  }

  add(kind: LogEntry["kind"], source: string, text: string): void {
    const line = { kind, source, text };
    this.#later.push(line);
    this.#laterCharacters += text.length;
    if (this.#later.length >= MAX_ENTRIES || this.#laterCharacters >= MAX_CHARACTERS) this.#turn();
    this.#onLine?.(line);
  }

  last(): readonly LogEntry[] {
    return [...this.#earlier, ...this.#later].slice(-MAX_ENTRIES);
  }

  #turn(): void {
    this.#earlier = this.#later;
    this.#later = [];
    this.#laterCharacters = 0;
  }
}
