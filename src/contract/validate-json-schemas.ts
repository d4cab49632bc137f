import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { ToJsonSchema } from "./json-schema";
import { OpenApiSchemas } from "./openapi-schemas";
import type { Route } from "./route";

/**
 * Returns an error for each schema of a route that has no JSON Schema, and for examples that JSON cannot represent. The
 * OpenAPI document of the route needs both.
 *
 * @param convert conversion function of the document. Default: the conversion that the schema itself implements
 * @returns error messages, to print after the key of the route: `body has no JSON Schema …`
 */
export function validateJsonSchemas(route: Route, convert: ToJsonSchema | undefined): string[] {
  const { params, query, headers, body, replies = {}, examples } = route;
  const replySchemas = Object.entries(replies).map(
    ([status, media]) => [`reply ${status}`, "~standard" in media ? media : undefined] as const,
  );
  const schemas = [...Object.entries({ params, query, headers, body }), ...replySchemas];
  return [
    ...schemas.flatMap(([field, schema]) => validateSchema(field, schema, convert)),
    ...validateJson(examples),
  ];
}

function validateSchema(
  field: string,
  schema: StandardSchemaV1 | undefined,
  convert: ToJsonSchema | undefined,
): string[] {
  const reason = schema && errorOf(() => new OpenApiSchemas(convert).convert(schema, field));
  if (reason === undefined) return [];
  return [
    `${field} has no JSON Schema (${reason}), but the OpenAPI document needs it. Use a type of JSON, such as an ISO date, or convert the schema with the option \`jsonSchema\`.`,
  ];
}

function validateJson(examples: object | undefined): string[] {
  const reason = errorOf(() => JSON.stringify(examples));
  return reason === undefined
    ? []
    : [`examples are not JSON (${reason}). Use values that JSON can represent.`];
}

/** Returns the first line of the message of a thrown error, or `undefined` if nothing is thrown. */
function errorOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split("\n")[0];
  }
}
