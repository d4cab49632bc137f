import type { ErrorObject } from "ajv";

/** Types of values that match the type `number`. API Gateway lists both in its messages. */
const NUMBER_TYPES = ["integer", "number"];

/**
 * Describes the difference between a value and a model in the words of API Gateway, as far as its logs are public:
 * `object has missing required properties (["name"])`.
 * @see https://github.com/RafPe/serverless-reqvalidator-plugin/issues/1
 */
export function describeDifference(error: ErrorObject | undefined): string {
  if (!error) return "the value does not match the model";
  const { keyword, data, schema, params, message } = error;
  switch (keyword) {
    case "required": {
      const missing = (schema as string[]).filter((name) => !Object.hasOwn(Object(data), name)).sort();
      return `object has missing required properties (${JSON.stringify(missing)})`;
    }
    case "type": {
      const types = [schema].flat().flatMap((type) => (type === "number" ? NUMBER_TYPES : [String(type)]));
      return `instance type (${typeOf(data)}) does not match any allowed primitive type (allowed: ${JSON.stringify([...new Set(types)].sort())})`;
    }
    case "enum":
      return `instance value (${JSON.stringify(data)}) not found in enum (possible values: ${JSON.stringify(schema)})`;
    case "additionalProperties":
      return `object instance has properties which are not allowed by the schema: ${JSON.stringify([params.additionalProperty])}`;
    default:
      return message ?? keyword;
  }
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}
