/**
 * Returns true for a regular expression that Java accepts. The syntax of JavaScript is almost the same. The text of a
 * pattern is only compiled here, and never compared with a text.
 *
 * @see https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/regex/Pattern.html
 */
export function isRegularExpression(pattern: string): boolean {
  try {
    new RegExp(removeJavaSyntax(pattern));
    return true;
  } catch {
    return false;
  }
}

/** Removes syntax that JavaScript does not know: the inline flags `(?i)` and the possessive quantifier `a++`. */
function removeJavaSyntax(pattern: string): string {
  return pattern
    .replaceAll(/\(\?[a-z]+\)/g, "")
    .replaceAll(/\(\?[a-z]+:/g, "(?:")
    .replaceAll("++", "+");
}
