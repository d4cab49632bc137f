import type { Budget } from "./budget";
import { RenderProblem } from "./template-error";

/**
 * Value of a template, in the types of Java: an integer is a bigint, and a double is a number. `null` is possible in
 * lists and maps only; as the value of a reference it is `""`.
 */
export type TemplateValue = string | bigint | number | boolean | null | JavaObject;

/** Object with methods. */
export abstract class JavaObject {
  /** Name of the type in messages, such as `map`. */
  abstract readonly typeName: string;

  /** Returns the text that a reference to the object prints. */
  abstract print(budget: Budget): string;

  /** Number of entries of a map or of values of a list, and 0 for any other object. */
  get itemCount(): number {
    return 0;
  }

  /** Returns a property or an entry; `undefined` if there is none. */
  readProperty(_name: string): TemplateValue | undefined {
    return undefined;
  }

  /** Items of a `#foreach` loop; `undefined` for an object that has no items. */
  items(): readonly TemplateValue[] | undefined {
    return undefined;
  }
}

/** Map, such as a JSON object. It keeps the order of its keys. */
export class JavaMap extends JavaObject {
  readonly typeName = "map";

  readonly entries: Map<TemplateValue, TemplateValue>;

  constructor(entries: Map<TemplateValue, TemplateValue> = new Map()) {
    super();
    this.entries = entries;
  }

  override get itemCount(): number {
    return this.entries.size;
  }

  /** Adds or replaces an entry. */
  put(key: TemplateValue, value: TemplateValue): void {
    this.entries.set(key, value);
  }

  /** Removes an entry, and returns its value. */
  remove(key: TemplateValue): TemplateValue | undefined {
    const previous = this.entries.get(key);
    this.entries.delete(key);
    return previous;
  }

  entrySet(): MapEntry[] {
    return Array.from(this.entries, ([key, value]) => new MapEntry(key, value));
  }

  override print(budget: Budget): string {
    const pairs = this.entrySet().map((entry) => printNested(entry, budget));
    return `{${joinTexts(pairs, ", ", budget)}}`;
  }

  override readProperty(name: string): TemplateValue | undefined {
    return this.entries.get(name);
  }

  override items(): readonly TemplateValue[] {
    return [...this.entries.values()];
  }
}

/** Entry of `map.entrySet()`. */
export class MapEntry extends JavaObject {
  readonly typeName = "map entry";

  readonly key: TemplateValue;
  readonly value: TemplateValue;

  constructor(key: TemplateValue, value: TemplateValue) {
    super();
    this.key = key;
    this.value = value;
  }

  override print(budget: Budget): string {
    return `${printNested(this.key, budget)}=${printNested(this.value, budget)}`;
  }

  override readProperty(name: string): TemplateValue | undefined {
    return name === "key" ? this.key : name === "value" ? this.value : undefined;
  }
}

/**
 * Kind of a list: `json` is a JSON array, which prints as JSON. `list` is a list or range of the template, `set` is the
 * result of `keySet()`, `entrySet()` or `values()`, and `array` is the result of `split()`.
 */
export type ListKind = "json" | "list" | "set" | "array";

/** List of values. */
export class JavaList extends JavaObject {
  readonly typeName: string;

  readonly values: TemplateValue[];
  readonly kind: ListKind;

  constructor(values: TemplateValue[], kind: ListKind) {
    super();
    this.values = values;
    this.kind = kind;
    this.typeName = kind === "json" ? "list" : kind;
  }

  override get itemCount(): number {
    return this.values.length;
  }

  override print(budget: Budget): string {
    if (this.kind === "json") return formatJson(this, budget);
    if (this.kind === "array") {
      throw new RenderProblem("an array from split() cannot be printed. Print its items with #foreach.");
    }
    const texts = this.values.map((value) => printNested(value, budget));
    return `[${joinTexts(texts, ", ", budget)}]`;
  }

  override items(): readonly TemplateValue[] {
    return this.values;
  }
}

function joinTexts(texts: readonly string[], separator: string, budget: Budget): string {
  budget.spendText(texts.reduce((length, text) => length + text.length + separator.length, 0));
  return texts.join(separator);
}

/** Returns the text of a value as Java prints it. `null` is empty. */
export function printValue(value: TemplateValue, budget: Budget): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  if (typeof value === "number") return formatDouble(value);
  return value instanceof JavaObject ? budget.nested(() => value.print(budget)) : String(value);
}

/** Returns the text of a value inside a list or a map. `null` is `null`. */
function printNested(value: TemplateValue, budget: Budget): string {
  budget.spend(1);
  return value === null ? "null" : printValue(value, budget);
}

/** Formats a double as Java: `1.0`, `0.25`, `1.0E8`. */
export function formatDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [digits = "", exponent = ""] = value.toExponential().split("e");
    return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
  }
  const text = Object.is(value, -0) ? "-0" : String(value);
  return text.includes(".") ? text : `${text}.0`;
}

/** Formats a value as compact JSON. */
export function formatJson(value: TemplateValue, budget: Budget): string {
  budget.spend(1);
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof JavaList) {
    const items = budget.nested(() => value.values.map((item) => formatJson(item, budget)));
    return `[${joinTexts(items, ",", budget)}]`;
  }
  if (value instanceof JavaMap) {
    const pairs = budget.nested(() =>
      Array.from(
        value.entries,
        ([key, item]) => `${JSON.stringify(printValue(key, budget))}:${formatJson(item, budget)}`,
      ),
    );
    return `{${joinTexts(pairs, ",", budget)}}`;
  }
  return value instanceof JavaObject ? JSON.stringify(printValue(value, budget)) : printNested(value, budget);
}

/** Compares two values as Java's `equals` does. An integer never equals a double. */
export function equalValues(left: TemplateValue, right: TemplateValue, budget: Budget): boolean {
  budget.spend(1);
  if (typeof left === "string") budget.spendText(left.length);
  if (left === right) return true;
  if (left instanceof JavaList && right instanceof JavaList) {
    if (left.values.length !== right.values.length) return false;
    return budget.nested(() =>
      left.values.every((value, index) => equalValues(value, right.values[index] ?? null, budget)),
    );
  }
  if (left instanceof JavaMap && right instanceof JavaMap) {
    if (left.entries.size !== right.entries.size) return false;
    return budget.nested(() =>
      [...left.entries].every(
        ([key, value]) =>
          right.entries.has(key) && equalValues(value, right.entries.get(key) ?? null, budget),
      ),
    );
  }
  if (left instanceof MapEntry && right instanceof MapEntry) {
    return equalValues(left.key, right.key, budget) && equalValues(left.value, right.value, budget);
  }
  return false;
}
