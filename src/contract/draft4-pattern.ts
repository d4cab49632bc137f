/**
 * Syntax of regular expressions that ECMAScript 3 does not have, or reads in another way: lookbehind, named groups, modifiers,
 * Unicode properties and code points. API Gateway validates with a library for Java, and its documentation names no dialect.
 */
const NEWER_SYNTAX = /\(\?[<imsx-]|\\[pPk]|\\u\{/;

/** Escaped characters, which are removed before the syntax is checked. */
const ESCAPED_CHARACTER = /\\[^pPku]/g;

/** Characters that UTF-16 represents as two units. A regular expression without the flag `u` reads each unit by itself. */
const SURROGATE = /[\uD800-\uDFFF]/;

/** Returns true if a regular expression has the same meaning in every dialect that a validator of draft 4 can use. */
export function isPortablePattern(pattern: string): boolean {
  const unescaped = pattern.replaceAll(ESCAPED_CHARACTER, "");
  if (NEWER_SYNTAX.test(unescaped) || SURROGATE.test(pattern)) return false;
  try {
    // A pattern without the flag `u`, as draft 4 defines it.
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
