import { type Matcher, RE2JS } from "re2js";
import type { Budget } from "./budget";
import { RenderProblem } from "./template-error";

/** Compiled patterns. Most templates use the same few patterns for every request. */
const compiled = new Map<string, RE2JS>();

const MAX_COMPILED = 100;

/** Parts of a pattern in which a dot is literal, and a dot that is not. */
const DOT = /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\./g;

/** Characters that a dot of Java matches: all except line terminators. A dot of RE2 also matches `\r`. */
const JAVA_DOT = "[^\\n\\r\\x{85}\\x{2028}\\x{2029}]";

/**
 * Compiles a pattern of Java. The package re2js needs linear time for every pattern, so a template or a request cannot
 * block the process.
 *
 * @throws Error if the pattern is invalid, or needs backtracking, such as `(?=x)` and `\1`
 * @see https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/regex/Pattern.html
 */
export function compileJavaPattern(pattern: string): RE2JS {
  const isDotAll = /\(\?[a-z]*s/.test(pattern);
  return RE2JS.compile(
    isDotAll ? pattern : pattern.replaceAll(DOT, (part) => (part === "." ? JAVA_DOT : part)),
  );
}

/** Compiles a pattern of a template. @throws RenderProblem if the pattern is not supported */
function compilePattern(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  try {
    const expression = compileJavaPattern(pattern);
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    compiled.set(pattern, expression);
    return expression;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RenderProblem(`the regular expression ${JSON.stringify(pattern)} is not supported: ${reason}.`);
  }
}

/** Steps that a match counts. The package re2js needs several microseconds for a match. */
const MATCH_STEPS = 8;

/** Returns whether the whole text matches. */
export function matchesPattern(text: string, pattern: string, budget: Budget): boolean {
  budget.spend(text.length >> 3);
  return compilePattern(pattern).matches(text);
}

/** Replaces the matches of a pattern. @param all `false` replaces only the first match */
export function replacePattern(
  text: string,
  [pattern, replacement]: readonly [string, string],
  all: boolean,
  budget: Budget,
): string {
  budget.spend(text.length >> 3);
  const matcher = compilePattern(pattern).matcher(text);
  let result = "";
  let end = 0;
  while (matcher.find()) {
    budget.spend(MATCH_STEPS);
    result += text.slice(end, matcher.start()) + expandReplacement(replacement, matcher);
    budget.requireLength(result.length);
    end = matcher.end();
    if (!all) break;
  }
  return result + text.slice(end);
}

/** Expands `$1` and `${name}`. A backslash escapes the character that follows. */
function expandReplacement(replacement: string, matcher: Matcher): string {
  return replacement.replaceAll(
    /\\([\s\S]?)|\$(?:(\d)|\{(\w+)\})?/g,
    (token: string, escaped?: string, digit?: string, name?: string) => {
      if (escaped !== undefined && escaped !== "") return escaped;
      if (digit !== undefined && Number(digit) <= matcher.groupCount())
        return matcher.group(Number(digit)) ?? "";
      if (name !== undefined) return matcher.group(name) ?? "";
      throw new RenderProblem(
        `the replacement ${JSON.stringify(replacement)} has the invalid part "${token}". Write "\\\\${token}" for the text.`,
      );
    },
  );
}

/**
 * Splits a text at the matches of a pattern, as Java's `split`: without a limit, empty texts at the end are removed, and
 * an empty match at the start does not split.
 */
export function splitPattern(text: string, pattern: string, limit: number, budget: Budget): string[] {
  budget.spend(text.length >> 3);
  const matcher = compilePattern(pattern).matcher(text);
  const parts: string[] = [];
  let end = 0;
  while ((limit <= 0 || parts.length < limit - 1) && matcher.find()) {
    budget.spend(MATCH_STEPS);
    if (matcher.end() === 0) continue;
    parts.push(text.slice(end, matcher.start()));
    end = matcher.end();
  }
  if (end === 0 && parts.length === 0) return [text];
  parts.push(text.slice(end));
  if (limit === 0) while (parts.length > 0 && parts.at(-1) === "") parts.pop();
  return parts;
}
