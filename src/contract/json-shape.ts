import type { StandardSchemaV1 } from "@standard-schema/spec";
import { conversionFailure, type JsonSchema, jsonSchemaOf, type ToJsonSchema } from "./json-schema";
import { readObjectSchema } from "./object-schema";
import { isSchemaObject, resolveReference } from "./schema-references";

/** Property of an object. */
export interface JsonProperty {
  readonly shape: JsonShape;
  readonly isRequired: boolean;
}

/** Types of a JSON value, without the constraints of a schema. A nullable value can also be `null`. */
export type JsonShape = { readonly isNullable: boolean } & (
  | { readonly kind: "string" | "number" | "boolean" }
  | { readonly kind: "list"; readonly items: JsonShape }
  | { readonly kind: "object"; readonly properties: ReadonlyMap<string, JsonProperty> }
  /** Object whose names are not fixed. All values have the same shape. */
  | { readonly kind: "map"; readonly values: JsonShape }
);

/** Result of {@link jsonShape}: a shape, or the reason why the schema has none. */
export type ShapeResult =
  | { readonly shape: JsonShape; readonly error?: undefined }
  | { readonly shape?: undefined; readonly error: string };

/**
 * Returns the shape of the JSON values that a schema accepts. A schema has a shape only if each value has one type, such
 * as a string or an object with known properties.
 *
 * @param name name of the value in errors: `body`
 * @param convert conversion function. Default: the conversion that the schema itself implements
 */
export function jsonShape(
  schema: StandardSchemaV1,
  name: string,
  convert: ToJsonSchema | undefined,
): ShapeResult {
  let root: JsonSchema;
  try {
    root = jsonSchemaOf(schema, convert);
  } catch (error) {
    return { error: `${name} has no JSON Schema (${conversionFailure(error, convert)})` };
  }
  try {
    return { shape: readShape(root, { root, path: name, ancestors: [] }) };
  } catch (error) {
    if (error instanceof Error) return { error: error.message };
    throw error;
  }
}

interface Place {
  readonly root: JsonSchema;
  /** Path of the value in errors: `body.items[]`. */
  readonly path: string;
  /** Schemas that contain the value. */
  readonly ancestors: readonly unknown[];
}

function readShape(schema: JsonSchema | boolean, place: Place): JsonShape {
  const { path, root, ancestors } = place;
  if (!isSchemaObject(schema)) throw new Error(`${path} can be any value; expected a type`);
  if (ancestors.includes(schema)) throw new Error(`${path} contains itself; expected a limited depth`);
  const inside = { ...place, ancestors: [...ancestors, schema] };
  const { $ref, anyOf, oneOf } = schema;
  if ($ref !== undefined) return readShape(resolveReference(root, $ref)?.schema ?? true, inside);
  const alternatives = anyOf ?? oneOf;
  if (alternatives) return readAlternatives(alternatives, inside);
  const types = typesOf(schema);
  const known = types.filter((type) => type !== "null");
  const isNullable = known.length < types.length;
  const [type, ...others] = [...new Set(known.map((name) => (name === "integer" ? "number" : name)))];
  if (others.length > 0) throw new Error(`${path} is ${types.join(" or ")}; expected one type`);
  if (type === "string" || type === "number" || type === "boolean") return { kind: type, isNullable };
  if (type === "array") {
    const { items = true } = schema as { readonly items?: JsonSchema | boolean };
    return { kind: "list", items: readShape(items, { ...inside, path: `${path}[]` }), isNullable };
  }
  if (type === "object") return { ...readProperties({ ...schema, type: "object" }, inside), isNullable };
  throw new Error(`${path} can be ${type === undefined ? "any value" : `a ${type}`}; expected a type`);
}

/** Returns the types of the values of a schema. Constants have the type of their values. */
function typesOf({ type, const: constant, enum: values, properties, allOf }: JsonSchema): string[] {
  if (type !== undefined) return [type].flat();
  if (properties || allOf) return ["object"];
  const constants = values ?? (constant === undefined ? [] : [constant]);
  return [...new Set(constants.map((value) => (value === null ? "null" : typeof value)))];
}

/** Reads a schema with alternatives. All of them must have the same shape, except for `null`. */
function readAlternatives(alternatives: readonly (JsonSchema | boolean)[], place: Place): JsonShape {
  const isNull = (schema: JsonSchema | boolean) => isSchemaObject(schema) && schema.type === "null";
  const shapes = alternatives.filter((schema) => !isNull(schema)).map((schema) => readShape(schema, place));
  const [first] = shapes;
  if (!first) throw new Error(`${place.path} has no type other than null; expected a type`);
  if (shapes.some((shape) => describeShape(shape) !== describeShape(first))) {
    throw new Error(`${place.path} has several types; expected one type`);
  }
  const isNullable = alternatives.some(isNull) || shapes.some((shape) => shape.isNullable);
  return { ...first, isNullable };
}

/** Returns a text that is equal for shapes of the same values, except for `null` itself. */
function describeShape(shape: JsonShape): string {
  return JSON.stringify({ ...shape, isNullable: false }, (_, value) =>
    value instanceof Map ? [...value] : value,
  );
}

function readProperties(
  schema: JsonSchema,
  place: Place,
):
  | { readonly kind: "object"; properties: Map<string, JsonProperty> }
  | { readonly kind: "map"; values: JsonShape } {
  const { properties, required, unnamed } = readObjectSchema(schema, place.root) ?? {
    properties: new Map(),
    required: new Set(),
  };
  const read = (value: JsonSchema | boolean, name: string) =>
    readShape(value, { ...place, path: `${place.path}.${name}` });
  if (properties.size === 0) {
    const { additionalProperties = true } = unnamed ?? { additionalProperties: true };
    return { kind: "map", values: read(additionalProperties, "*") };
  }
  if (unnamed) throw new Error(`${place.path} has properties without fixed names; expected fixed names only`);
  const entries = [...properties].map(([name, value]) => {
    const property = { shape: read(value, name), isRequired: required.has(name) };
    return [name, property] as const;
  });
  return { kind: "object", properties: new Map(entries) };
}
