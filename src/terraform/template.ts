/** Part of a string template: literal text, or the expression in an interpolation `${ … }`. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "expression"; readonly text: string };

/**
 * Splits a string template into its parts: `"a-${aws_x.y.id}"` consists of the literal text `a-` and an
 * expression. In literal text, the escape sequences `$${` and `%%{` are replaced by `${` and `%{`.
 *
 * A directive such as `%{ if … }` is returned as an expression that starts with `%`. Because no valid
 * expression starts with `%`, the evaluation of a directive fails.
 *
 * The text is read once, so that the time is proportional to its length.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#interpolation
 */
export function templateParts(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  const opening = /(?<!\$)\$\{|(?<!%)%\{/g;
  let start = 0;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const end = findClosingBrace(text, opening.lastIndex);
    const inner = text.slice(opening.lastIndex, end);
    addText(parts, text.slice(start, match.index));
    parts.push({ kind: "expression", text: match[0] === "%{" ? `%${inner}` : inner.trim() });
    start = end + 1;
    opening.lastIndex = start;
  }
  addText(parts, text.slice(start));
  return parts;
}

function addText(parts: TemplatePart[], text: string): void {
  if (text === "") return;
  parts.push({ kind: "text", text: text.replaceAll("$${", "${").replaceAll("%%{", "%{") });
}

/** A quoted string, up to its end or to the end of the text, or a brace. */
const STRING_OR_BRACE = /"(?:\\.|[^"\\])*(?:"|\\?$)|[{}]/gs;

/**
 * Returns the index of the brace that closes the expression which starts at an index. Braces in quoted strings are
 * ignored. Without such a brace, returns the length of the text.
 */
function findClosingBrace(text: string, start: number): number {
  let depth = 1;
  STRING_OR_BRACE.lastIndex = start;
  for (let match = STRING_OR_BRACE.exec(text); match; match = STRING_OR_BRACE.exec(text)) {
    if (match[0] === "{") depth++;
    if (match[0] === "}") depth--;
    if (depth === 0) return match.index;
  }
  return text.length;
}
