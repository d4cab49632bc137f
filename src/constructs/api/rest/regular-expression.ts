/**
 * Returns true for a regular expression that Java accepts. The syntax of JavaScript is almost the same. The text of a
 * pattern is only compiled here, and never compared with a text.
 *
 * @see https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/regex/Pattern.html
 */
export function isRegularExpression(pattern: string): boolean {
  try {
    new RegExp(removeJavaSyntax(pattern));
  } catch {
    return false;
  }
  return !LONE_BRACE.test(pattern.replaceAll(LITERAL, ""));
}

/** Parts of a pattern in which a brace is a text or a name: `\\Q{\\E`, `\\p{Lu}`, `\\{` and `[{]`. */
const LITERAL = /\\Q[\s\S]*?(?:\\E|$)|\\[pPxN]\{\w*\}|\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]/g;

/** Brace that starts no number of repetitions. JavaScript accepts it as a text, and Java rejects the pattern. */
const LONE_BRACE = /\{(?!\d+(?:,\d*)?\})/;

/** Removes syntax that JavaScript does not know: the inline flags `(?i)` and the possessive quantifier `a++`. */
function removeJavaSyntax(pattern: string): string {
  return pattern
    .replaceAll(/\(\?[a-z]+\)/g, "")
    .replaceAll(/\(\?[a-z]+:/g, "(?:")
    .replaceAll("++", "+");
}
