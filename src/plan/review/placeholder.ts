/** What stands in a value's place where that is not told. */
export class Placeholder {
  readonly text: string;
  readonly #value: unknown;

  /** @param value what it stands for: marks are the same where that is the same */
  constructor(text: string, value?: unknown) {
    this.text = text;
    this.#value = value ?? null;
  }

  toJSON(): unknown {
    return { mark: this.text, value: this.#value };
  }

  toString(): string {
    return this.text;
  }
}

const KNOWN_LATER = "(known after the apply)";

/** What a plan does not know. */
export const KNOWN_AFTER_APPLY = new Placeholder(KNOWN_LATER);

/** What a plan does not know, and nobody wrote: the provider gives it. */
export const PROVIDER_COMPUTED = new Placeholder(KNOWN_LATER, "given");

/** What a plan knows, and its reader is not to. */
export function sensitiveValue(value: unknown): Placeholder {
  return new Placeholder("(sensitive)", value);
}
