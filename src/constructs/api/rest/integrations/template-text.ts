import { mapLiterals } from "../../../tokens";

/** Characters with a meaning in templates or in JSON strings. A constant in a template cannot contain them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a JSON string cannot contain control characters
const SPECIAL = /[$#"'\\\0-\x1f]/;

/** Returns true for a string that needs no escape in a template and in JSON. */
export function isPlainText(text: string): boolean {
  const literals: string[] = [];
  mapLiterals(text, (part) => `${literals.push(part)}`);
  return !literals.some((part) => SPECIAL.test(part));
}

/**
 * Returns the expression of a string that is escaped for JSON. `escapeJavaScript` writes `'` as `\'`, which is not valid in
 * JSON, so the expression removes this backslash.
 *
 * @param expression expression whose value is a string
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference
 */
export function escapedText(expression: string): string {
  return `$util.escapeJavaScript(${expression}).replaceAll("\\\\'", "'")`;
}

/** Returns the template of a JSON string with its quotes. @param expression expression whose value is a string */
export function jsonText(expression: string): string {
  return `"${escapedText(expression)}"`;
}

/** Returns the template of a value in a form. @param expression expression whose value is a string */
export function formText(expression: string): string {
  return `$util.urlEncode(${expression})`;
}

/** Variables of one template. Each has a different name, because templates have only one scope. */
export class VariableNames {
  #count = 0;

  /** Returns a new variable, such as `$item3`. @param name start of its name: `item` */
  next(name: string): string {
    this.#count += 1;
    return `$${name}${this.#count}`;
  }
}

/** Returns the expression of a variable as a string, whatever its type is: `"$!item3"`. */
export function variableText(variable: string): string {
  return `"$!${variable.slice(1)}"`;
}
