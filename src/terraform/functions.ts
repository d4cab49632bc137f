import { replaceText } from "./replace-text";
import { requireLength } from "./value-size";

/** Built-in function of Terraform. The arguments contain no unknown value. @throws Error if an argument is invalid */
type TerraformFunction = (...args: readonly unknown[]) => unknown;

/**
 * Built-in functions of Terraform that are evaluated without Terraform, by name.
 *
 * @see https://developer.hashicorp.com/terraform/language/functions
 */
export const FUNCTIONS: Readonly<Record<string, TerraformFunction>> = {
  base64encode: (text) => Buffer.from(toText(text)).toString("base64"),
  coalesce: (...values) => {
    const value = values.find((candidate) => candidate !== null && candidate !== "");
    if (value === undefined) throw new Error("coalesce() has no argument with a value");
    return value;
  },
  concat: (...lists) => lists.flatMap(toList),
  element: (list, index) => {
    const items = toList(list);
    if (items.length === 0) throw new Error("element() has an empty list");
    if (Number(index) < 0) throw new Error("element() has a negative index");
    return items[Number(index) % items.length];
  },
  format: (template, ...values) => formatText(toText(template), values),
  join: (separator, ...lists) => joinTexts(lists.flatMap(toList).map(toText), toText(separator)),
  jsondecode: (text) => JSON.parse(toText(text)),
  jsonencode: encodeJson,
  lookup: (map, key, fallback) => {
    const values = toObject(map);
    const name = toText(key);
    if (Object.hasOwn(values, name)) return values[name];
    if (fallback === undefined) throw new Error(`lookup() finds no key "${name}"`);
    return fallback;
  },
  lower: (text) => toText(text).toLowerCase(),
  merge: (...maps) =>
    Object.fromEntries(maps.filter((map) => map !== null).flatMap((map) => Object.entries(toObject(map)))),
  replace: (text, search, replacement) => replaceText(toText(text), toText(search), toText(replacement)),
  split: (separator, text) => toText(text).split(toText(separator)),
  tostring: (value) => (value === null ? null : toText(value)),
  upper: (text) => toText(text).toUpperCase(),
};

/**
 * Functions that return values of their arguments without a change. Lists and maps in their arguments may contain
 * unknown values, which do not make the other values unknown.
 */
export const MOVING_FUNCTIONS: ReadonlySet<string> = new Set(["concat", "element", "lookup", "merge"]);

function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Error(`expected a string, found ${JSON.stringify(value)}`);
}

function toList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`expected a list, found ${JSON.stringify(value)}`);
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new Error(`expected a map, found ${JSON.stringify(value)}`);
}

function joinTexts(texts: readonly string[], separator: string): string {
  requireLength(texts.reduce((length, text) => length + text.length + separator.length, 0));
  return texts.join(separator);
}

/**
 * Returns JSON as `jsonencode()` writes it: keys are sorted, and characters with a meaning in HTML are escaped.
 *
 * @see https://developer.hashicorp.com/terraform/language/functions/jsonencode
 */
function encodeJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    // JSON.stringify would move keys that look like integers to the front.
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${encodeJson(key)}:${encodeJson(item)}`).join(",")}}`;
  }
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Verbs of `format()` with an optional flag and width: `%s`, `%05d`, `%-8s`. */
const VERB = /%([-0]?)(\d*)([sdvqt%])/g;

function formatText(template: string, values: readonly unknown[]): string {
  if (template.replaceAll(VERB, "").includes("%"))
    throw new Error(`format() has an unsupported verb in "${template}"`);
  const rest = [...values];
  const text = template.replaceAll(VERB, (_, flag: string, width: string, verb: string) => {
    if (verb === "%") return "%";
    if (rest.length === 0) throw new Error("format() has too few arguments");
    requireLength(Number(width));
    const formatted = formatValue(verb, rest.shift());
    if (flag === "-") return formatted.padEnd(Number(width));
    if (flag !== "0") return formatted.padStart(Number(width));
    const sign = formatted.startsWith("-") ? "-" : "";
    return sign + formatted.slice(sign.length).padStart(Number(width) - sign.length, "0");
  });
  if (rest.length > 0) throw new Error("format() has too many arguments");
  return text;
}

function formatValue(verb: string, value: unknown): string {
  if (verb === "q") return JSON.stringify(toText(value));
  if (verb === "v" && (value === null || typeof value === "object")) return encodeJson(value);
  if (verb === "d" && !Number.isInteger(Number(value)))
    throw new Error("format() expects a whole number for %d");
  return toText(value);
}
