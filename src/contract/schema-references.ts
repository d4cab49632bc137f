import type { JsonSchema } from "./json-schema";

/** Keywords of JSON Schema whose value is a schema or a list of schemas. */
const SCHEMA_KEYWORDS: ReadonlySet<string> = new Set([
  ...["allOf", "anyOf", "oneOf", "not", "if", "then", "else"],
  ...["items", "prefixItems", "additionalItems", "unevaluatedItems", "contains"],
  ...["additionalProperties", "unevaluatedProperties", "propertyNames", "contentSchema"],
]);

const DEFINITION_KEYWORDS: readonly string[] = ["$defs", "definitions"];

/** Keywords of JSON Schema whose value contains schemas by name. */
const MAP_KEYWORDS: ReadonlySet<string> = new Set([
  ...["properties", "patternProperties", "dependentSchemas"],
  ...DEFINITION_KEYWORDS,
]);

/**
 * Returns a copy of a schema in which each direct subschema is replaced. Values such as `default` and `const` are no
 * schemas, even if they look like one.
 */
export function mapSubschemas(schema: JsonSchema, change: (subschema: JsonSchema) => unknown): JsonSchema {
  const changeAny = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(changeAny);
    return isSchemaObject(value) ? change(value) : value;
  };
  const entries = Object.entries(schema).map(([keyword, value]) => {
    if (SCHEMA_KEYWORDS.has(keyword)) return [keyword, changeAny(value)];
    if (!MAP_KEYWORDS.has(keyword) || !isSchemaObject(value)) return [keyword, value];
    const byName = Object.entries(value).map(([name, subschema]) => [name, changeAny(subschema)]);
    return [keyword, Object.fromEntries(byName)];
  });
  return Object.fromEntries(entries);
}

/** Returns a schema and all its direct and indirect subschemas. */
export function withSubschemas(schema: JsonSchema): JsonSchema[] {
  const subschemas: JsonSchema[] = [];
  mapSubschemas(schema, (subschema) => subschemas.push(...withSubschemas(subschema)));
  return [schema, ...subschemas];
}

/** Returns true for a schema with keywords, and false for the schemas `true` and `false`. */
export function isSchemaObject(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Target of a reference in a schema. */
export interface ReferenceTarget {
  readonly schema: JsonSchema | boolean;
  /** Definition that contains the target: the target itself, or the whole schema. */
  readonly definition: JsonSchema | boolean;
  /** Name of the definition. Undefined if it is the whole schema. */
  readonly name?: string;
  /** Path from the definition to the target, as the end of a JSON Pointer: `/properties/a`, or an empty string. */
  readonly path: string;
}

/**
 * Returns the target of a reference in a schema, or `undefined` if it is a URL that does not identify a part of the
 * schema.
 *
 * @param root schema that contains the reference
 * @param reference JSON Pointer such as `#/$defs/Money`, `#` for the whole schema, an anchor, or the `$id` of a part
 * @throws Error if the reference is no URL, and has no target in the schema
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-8.2
 */
export function resolveReference(root: JsonSchema, reference: string): ReferenceTarget | undefined {
  if (/^#(\/|$)/.test(reference)) return resolvePointer(root, reference);
  const identified = withSubschemas(root).find(({ $id, $anchor }) =>
    [$id, $anchor && `#${$anchor}`].includes(reference),
  );
  if (identified === root) return { schema: root, definition: root, path: "" };
  if (identified) {
    return { schema: identified, definition: identified, name: reference.replace("#", ""), path: "" };
  }
  if (/^[a-z][a-z\d+.-]*:/i.test(reference)) return undefined;
  throw missingTarget(reference);
}

function resolvePointer(root: JsonSchema, reference: string): ReferenceTarget {
  const [, ...tokens] = reference.split("/");
  const values: unknown[] = [root];
  for (const token of tokens) {
    const parent: object = Object(values.at(-1));
    const name = decodeToken(token);
    if (!Object.hasOwn(parent, name)) throw missingTarget(reference);
    values.push((parent as Readonly<Record<string, unknown>>)[name]);
  }
  const schema = requireSchema(values.at(-1), reference);
  const [keyword = "", name, ...rest] = tokens;
  if (name === undefined || !DEFINITION_KEYWORDS.includes(keyword)) {
    return { schema, definition: root, path: formatPath(tokens) };
  }
  const definition = requireSchema(values[2], reference);
  return { schema, definition, name: decodeToken(name), path: formatPath(rest) };
}

function requireSchema(value: unknown, reference: string): JsonSchema | boolean {
  if (isSchemaObject(value) || typeof value === "boolean") return value;
  throw missingTarget(reference);
}

function missingTarget(reference: string): Error {
  return new Error(`the reference ${JSON.stringify(reference)} has no target in the schema`);
}

/** @see https://www.rfc-editor.org/rfc/rfc6901#section-6 */
function decodeToken(token: string): string {
  return decodeURIComponent(token).replaceAll("~1", "/").replaceAll("~0", "~");
}

function formatPath(tokens: readonly string[]): string {
  return tokens.map((token) => `/${token}`).join("");
}
