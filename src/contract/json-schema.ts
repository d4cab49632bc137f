import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";

/**
 * Function that converts a schema to JSON Schema (2020-12). Such a function is necessary for a schema library
 * that does not support Standard JSON Schema.
 */
export type ToJsonSchema = (schema: never) => object;

/** JSON Schema as an object. In addition to the properties that this module reads, it can have any other. */
export interface JsonSchema {
  readonly $id?: string;
  readonly $anchor?: string;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema | boolean>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema | boolean>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly allOf?: readonly (JsonSchema | boolean)[];
  readonly anyOf?: readonly (JsonSchema | boolean)[];
  readonly oneOf?: readonly (JsonSchema | boolean)[];
}

/**
 * Returns the JSON Schema of a schema's input type: the JSON that a caller sends or that a handler returns.
 * @param convert conversion function. Default: the conversion that the schema itself implements
 * @throws Error if `convert` is undefined and the schema does not implement Standard JSON Schema, or if the result of
 * the conversion is not JSON
 */
export function jsonSchemaOf(schema: StandardSchemaV1, convert: ToJsonSchema | undefined): JsonSchema {
  const converted = convert ? convert(schema as never) : standardJsonSchema(schema);
  const { $schema: _, ...jsonSchema } = JSON.parse(JSON.stringify(converted));
  return jsonSchema;
}

function standardJsonSchema(schema: StandardSchemaV1 | StandardJSONSchemaV1): object {
  const { vendor, ...standard } = schema["~standard"];
  if ("jsonSchema" in standard) return standard.jsonSchema.input({ target: "draft-2020-12" });
  throw new Error(`the schema of ${vendor} does not implement Standard JSON Schema`);
}
