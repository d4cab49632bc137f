/**
 * Replaces the characters that a terminal does not print but interprets, such as escape sequences, and the characters
 * that are invisible or change the direction of a text. Every text from outside Gatewright is escaped before it is
 * printed or becomes part of a review: requests, function output, Terraform values, messages of other programs.
 *
 * @returns one line of text. A line break becomes `\n`, and every other such character its UTF-16 code units, such as
 * `\u001b`. A tab is not escaped. These are the escapes of JSON, so that JSON stays valid JSON with the same value
 */
export function escapeLine(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : text.replaceAll(UNPRINTABLE, escapeCharacter);
}

/** Escapes a text as {@link escapeLine} does, but keeps its line breaks. */
export function escapeLines(text: string): string {
  return text.split("\n").map(escapeLine).join("\n");
}

const PRINTABLE_ASCII = /^[\t -~]*$/;
/**
 * Control characters except the tab, format characters, line and paragraph separators, and characters without a glyph.
 * The variation selectors of emoji are printed.
 */
const UNPRINTABLE = /(?!\t|\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

function escapeCharacter(character: string): string {
  if (character === "\n") return "\\n";
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
