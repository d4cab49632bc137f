/**
 * Reads the text of a policy as Terraform receives it: JSON with interpolations, or a call of `jsonencode()` with an
 * object of Terraform's language. A part that only Terraform knows becomes `undefined`.
 *
 * @returns the document, or `undefined` if only Terraform knows it
 */
export function readPolicyText(text: string): unknown {
  const [, call] = /^\$\{jsonencode\((.*)\)\}$/s.exec(text) ?? [];
  return call === undefined ? (readJson(text) ?? readLiteral(text)) : readLiteral(call);
}

/** Reads most policies, because most interpolations contain no quotes. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readLiteral(text: string): unknown {
  return new PolicyTextReader(text).readValue();
}

/** Matches the next part of an expression: a quoted string with its quotes, a bracket, or other characters. */
const EXPRESSION_PART = /"(?:\\.|[^"\\])*"|[[\]{}(),\n]|[^"[\]{}(),\n]+/y;
const SPACE = /[\s,]*/y;
const KEY = /[\w-]+/y;

/** Reads one literal after the other. An expression of Terraform is skipped. */
class PolicyTextReader {
  readonly text: string;
  #position = 0;

  constructor(text: string) {
    this.text = text;
  }

  readValue(): unknown {
    this.#match(SPACE);
    const first = this.text[this.#position];
    if (first === "{") return this.#readObject();
    if (first === "[") return this.#readList();
    if (first === '"') return this.#readString();
    const start = this.#position;
    this.#skipExpression();
    // Malformed text, such as `[}`, has no expression here.
    if (this.#position === start) this.#position++;
    return undefined;
  }

  #readObject(): Readonly<Record<string, unknown>> {
    const entries: [string, unknown][] = [];
    this.#position++;
    while (!this.#isAtEnd("}")) {
      const key = this.text[this.#position] === '"' ? this.#readString() : this.#match(KEY);
      this.#match(SPACE);
      this.#position++; // `:` or `=`
      entries.push([key ?? "", this.readValue()]);
    }
    return Object.fromEntries(entries);
  }

  #readList(): readonly unknown[] {
    const items: unknown[] = [];
    this.#position++;
    while (!this.#isAtEnd("]")) items.push(this.readValue());
    return items;
  }

  /** Skips spaces, commas and the bracket if it is next. Returns true for the bracket and for the end of the text. */
  #isAtEnd(bracket: string): boolean {
    this.#match(SPACE);
    if (this.#position >= this.text.length) return true;
    if (this.text[this.#position] !== bracket) return false;
    this.#position++;
    return true;
  }

  /** Returns the content of a quoted string. An interpolation becomes `${}`. */
  #readString(): string {
    let content = "";
    for (this.#position++; this.#position < this.text.length; this.#position++) {
      const rest = this.text.slice(this.#position, this.#position + 3);
      if (rest.startsWith('"')) break;
      if (rest === "$${") this.#position += 2;
      else if (rest.startsWith("${")) {
        this.#skipInterpolation();
        content += "${}";
        continue;
      } else if (rest.startsWith("\\")) this.#position++;
      content += this.text[this.#position];
    }
    this.#position++;
    return content;
  }

  /** Moves from the `$` of an interpolation to its last brace. */
  #skipInterpolation(): void {
    this.#position += 2;
    for (let depth = 1; this.#position < this.text.length; this.#position++) {
      const character = this.text[this.#position];
      if (character === '"') {
        this.#readString();
        this.#position--;
      } else if (character === "{") depth++;
      else if (character === "}" && --depth === 0) return;
    }
  }

  /** Skips an expression up to the comma, line break or bracket after it. */
  #skipExpression(): void {
    for (let depth = 0; this.#position < this.text.length; ) {
      const part = this.#match(EXPRESSION_PART) ?? this.text[this.#position++] ?? "";
      if (/^[[{(]$/.test(part)) depth++;
      if (/^[\]})]$/.test(part)) depth--;
      if (depth < 0 || (depth === 0 && /^[,\n]$/.test(part))) {
        this.#position -= part.length;
        return;
      }
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const [match] = pattern.exec(this.text) ?? [];
    this.#position += match?.length ?? 0;
    return match;
  }
}
