import { formatFound, LocalError } from "./local-error";

/**
 * Converts a value to a string as Terraform does: a number and a boolean are valid, a list and an object are not.
 *
 * @param subject start of the error message: `aws_lambda_function.health: handler`
 * @throws LocalError if the value cannot be converted
 * @see https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
 */
export function toText(value: unknown, subject: string): string {
  if (typeof value !== "object") return String(value);
  throw new LocalError([`${subject} is ${formatFound(value)}; expected a string.`]);
}

/**
 * Converts a value, or each item of a list, with {@link toText}. Returns an empty list for `undefined`.
 *
 * @throws LocalError if a value cannot be converted
 */
export function toTexts(value: unknown, subject: string): readonly string[] {
  if (Array.isArray(value)) return value.map((item, index) => toText(item, `${subject}[${index}]`));
  return value === undefined ? [] : [toText(value, subject)];
}

/**
 * Converts each value of a map with {@link toText}. Entries with the value null are omitted. Returns an empty map for
 * `undefined`.
 *
 * @throws LocalError if the value is not a map, or if one of its values cannot be converted
 */
export function toTextMap(value: unknown, subject: string): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new LocalError([`${subject} is ${formatFound(value)}; expected a map of strings.`]);
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(
    entries.map(([name, item]) => [name, toText(item, `${subject}[${JSON.stringify(name)}]`)]),
  );
}

/** String that Terraform converts to a number: `"5"`, `"0.5"`, `"1e3"`. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Converts a value to a number as Terraform does: a string such as `"5"` is valid.
 *
 * @param subject start of the error message: `aws_lambda_function.health: timeout`
 * @throws LocalError if the value cannot be converted
 */
export function toNumber(value: unknown, subject: string): number {
  const isNumeric = typeof value === "number" || (typeof value === "string" && NUMBER.test(value));
  const number = isNumeric ? Number(value) : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw new LocalError([`${subject} is ${formatFound(value)}; expected a number.`]);
}

/** Strings that Terraform converts to a boolean. */
const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

/**
 * Converts a value to a boolean as Terraform does: the strings `"true"`, `"1"`, `"false"` and `"0"` are valid.
 *
 * @throws LocalError if the value cannot be converted
 */
export function toBoolean(value: unknown, subject: string): boolean {
  const boolean = typeof value === "boolean" ? value : BOOLEANS.get(value);
  if (boolean !== undefined) return boolean;
  throw new LocalError([`${subject} is ${formatFound(value)}; expected true or false.`]);
}
