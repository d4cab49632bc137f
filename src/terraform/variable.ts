import type { Body } from "./configuration";
import { findUnknown, UnknownValue } from "./unknown-value";

/** Input of {@link readVariable}. */
interface VariableRequest {
  readonly name: string;
  /** Block that declares the variable. */
  readonly block: Body;
  /** Source text of the expression with the reference. The error message of an unknown value contains it. */
  readonly text: string;
  /** Evaluates the source text of an expression. */
  readonly evaluate: (source: string) => unknown;
}

/**
 * Returns the value of a variable, converted to the type of the variable. The environment variable `TF_VAR_…` takes
 * precedence over the default.
 *
 * @returns an {@link UnknownValue} if the variable has no value, or a value that Terraform cannot convert to its type
 * @see https://developer.hashicorp.com/terraform/language/values/variables#environment-variables
 */
export function readVariable({ name, block, text, evaluate }: VariableRequest): unknown {
  const environmentName = `TF_VAR_${name}`;
  const source = process.env[environmentName];
  const type = block.type === undefined ? undefined : String(block.type);
  if (source === undefined && block.default === undefined) {
    const fix = `Give the variable a default, or set ${environmentName}.`;
    return new UnknownValue(text, "variable without a default", { fix });
  }
  const value = source === undefined ? block.default : readSource(source, type, evaluate);
  const converted = value === undefined ? undefined : convertValue(value, type ?? "any");
  if (converted !== undefined) return converted;
  const where = source === undefined ? `the default of var.${name}` : environmentName;
  const rejected = JSON.stringify(source ?? block.default);
  const expected = source === undefined ? type : describeSource(type);
  const fix = `Correct ${where}.`;
  return new UnknownValue(text, `${where} is ${rejected}; expected ${expected}`, { fix });
}

/**
 * Reads the text of an environment variable. The text is the value itself if the type is primitive or absent, and
 * otherwise an expression. Returns `undefined` for an invalid expression.
 */
function readSource(
  source: string,
  type: string | undefined,
  evaluate: (source: string) => unknown,
): unknown {
  if (isPlainText(type)) return source;
  const value = evaluate(source);
  return findUnknown(value) ? undefined : value;
}

function isPlainText(type: string | undefined): boolean {
  return type === undefined || Object.hasOwn(PRIMITIVES, type);
}

function describeSource(type: string | undefined): string {
  if (isPlainText(type)) return String(type);
  return type === "any" ? "JSON" : `${type} in JSON`;
}

/** Decimal number in a string, which Terraform converts to a number. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

/** Conversions to the primitive types. The result is `undefined` if a value has no conversion. */
const PRIMITIVES: Readonly<Record<string, (value: unknown) => unknown>> = {
  string: (value) => (["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined),
  number: (value) => {
    if (typeof value === "string") return NUMBER.test(value) ? Number(value) : undefined;
    return typeof value === "number" ? value : undefined;
  },
  bool: (value) => (typeof value === "boolean" ? value : BOOLEANS.get(value)),
};

/**
 * Converts a value to a type of Terraform. Returns `undefined` if Terraform rejects the value. Objects, tuples and
 * `any` are not converted.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
 */
function convertValue(value: unknown, type: string): unknown {
  if (value === null) return null;
  if (Object.hasOwn(PRIMITIVES, type)) return PRIMITIVES[type]?.(value);
  const [, collection, element = ""] = /^(list|set|map)\s*\(([\s\S]*)\)$/.exec(type) ?? [];
  if (collection === undefined) return value;
  if (typeof value !== "object" || Array.isArray(value) === (collection === "map")) return undefined;
  const entries = Object.entries(value).map(
    ([key, item]) => [key, convertValue(item, element.trim())] as const,
  );
  if (entries.some(([, item]) => item === undefined)) return undefined;
  if (collection === "map") return Object.fromEntries(entries);
  const items = entries.map(([, item]) => item);
  return collection === "set" ? sortUnique(items) : items;
}

/** Removes duplicates and sorts the items, because Terraform converts a set to a sorted list. */
function sortUnique(items: readonly unknown[]): unknown[] {
  const unique = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...unique.values()].sort((a, b) => ((a as string) < (b as string) ? -1 : 1));
}
