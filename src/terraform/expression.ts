/** Syntax tree of a Terraform expression. */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** Quoted string, which may contain interpolations: `"a-${var.b}"` has the text `a-${var.b}`. */
  | { readonly kind: "template"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  /** Root name with the attributes and indexes after it: `var.tags["a"]`. */
  | { readonly kind: "traversal"; readonly root: string; readonly steps: readonly Expression[] }
  | { readonly kind: "parentheses"; readonly inner: Expression }
  | { readonly kind: "index"; readonly of: Expression; readonly steps: readonly Expression[] };

/** Error of an expression that uses syntax other than literals, references and function calls. */
export class UnsupportedSyntaxError extends Error {
  override readonly name = "UnsupportedSyntaxError";
}

/**
 * Parses a Terraform expression that consists of literals, references, function calls, lists and objects.
 *
 * @throws UnsupportedSyntaxError if the expression has other syntax, such as operators, conditions or `for`
 * @see https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#expressions
 */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokenize(text));
  const expression = parser.expression();
  parser.expectEnd();
  return expression;
}

const TOKEN = new RegExp(
  [
    /\s+/,
    // A quoted string may contain interpolations, in which quotes have no backslash. `$${` is the text `${`.
    /(?<string>"(?:\\.|\${2,}\{|\$\{(?:[^{}"]|"(?:\\.|[^"\\])*")*\}|\$(?!\{)|[^"\\$])*")/,
    /(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/,
    /(?<name>[A-Za-z_][\w-]*)/,
    /(?<sign>[()[\]{},.:=-])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "y",
);

interface Token {
  readonly kind: "string" | "number" | "name" | "sign";
  readonly text: string;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const { lastIndex } = TOKEN;
    const { groups } = TOKEN.exec(text) ?? {};
    if (!groups) throw unexpectedToken(text.slice(lastIndex));
    const [kind, value] = Object.entries(groups).find(([, group]) => group !== undefined) ?? [];
    if (value !== undefined) tokens.push({ kind: kind as Token["kind"], text: value });
  }
  return tokens;
}

const KEYWORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

class Parser {
  readonly #tokens: readonly Token[];
  /** Index of the next token. */
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get #next(): Token | undefined {
    return this.#tokens[this.#position];
  }

  #take(): Token | undefined {
    return this.#tokens[this.#position++];
  }

  expectEnd(): void {
    const token = this.#next;
    if (token) throw unexpectedToken(token.text);
  }

  expression(): Expression {
    const primary = this.#primary();
    const steps = this.#steps();
    if (steps.length === 0) return primary;
    return primary.kind === "traversal" ? { ...primary, steps } : { kind: "index", of: primary, steps };
  }

  #primary(): Expression {
    const token = this.#take();
    switch (token?.kind) {
      case "string":
        return { kind: "template", text: unquote(token.text) };
      case "number":
        return { kind: "literal", value: Number(token.text) };
      case "name":
        if (Object.hasOwn(KEYWORDS, token.text))
          return { kind: "literal", value: KEYWORDS[token.text] ?? null };
        return this.#skip("(")
          ? { kind: "call", name: token.text, args: this.#list(")") }
          : { kind: "traversal", root: token.text, steps: [] };
      default:
        return this.#bracketed(token?.text);
    }
  }

  #bracketed(sign: string | undefined): Expression {
    if (sign === "[") return { kind: "list", items: this.#list("]") };
    if (sign === "{") return { kind: "object", entries: this.#entries() };
    if (sign === "-" && this.#next?.kind === "number") {
      return { kind: "literal", value: -Number(this.#take()?.text) };
    }
    if (sign !== "(") throw unexpectedToken(sign);
    const inner = this.expression();
    this.#expect(")");
    return { kind: "parentheses", inner };
  }

  /** Reads attributes and indexes: `.name`, `.0` and `["key"]`. */
  #steps(): Expression[] {
    const steps: Expression[] = [];
    while (this.#next?.text === "." || this.#next?.text === "[") {
      if (this.#skip("[")) {
        steps.push(this.expression());
        this.#expect("]");
        continue;
      }
      this.#expect(".");
      const token = this.#take();
      if (token?.kind !== "name" && token?.kind !== "number") {
        throw unexpectedToken(token?.text);
      }
      // `a.0.1` is tokenized as the number 0.1.
      for (const name of token.text.split(".")) steps.push({ kind: "literal", value: name });
    }
    return steps;
  }

  #list(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.#skip(end)) {
      items.push(this.expression());
      if (!this.#skip(",") && this.#next?.text !== end) this.#expect(end);
    }
    return items;
  }

  #entries(): [Expression, Expression][] {
    const entries: [Expression, Expression][] = [];
    while (!this.#skip("}")) {
      const key = this.#primary();
      // A bare name is a literal key, not a reference.
      const name: Expression = key.kind === "traversal" ? { kind: "literal", value: key.root } : key;
      if (!this.#skip("=")) this.#expect(":");
      entries.push([name, this.expression()]);
      this.#skip(",");
    }
    return entries;
  }

  #skip(text: string): boolean {
    if (this.#next?.kind !== "sign" || this.#next.text !== text) return false;
    this.#take();
    return true;
  }

  #expect(text: string): void {
    if (this.#skip(text)) return;
    throw unexpectedToken(this.#next?.text);
  }
}

/** Returns the error for an unsupported token, or for an expression that ends too early if `text` is undefined. */
function unexpectedToken(text: string | undefined): UnsupportedSyntaxError {
  return new UnsupportedSyntaxError(
    text === undefined ? "the expression is incomplete" : `unsupported syntax at "${text}"`,
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/** Removes the quotes of a string and decodes its escape sequences. Interpolations in the string stay as they are. */
function unquote(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replaceAll(
      /\${2,}\{|\$\{[^{}]*\}|\\u([0-9A-Fa-f]{4})|\\(.)/g,
      (match, code?: string, escaped?: string) => {
        if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
        return escaped === undefined ? match : (ESCAPES[escaped] ?? escaped);
      },
    );
}
