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
 * the conversion is no object or not JSON
 */
export function jsonSchemaOf(schema: StandardSchemaV1, convert: ToJsonSchema | undefined): JsonSchema {
  const converted: unknown = convert ? convert(schema as never) : standardJsonSchema(schema);
  const wrong = describeWrongResult(converted);
  if (wrong !== undefined) throw new WrongResultError(wrong);
  const { $schema: _, ...jsonSchema } = JSON.parse(JSON.stringify(converted));
  return jsonSchema;
}

/** Error of a conversion that returned no object. */
export class WrongResultError extends Error {
  /** Description of the result: `a list`. */
  readonly result: string;

  constructor(result: string) {
    super(`it returned ${result}; expected an object`);
    this.result = result;
  }
}

/** Describes a result that is no object. Returns `undefined` for an object. */
function describeWrongResult(result: unknown): string | undefined {
  if (result instanceof Promise) {
    result.catch(() => undefined);
    return "an object of the class Promise";
  }
  if (Array.isArray(result)) return "a list";
  if (typeof result === "function") return "a function";
  if (typeof result === "object" && result !== null) return undefined;
  return typeof result === "string" ? "a string" : String(result);
}

/** Returns true if a schema needs a conversion function, because it does not implement Standard JSON Schema. */
export function needsConverter(schema: StandardSchemaV1, convert: ToJsonSchema | undefined): boolean {
  return convert === undefined && !("jsonSchema" in schema["~standard"]);
}

/**
 * Returns the reason for which the conversion of a schema failed: the first line of the message of an error.
 * @param convert conversion function, which the reason names. Default: the conversion that the schema itself implements
 */
export function conversionFailure(error: unknown, convert: ToJsonSchema | undefined): string {
  const [message = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return convert ? `the function \`jsonSchema\` failed: ${message}` : message;
}

function standardJsonSchema(schema: StandardSchemaV1 | StandardJSONSchemaV1): object {
  const { vendor, ...standard } = schema["~standard"];
  if ("jsonSchema" in standard) return standard.jsonSchema.input({ target: "draft-2020-12" });
  throw new Error(`the schema of ${vendor} does not implement Standard JSON Schema`);
}
