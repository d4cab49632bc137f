/** A piece of a text: what it says, or an expression that stands in `${ … }`. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "expression"; readonly text: string };

/**
 * The pieces of a text, in order: `"a-${aws_x.y.id}"` is `a-` and an expression. `$${` and `%%{` are text.
 *
 * A directive, `%{ if … }`, is an expression with its `%`: whoever evaluates expressions will not know it.
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

/** What stands before the brace that closes it. */
function untilClosed(text: string): string {
  let depth = 1;
  for (const { 0: token, index } of text.matchAll(/"(?:\\.|[^"\\])*"|[{}]/g)) {
    if (token === "{") depth++;
    if (token === "}") depth--;
    if (depth === 0) return text.slice(0, index);
  }
  return text;
}
