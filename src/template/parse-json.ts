import { RenderProblem } from "./template-error";
import { JavaList, JavaMap, type TemplateValue } from "./values";

/** JSON text that is an integer, and not a double. */
const INTEGER = /^-?(?:0|[1-9]\d*)$/;

/** Text in quotes, bracket, separator, or word such as `true` and `-1.5`. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|[\w.+-]+/y;

/** Code of the last blank. The codes up to it are blanks or do not occur between tokens. */
const SPACE = 32;

/**
 * Parses JSON to values of a template. Unlike `JSON.parse`, it keeps the difference between `1` and `1.0`, the digits
 * of long integers, and the order of keys such as `"2"`.
 *
 * @throws RenderProblem if the text is not JSON
 */
export function parseJson(text: string, source: string): TemplateValue {
  const reader = new JsonReader(text);
  try {
    // JSON.parse finds every error of the syntax, so the reader needs no checks.
    JSON.parse(text);
    return reader.readValue(0);
  } catch (error) {
    if (error instanceof RenderProblem) throw error;
    throw new RenderProblem(`${source} is not valid JSON, found ${shorten(text)}.`);
  }
}

/** Returns a text in quotes, with at most 40 characters. */
function shorten(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

class JsonReader {
  private index = 0;
  private token = "";

  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  readValue(depth: number): TemplateValue {
    this.next();
    return this.readToken(depth);
  }

  private next(): void {
    while (this.text.charCodeAt(this.index) <= SPACE) this.index += 1;
    const start = this.index;
    // A match with groups would take twice as long.
    TOKEN.lastIndex = start;
    TOKEN.test(this.text);
    this.index = TOKEN.lastIndex;
    this.token = this.text.slice(start, this.index);
  }

  private readToken(depth: number): TemplateValue {
    const { token } = this;
    if (depth > MAX_JSON_DEPTH) throw new RenderProblem(`the JSON has more than ${MAX_JSON_DEPTH} levels.`);
    if (token === "{") return this.readObject(depth);
    if (token === "[") return this.readArray(depth);
    if (token.startsWith('"')) return parseString(token);
    if (token.length > MAX_DIGITS && /^[-\d]/.test(token)) {
      throw new RenderProblem(`a number of the JSON has more than ${MAX_DIGITS} digits.`);
    }
    if (INTEGER.test(token)) return BigInt(token);
    return JSON.parse(token);
  }

  private readObject(depth: number): TemplateValue {
    const map = new JavaMap();
    for (this.next(); this.token !== "}"; this.next()) {
      if (this.token === ",") continue;
      const key = parseString(this.token);
      this.next();
      map.put(key, this.readValue(depth + 1));
    }
    return map;
  }

  private readArray(depth: number): TemplateValue {
    const values: TemplateValue[] = [];
    for (this.next(); this.token !== "]"; this.next()) {
      if (this.token !== ",") values.push(this.readToken(depth + 1));
    }
    return new JavaList(values, "json");
  }
}

function parseString(token: string): string {
  return token.includes("\\") ? JSON.parse(token) : token.slice(1, -1);
}

/** Maximum number of digits of a number. */
const MAX_DIGITS = 1000;

/** Maximum nesting of JSON, so that parsing and printing cannot exhaust the stack. */
const MAX_JSON_DEPTH = 200;
