import type { Draft4Target, SubschemaConverter } from "./draft4-target";
import type { JsonSchema } from "./json-schema";

type Schema = JsonSchema | boolean;

/** JSON Schema with all keywords that a conversion reads. */
export interface Draft2020Schema extends JsonSchema {
  readonly [keyword: string]: unknown;
}

const NO_KEYWORD = "draft 4 has no such keyword";

/** Converts the keywords of a schema that do not contain other schemas. */
export function convertValues(
  schema: Draft2020Schema,
  target: Draft4Target,
  converter: SubschemaConverter,
): void {
  convertType(schema, target);
  if (schema.enum) setEnum(schema.enum, target);
  if ("const" in schema) setEnum([schema.const], target);
  convertRange(schema, target, "minimum", "exclusiveMinimum", Math.max);
  convertRange(schema, target, "maximum", "exclusiveMaximum", Math.min);
  for (const keyword of ["minItems", "maxItems", "minProperties", "maxProperties", "multipleOf"] as const)
    if (typeof schema[keyword] === "number") target.set(keyword, schema[keyword]);
  if (schema.uniqueItems === true) target.set("uniqueItems", true);
  const required = [...new Set(schema.required ?? [])];
  if (required.length > 0) target.set("required", required);
  convertText(schema, target, converter);
}

/**
 * Converts the types. Draft 4 defines an integer as a number without a fraction, so that `1.0` is none. Later drafts
 * define it by its value.
 * @see https://datatracker.ietf.org/doc/html/draft-zyp-json-schema-04#section-3.5
 */
function convertType({ type }: Draft2020Schema, target: Draft4Target): void {
  if (type === undefined) return;
  const types = [type].flat();
  const numbers = [...new Set(types.map((name) => (name === "integer" ? "number" : name)))];
  target.set("type", numbers.length === 1 ? numbers[0] : numbers);
  if (types.includes("integer") && !types.includes("number")) target.set("multipleOf", 1);
}

function setEnum(values: readonly unknown[], target: Draft4Target): void {
  const distinct = distinctValues(values);
  // Draft 4 requires at least one value. No value matches this list.
  if (distinct.length === 0) target.all.push({ not: {} });
  else target.set("enum", distinct);
}

/** Converts a limit. Draft 4 has a boolean `exclusiveMinimum`, which describes the number in `minimum`. */
function convertRange(
  schema: Draft2020Schema,
  target: Draft4Target,
  keyword: "minimum" | "maximum",
  exclusiveKeyword: "exclusiveMinimum" | "exclusiveMaximum",
  select: (a: number, b: number) => number,
): void {
  const { [keyword]: limit, [exclusiveKeyword]: exclusive } = schema;
  if (typeof exclusive === "number") {
    const strictest = typeof limit === "number" ? select(limit, exclusive) : exclusive;
    target.set(keyword, strictest);
    if (strictest === exclusive) target.set(exclusiveKeyword, true);
  } else if (typeof limit === "number") {
    target.set(keyword, limit);
    if (exclusive === true) target.set(exclusiveKeyword, true);
  }
}

/**
 * Converts the keywords of texts. A validator of JSON Schema counts the characters of a text, and some schema libraries
 * count its UTF-16 units, which are up to twice as many. The minimum in the model is therefore half as long.
 */
function convertText(schema: Draft2020Schema, target: Draft4Target, converter: SubschemaConverter): void {
  const { minLength, maxLength, pattern, format } = schema;
  if (converter.changesTexts) {
    for (const keyword of ["minLength", "maxLength", "pattern", "format"])
      if (schema[keyword] !== undefined)
        target.drop(keyword, "the schema changes texts before it checks them");
    return;
  }
  if (typeof minLength === "number" && minLength > 0) {
    target.set("minLength", Math.ceil(minLength / 2));
    if (minLength > 1) target.isExact = false;
  }
  if (typeof maxLength === "number") target.set("maxLength", maxLength);
  const reason = typeof pattern === "string" ? converter.rejectPattern(pattern) : undefined;
  if (reason !== undefined) target.drop("pattern", reason);
  else if (typeof pattern === "string") target.set("pattern", pattern);
  // The pattern of a format, such as the one of an e-mail address in zod, is the whole check.
  else if (format !== undefined) target.drop("format", "validators differ in this format");
}

/** Returns the values without those that are equal as JSON to an earlier one. The order of properties does not count. */
function distinctValues(values: readonly unknown[]): unknown[] {
  return [
    ...new Map(values.toReversed().map((value) => [canonicalJson(value), value])).values(),
  ].toReversed();
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Converts the keywords of objects that contain schemas. */
export function convertObject(
  schema: Draft2020Schema,
  target: Draft4Target,
  converter: SubschemaConverter,
): void {
  const { properties, patternProperties = {}, additionalProperties } = schema;
  if (properties) target.set("properties", convertMap(properties, target, "/properties"));
  const patterns = Object.entries(patternProperties);
  const portable = patterns.filter(([pattern]) => converter.rejectPattern(pattern) === undefined);
  if (portable.length > 0)
    target.set("patternProperties", convertMap(Object.fromEntries(portable), target, "/patternProperties"));
  for (const [pattern] of patterns) {
    const reason = converter.rejectPattern(pattern);
    if (reason !== undefined) target.drop(`patternProperties/${escapePointer(pattern)}`, reason);
  }
  if (additionalProperties !== undefined && portable.length < patterns.length) {
    target.drop("additionalProperties", "it depends on a pattern that the model does not contain");
  } else if (additionalProperties !== undefined) {
    target.set("additionalProperties", convertAny(additionalProperties, target, "/additionalProperties"));
  }
  convertNames(schema, target, converter);
  convertDependencies(schema, target);
}

function convertMap(
  schemas: Readonly<Record<string, Schema>>,
  target: Draft4Target,
  path: string,
): Record<string, unknown> {
  const entries = Object.entries(schemas).map(([name, schema]) => [
    name,
    target.child(schema, `${path}/${escapePointer(name)}`),
  ]);
  return Object.fromEntries(entries);
}

/** Converts a schema where draft 4 also accepts a boolean. */
function convertAny(schema: Schema, target: Draft4Target, path: string): unknown {
  return typeof schema === "boolean" ? schema : target.child(schema, path);
}

/** Draft 4 can list names, or require a pattern. Names are always strings. */
function convertNames(
  { propertyNames }: Draft2020Schema,
  target: Draft4Target,
  converter: SubschemaConverter,
): void {
  const names = propertyNames === undefined ? true : converter.resolve(propertyNames);
  if (names === false) target.set("maxProperties", 0);
  if (typeof names === "boolean") return;
  const { type, const: name, enum: list, pattern, format: _, ...others } = names as Draft2020Schema;
  const values = list ?? ("const" in names ? [name] : undefined);
  const isSimple = (type === undefined || type === "string") && Object.keys(others).length === 0;
  const isPortable =
    pattern === undefined ||
    (!converter.changesTexts && converter.rejectPattern(String(pattern)) === undefined);
  if (!isSimple || !isPortable) {
    target.drop("propertyNames", NO_KEYWORD);
    return;
  }
  if (values)
    target.all.push({
      properties: Object.fromEntries(values.map((value) => [String(value), {}])),
      additionalProperties: false,
    });
  if (pattern !== undefined)
    target.all.push({ patternProperties: { [String(pattern)]: {} }, additionalProperties: false });
}

function convertDependencies(schema: Draft2020Schema, target: Draft4Target): void {
  for (const keyword of ["dependentRequired", "dependentSchemas", "dependencies"]) {
    const byName = Object.entries((schema[keyword] ?? {}) as Record<string, readonly string[] | Schema>);
    const entries = byName.flatMap(([name, value]): [string, unknown][] => {
      const path = `/${keyword}/${escapePointer(name)}`;
      if (!Array.isArray(value)) return [[name, target.child(value as Schema, path)]];
      return value.length > 0 ? [[name, [...new Set(value)]]] : [];
    });
    if (entries.length > 0) target.set("dependencies", Object.fromEntries(entries));
  }
}

/** Converts the keywords of lists that contain schemas. */
export function convertList(schema: Draft2020Schema, target: Draft4Target): void {
  const tuple = schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : undefined);
  const rest = schema.prefixItems ? schema.items : schema.additionalItems;
  if (Array.isArray(tuple)) {
    const keyword = schema.prefixItems ? "prefixItems" : "items";
    if (tuple.length > 0)
      target.set(
        "items",
        tuple.map((item: Schema, index) => target.child(item, `/${keyword}/${index}`)),
      );
    const restPath = schema.prefixItems ? "/items" : "/additionalItems";
    if (rest !== undefined)
      target.set(tuple.length > 0 ? "additionalItems" : "items", convertRest(rest, target, restPath, tuple));
  } else if (schema.items !== undefined) {
    target.set("items", target.child(schema.items as Schema, "/items"));
  }
  convertContains(schema, target);
}

function convertRest(rest: unknown, target: Draft4Target, path: string, tuple: readonly unknown[]): unknown {
  return tuple.length > 0 ? convertAny(rest as Schema, target, path) : target.child(rest as Schema, path);
}

/** A list contains a matching item if it is not a list whose items all differ from the schema. */
function convertContains({ contains, ...schema }: Draft2020Schema, target: Draft4Target): void {
  const { minContains = 1, maxContains } = schema;
  if (contains === undefined) return;
  const item = target.child(contains as Schema, "/contains");
  if (Number(minContains) > 0) target.all.push({ not: { type: "array", items: { not: item } } });
  if (Number(minContains) > 1) target.drop("minContains", NO_KEYWORD);
  if (maxContains !== undefined) target.drop("maxContains", NO_KEYWORD);
}

/** Escapes a name for a JSON Pointer. */
function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
