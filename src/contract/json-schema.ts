import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";

/** Makes JSON Schema (2020-12) of a schema that does not do so by itself. */
export type ToJsonSchema = (schema: never) => object;

/** As much of a JSON Schema as is looked into. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

/** What a schema takes, as JSON Schema: what a caller sends, and what a handler answers. */
export function jsonSchemaOf(schema: StandardSchemaV1, convert: ToJsonSchema | undefined): JsonSchema {
  const { $schema: _, ...made } = (convert ? convert(schema as never) : ownJsonSchema(schema)) as JsonSchema;
  return made;
}

function ownJsonSchema(schema: StandardSchemaV1 | StandardJSONSchemaV1): object {
  const { vendor, ...standard } = schema["~standard"];
  if ("jsonSchema" in standard) return standard.jsonSchema.input({ target: "draft-2020-12" });
  throw new Error(`a schema of ${vendor} makes no JSON Schema by itself; say how with jsonSchema`);
}
