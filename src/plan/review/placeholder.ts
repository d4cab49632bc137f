/** String that a review prints instead of a value. */
export class Placeholder {
  readonly text: string;
  readonly #value: unknown;

  /**
   * @param text string to print
   * @param value hidden value, which is compared but never printed. Two placeholders are equal if their
   * strings and their hidden values are equal
   */
  constructor(text: string, value?: unknown) {
    this.text = text;
    this.#value = value ?? null;
  }

  /** Returns the value that `areSame` compares. A review never prints this value. */
  toJSON(): unknown {
    return { placeholder: this.text, value: this.#value };
  }

  toString(): string {
    return this.text;
  }
}

/** String that Terraform prints for an unknown value. */
const UNKNOWN_TEXT = "(known after apply)";

/** Placeholder for a value that is known only after apply. */
export const KNOWN_AFTER_APPLY = new Placeholder(UNKNOWN_TEXT);

/** Placeholder for a value that the provider computes, because the configuration does not set it. */
export const PROVIDER_COMPUTED = new Placeholder(UNKNOWN_TEXT, "computed");

const SENSITIVE_TEXT = "(sensitive)";

/** Returns the placeholder of a sensitive value. */
export function sensitiveValue(value: unknown): Placeholder {
  return new Placeholder(SENSITIVE_TEXT, value);
}

/** Returns whether a value is the placeholder of a sensitive value. */
export function isSensitive(value: unknown): boolean {
  return value instanceof Placeholder && value.text === SENSITIVE_TEXT;
}
