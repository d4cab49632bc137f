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
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#interpolation
 */
export function templateParts(text: string): readonly TemplatePart[] {
  const opening = /(?<!\$)\$\{|(?<!%)%\{/.exec(text);
  if (!opening) return text === "" ? [] : [{ kind: "text", text: removeEscapes(text) }];
  const { index } = opening;
  const inner = untilClosed(text.slice(index + 2));
  const before = text.slice(0, index);
  const expression = opening[0] === "%{" ? `%${inner}` : inner.trim();
  return [
    ...(before === "" ? [] : [{ kind: "text", text: removeEscapes(before) } as const]),
    { kind: "expression", text: expression },
    ...templateParts(text.slice(index + 2 + inner.length + 1)),
  ];
}

function removeEscapes(text: string): string {
  return text.replaceAll("$${", "${").replaceAll("%%{", "%{");
}

/**
 * Returns the part of the string up to the brace that closes the expression. Braces in quoted strings are
 * ignored.
 */
function untilClosed(text: string): string {
  let depth = 1;
  for (const { 0: token, index } of text.matchAll(/"(?:\\.|[^"\\])*"|[{}]/g)) {
    if (token === "{") depth++;
    if (token === "}") depth--;
    if (depth === 0) return text.slice(0, index);
  }
  return text;
}
