import type { JsonSchema } from "./json-schema";
import { isSchemaObject, resolveReference } from "./schema-references";

type Schema = JsonSchema | boolean;

/** Objects that a JSON Schema accepts, as the names and schemas of their properties. */
export interface ObjectSchema {
  readonly properties: ReadonlyMap<string, Schema>;
  /** Names of the properties that every object must have. */
  readonly required: ReadonlySet<string>;
  /**
   * Schema of an object that has only the other properties, whose names are not fixed: those that the keywords
   * `additionalProperties`, `patternProperties` and `propertyNames` describe. Undefined if there are none.
   */
  readonly unnamed?: JsonSchema;
}

/**
 * Returns the properties of the objects that a JSON Schema accepts. If the schema has alternatives, a property is
 * required only if each alternative requires it.
 *
 * @param root schema that contains the definitions
 * @param ancestors schemas that contain or reference the schema. Default: none
 * @returns `undefined` if the schema accepts no object, or if it is in `ancestors` because of a circular reference
 */
export function readObjectSchema(
  schema: Schema,
  root: JsonSchema,
  ancestors: readonly Schema[] = [],
): ObjectSchema | undefined {
  if (!isSchemaObject(schema)) return schema ? ANY_OBJECT : undefined;
  const { $ref, type = "object", allOf = [], anyOf, oneOf } = schema;
  if (![type].flat().includes("object") || ancestors.includes(schema)) return undefined;
  const read = (subschema: Schema) => readObjectSchema(subschema, root, [...ancestors, schema]);
  const target = $ref === undefined ? undefined : resolveReference(root, $ref)?.schema;
  return intersect([
    readKeywords(schema, root),
    ...(target === undefined ? [] : [read(target)]),
    ...allOf.map(read),
    ...[anyOf, oneOf].flatMap((alternatives) => (alternatives ? [unite(alternatives.map(read))] : [])),
  ]);
}

/** Schema that accepts every object. */
export const ANY_OBJECT: ObjectSchema = { properties: new Map(), required: new Set() };

/** Returns the properties that a schema itself defines, without its reference and the schemas that it combines. */
function readKeywords(schema: JsonSchema, root: JsonSchema): ObjectSchema {
  const { properties = {}, required = [], additionalProperties = {}, propertyNames } = schema;
  const names = fixedNames(propertyNames, root);
  const byName = [
    ...(names ?? []).map((name) => [name, additionalProperties] as const),
    ...Object.entries(properties),
  ];
  return {
    properties: new Map(byName),
    required: new Set(required),
    unnamed: names ? undefined : unnamedProperties(schema),
  };
}

/**
 * Returns the names that `propertyNames` lists, such as the keys of a zod record with an enum as its key. Returns
 * `undefined` if it lists no names.
 *
 * @param referring schemas whose references lead to `propertyNames`. Default: none
 */
function fixedNames(
  propertyNames: Schema | undefined,
  root: JsonSchema,
  referring: readonly Schema[] = [],
): string[] | undefined {
  if (!isSchemaObject(propertyNames) || referring.includes(propertyNames)) return undefined;
  const { $ref, enum: names, const: name } = propertyNames;
  if ($ref !== undefined) {
    return fixedNames(resolveReference(root, $ref)?.schema, root, [...referring, propertyNames]);
  }
  return names?.map(String) ?? (name === undefined ? undefined : [String(name)]);
}

function unnamedProperties({
  patternProperties,
  propertyNames,
  additionalProperties,
}: JsonSchema): JsonSchema | undefined {
  const hasUnnamed = patternProperties || propertyNames || !acceptsAll(additionalProperties);
  if (!hasUnnamed || (additionalProperties === false && !patternProperties)) return undefined;
  return {
    type: "object",
    ...(patternProperties ? { patternProperties } : {}),
    ...(propertyNames === undefined ? {} : { propertyNames }),
    ...(additionalProperties === undefined ? {} : { additionalProperties }),
  };
}

function acceptsAll(schema: Schema = true): boolean {
  return schema === true || (isSchemaObject(schema) && Object.keys(schema).length === 0);
}

/** Returns the properties of the objects that all schemas accept. */
function intersect(schemas: readonly (ObjectSchema | undefined)[]): ObjectSchema | undefined {
  const objects = schemas.filter((schema) => schema !== undefined);
  if (objects.length < schemas.length) return undefined;
  return {
    ...combine("allOf", objects),
    required: new Set(objects.flatMap(({ required }) => [...required])),
  };
}

/** Returns the properties of the objects that at least one schema accepts. */
function unite(schemas: readonly (ObjectSchema | undefined)[]): ObjectSchema | undefined {
  const objects = schemas.filter((schema) => schema !== undefined);
  const [first, ...others] = objects;
  if (!first) return undefined;
  const required = [...first.required].filter((name) => others.every((other) => other.required.has(name)));
  return { ...combine("anyOf", objects), required: new Set(required) };
}

function combine(
  keyword: "allOf" | "anyOf",
  objects: readonly ObjectSchema[],
): Omit<ObjectSchema, "required"> {
  const names = new Set(objects.flatMap(({ properties }) => [...properties.keys()]));
  const properties = [...names].map((name) => {
    const schemas = objects.flatMap((object) => object.properties.get(name) ?? []);
    return [name, combineSchemas(keyword, schemas)] as const;
  });
  const unnamed = objects.flatMap((object) => object.unnamed ?? []);
  return {
    properties: new Map(properties),
    unnamed: unnamed.length > 0 ? combineSchemas(keyword, unnamed) : undefined,
  };
}

function combineSchemas<S extends Schema>(keyword: "allOf" | "anyOf", schemas: readonly S[]): S | JsonSchema {
  const distinct = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  const [first, ...others] = distinct;
  return first !== undefined && others.length === 0 ? first : { [keyword]: distinct };
}
