/**
 * Returns true if an IAM pattern matches a whole string. `*` matches any number of characters, and `?` matches exactly
 * one character. The comparison is case-sensitive.
 *
 * The comparison has one position in the pattern and one in the text. After a mismatch, only the latest `*` matches one
 * more character. The earlier ones stay, because a longer match of them cannot help. A pattern with many `*` is
 * therefore fast, in contrast to a regular expression, which tries all combinations.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesGlob(pattern: string, text: string): boolean {
  // Bounds the length of the pattern by the length of the text.
  if (countRequired(pattern) > text.length) return false;
  let inPattern = 0;
  let inText = 0;
  let star = -1;
  let afterStar = 0;
  while (inText < text.length) {
    const expected = pattern[inPattern];
    if (expected === "*") {
      star = inPattern++;
      afterStar = inText;
    } else if (expected === "?" || expected === text[inText]) {
      inPattern++;
      inText++;
    } else if (star >= 0) {
      inPattern = star + 1;
      inText = ++afterStar;
    } else {
      return false;
    }
  }
  return isOnlyStars(pattern, inPattern);
}

/** Returns the minimum number of characters of a string that matches a pattern. */
function countRequired(pattern: string): number {
  let count = 0;
  for (const character of pattern) if (character !== "*") count += character.length;
  return count;
}

function isOnlyStars(pattern: string, start: number): boolean {
  for (let index = start; index < pattern.length; index++) if (pattern[index] !== "*") return false;
  return true;
}
