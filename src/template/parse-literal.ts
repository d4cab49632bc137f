import { type Cursor, SyntaxProblem } from "./cursor";
import type { TemplateBlock, TemplateExpression } from "./syntax";

/** Parses a text in double quotes as a template. The block parser passes it on, because the two parsers need each other. */
export type ParseText = (text: string, base: number, parent: Cursor) => TemplateBlock;

const SPACE = /[ \t\r\n]*/y;

/** Skips blanks and line breaks. */
export function skipSpace(cursor: Cursor): void {
  cursor.read(SPACE);
}

/** Parses a literal, or returns `undefined` if there is none. */
export function parseLiteral(cursor: Cursor, parseText: ParseText): TemplateExpression | undefined {
  if (cursor.peek(/-?[\d.]{1001}/y)) {
    throw new SyntaxProblem(cursor.offset, "the number has more than 1000 digits. Shorten it.");
  }
  const [integer] = cursor.read(/-?\d+(?=\.\.)/y) ?? [];
  if (integer !== undefined) return { kind: "literal", value: BigInt(integer) };
  const [decimal] = cursor.read(/-?(?:\d+\.\d*|\.\d+|\d+(?=[eE][+-]?\d))(?:[eE][+-]?\d+)?/y) ?? [];
  if (decimal !== undefined) return { kind: "literal", value: Number(decimal) };
  const [digits] = cursor.read(/-?\d+/y) ?? [];
  if (digits !== undefined) return { kind: "literal", value: BigInt(digits) };
  const [word] = cursor.read(/(?:true|false)(?![\w@])/y) ?? [];
  if (word !== undefined) return { kind: "literal", value: word === "true" };
  return parseString(cursor, parseText);
}

/** Text in quotes. Two quotes inside are one quote, and a backslash has no effect on a quote. */
const QUOTED = /"([^"]*(?:""[^"]*)*)"|'([^']*(?:''[^']*)*)'/y;

function parseString(cursor: Cursor, parseText: ParseText): TemplateExpression | undefined {
  const { offset } = cursor;
  const match = cursor.read(QUOTED);
  if (!match) {
    if (cursor.peek(/["']/y))
      throw new SyntaxProblem(offset, "the quoted text has no end. Add the closing quote.");
    return undefined;
  }
  const [, double, single = ""] = match;
  if (double === undefined) return { kind: "literal", value: single.replaceAll("''", "'") };
  const value = double
    .replaceAll('""', '"')
    .replaceAll(/\\u([\dA-Fa-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  if (!/[$#]/.test(value)) return { kind: "literal", value };
  return { kind: "interpolation", body: cursor.nested(() => parseText(value, offset + 1, cursor)) };
}
