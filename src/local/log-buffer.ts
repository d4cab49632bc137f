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
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** The last lines, handed on as they come: {@link MOST} of them, or fewer where they are long. */
export class Lines {
  /** When there are enough of the later ones, they take the place of the earlier. */
  #earlier: readonly LocalLine[] = [];
  #later: LocalLine[] = [];
  #laterCharacters = 0;
  readonly #onLine?: (line: LocalLine) => void;

  constructor(onLine?: (line: LocalLine) => void) {
    this.#onLine = onLine;
  }

  add(kind: LocalLine["kind"], source: string, text: string): void {
    const line = { kind, source, text };
    this.#later.push(line);
    this.#laterCharacters += text.length;
    if (this.#later.length >= MOST || this.#laterCharacters >= MOST_CHARACTERS) this.#turn();
    this.#onLine?.(line);
  }

  last(): readonly LocalLine[] {
    return [...this.#earlier, ...this.#later].slice(-MOST);
  }

  #turn(): void {
    this.#earlier = this.#later;
    this.#later = [];
    this.#laterCharacters = 0;
  }
}
