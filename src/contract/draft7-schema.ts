import type { JsonSchema } from "./json-schema";
import { isSchemaObject, mapSubschemas } from "./schema-references";

/**
 * Converts a JSON Schema (2020-12) to draft 7, which AsyncAPI documents contain. Both drafts have the same keywords, except
 * for tuples, dependencies and the number of contained items. In draft 7, a reference replaces all keywords next to it.
 * Keywords that draft 7 does not have are ignored. The result can therefore accept more values.
 *
 * @see https://json-schema.org/draft/2019-09/release-notes
 * @see https://json-schema.org/draft/2020-12/release-notes
 */
export function toDraft7(schema: JsonSchema | boolean): JsonSchema | boolean {
  if (!isSchemaObject(schema)) return schema;
  const { $ref, ...own } = mapSubschemas(schema, toDraft7) as Readonly<Record<string, unknown>>;
  const keywords = convertContains(convertDependencies(convertTuple(own)));
  if ($ref === undefined) return keywords;
  if (Object.keys(keywords).length === 0) return { $ref: String($ref) };
  const { allOf = [], ...others } = keywords as JsonSchema;
  return { ...others, allOf: [{ $ref: String($ref) }, ...allOf] };
}

type Keywords = Readonly<Record<string, unknown>>;

function convertTuple({ prefixItems, items, ...keywords }: Keywords): Keywords {
  if (prefixItems === undefined) return items === undefined ? keywords : { ...keywords, items };
  return { ...keywords, items: prefixItems, ...(items === undefined ? {} : { additionalItems: items }) };
}

function convertDependencies({ dependentRequired, dependentSchemas, ...keywords }: Keywords): Keywords {
  if (dependentRequired === undefined && dependentSchemas === undefined) return keywords;
  const required = Object(dependentRequired) as Readonly<Record<string, readonly string[]>>;
  const schemas = Object(dependentSchemas) as Readonly<Record<string, unknown>>;
  const names = [...new Set([...Object.keys(required), ...Object.keys(schemas)])];
  const dependencies = names.map((name) => {
    const both = required[name] && schemas[name] !== undefined;
    const value = both
      ? { required: required[name], allOf: [schemas[name]] }
      : (required[name] ?? schemas[name]);
    return [name, value];
  });
  return { ...keywords, dependencies: Object.fromEntries(dependencies) };
}

/** `contains` requires one item in draft 7. */
function convertContains({ contains, minContains, maxContains: _, ...keywords }: Keywords): Keywords {
  return contains === undefined || minContains === 0 ? keywords : { ...keywords, contains };
}
