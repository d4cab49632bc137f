import { RE2JS } from "re2js";

/** White space of JavaScript in the syntax of RE2, in which `\s` has fewer characters. */
const SPACE =
  "\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";

/** Parts of a pattern that RE2 reads in another way than JavaScript. */
const TRANSLATIONS: Readonly<Record<string, string>> = {
  ".": "[^\\n\\r\\x{2028}\\x{2029}]",
  "\\s": `[${SPACE}]`,
  "\\S": `[^${SPACE}]`,
};

const TOKEN = /\\u[\da-f]{4}|\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\./gi;

/** Compiled regular expression. Ajv identifies it by its text. */
export interface ModelPattern {
  test(text: string): boolean;
  toString(): string;
}

/**
 * Compiles the regular expression of a model. The search needs linear time if RE2 knows the syntax. RE2 has no lookahead,
 * lookbehind and references to groups. JavaScript evaluates such a pattern.
 *
 * @throws SyntaxError if the pattern is invalid
 */
export function compilePattern(pattern: string): ModelPattern {
  const expression = compileWithRe2(pattern);
  if (!expression) return new RegExp(pattern);
  return { test: (text) => expression.matcher(text).find(), toString: () => pattern };
}

function compileWithRe2(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern.replaceAll(TOKEN, translate));
  } catch {
    return undefined;
  }
}

function translate(token: string): string {
  if (token.startsWith("[")) return token.replaceAll(/\\u([\da-f]{4})/gi, "\\x{$1}").replaceAll("\\s", SPACE);
  return TRANSLATIONS[token] ?? token.replace(/^\\u([\da-f]{4})$/i, "\\x{$1}");
}
