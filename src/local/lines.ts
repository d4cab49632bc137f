/** Something that happened, as a line. */
export interface LocalLine {
  readonly kind:
    | "request" /** a request and its answer, for people */
    | "access" /** a line of the stage's access log */
    | "function" /** what a function wrote */
    | "note" /** what whoever works here should know */;
  /** Who says so: a function's or an API's address; empty for the gateway itself. */
  readonly source: string;
  readonly text: string;
}

const MOST = 10_000;

/** The last lines, handed on as they come. */
export class Lines {
  readonly #lines: LocalLine[] = [];
  readonly #onLine?: (line: LocalLine) => void;

  constructor(onLine?: (line: LocalLine) => void) {
    this.#onLine = onLine;
  }

  add(kind: LocalLine["kind"], source: string, text: string): void {
    const line = { kind, source, text };
    this.#lines.push(line);
    // Now and then rather than for each line: what is cut off the front is copied.
    if (this.#lines.length >= 2 * MOST) this.#lines.splice(0, MOST);
    this.#onLine?.(line);
  }

  last(): readonly LocalLine[] {
    return this.#lines.slice(-MOST);
  }
}
