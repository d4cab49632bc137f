import type { StandardSchemaV1 } from "@standard-schema/spec";
import { DocumentSchemas } from "./document-schemas";
import {
  conversionFailure,
  type JsonSchema,
  jsonSchemaOf,
  type ToJsonSchema,
  WrongResultError,
} from "./json-schema";
import type { ObjectSchema } from "./object-schema";
import type { Route } from "./route";

/**
 * Returns an error for each schema of a route that has no JSON Schema or no form in OpenAPI, and for examples that JSON
 * cannot represent. The OpenAPI document of the route needs them.
 *
 * @param convert conversion function of the document. Default: the conversion that the schema itself implements
 * @returns error messages, to print after the key of the route: `body has no JSON Schema …`
 */
export function validateJsonSchemas(route: Route, convert: ToJsonSchema | undefined): string[] {
  const { params, query, headers, body, replies = {}, examples } = route;
  const schemas = new DocumentSchemas(convert);
  const check = (field: string, schema: StandardSchemaV1 | undefined) =>
    schema ? validateSchema(field, () => schemas.convert(schema, field), convert) : [];
  const checkObject = (field: "params" | "query" | "headers", schema: StandardSchemaV1 | undefined) => {
    const errors = check(field, schema);
    return !schema || errors.length > 0
      ? errors
      : validateObject(field, schemas.convertObject(schema, field));
  };
  return [
    ...checkObject("params", params),
    ...checkObject("query", query),
    ...checkObject("headers", headers),
    ...check("body", body),
    ...Object.entries(replies).flatMap(([status, media]) =>
      "~standard" in media ? check(`reply ${status}`, media) : [],
    ),
    ...validateJson(examples),
  ];
}

/** Contract with the schemas that a document or a model describes. */
export interface SchemaParts {
  /** Name of the contract in a message: `route "GET /things"`. */
  readonly subject: string;
  /** Schemas by the part of the contract: `body`, `reply 200`. */
  readonly schemas: Readonly<Record<string, StandardSchemaV1 | undefined>>;
}

/** Returns the schemas of a route. */
export function routeSchemas({ key, params, query, headers, body, replies = {} }: Route): SchemaParts {
  const bodies = Object.entries(replies).flatMap(([status, media]) =>
    "~standard" in media ? [[`reply ${status}`, media] as const] : [],
  );
  return {
    subject: `route "${key}"`,
    schemas: { params, query, headers, body, ...Object.fromEntries(bodies) },
  };
}

/**
 * Returns the error of a conversion function that does not return an object for one of the schemas. The first such schema
 * is reported, because the error is usually the same for all.
 */
export function validateConverter(
  contracts: readonly SchemaParts[],
  convert: ToJsonSchema | undefined,
): string[] {
  if (!convert) return [];
  for (const { subject, schemas } of contracts) {
    for (const [part, schema] of Object.entries(schemas)) {
      const error = schema && errorOf(() => jsonSchemaOf(schema, convert));
      if (!(error instanceof WrongResultError)) continue;
      return [
        `the function \`jsonSchema\` returned ${error.result} for the ${part} of ${subject}; expected an object. Return the JSON Schema itself.`,
      ];
    }
  }
  return [];
}

/**
 * Returns the error of a schema without a JSON Schema.
 * @param run converts the schema
 * @param document name of the document that needs it
 */
export function validateSchema(
  field: string,
  run: () => unknown,
  convert: ToJsonSchema | undefined,
  document = "OpenAPI",
): string[] {
  const error = errorOf(run);
  if (error === undefined) return [];
  const fix = convert ? "correct the function" : "convert the schema with the option";
  return [
    `${field} has no JSON Schema (${conversionFailure(error, convert)}), but the ${document} document needs it. Use a type of JSON, such as an ISO date, or ${fix} \`jsonSchema\`.`,
  ];
}

/** Returns an error for a schema that OpenAPI cannot represent as parameters. */
function validateObject(field: "params" | "query" | "headers", object: ObjectSchema | undefined): string[] {
  if (!object)
    return [`${field} accepts no object, so that no request matches it. Use a schema of an object.`];
  if (field !== "headers" || !object.unnamed || acceptsTexts(object.unnamed)) return [];
  return [
    "headers defines headers without a fixed name, which OpenAPI cannot describe. Define each header by its name, or convert the schema with the option `jsonSchema`.",
  ];
}

/** Schemas that every text matches, as JSON. */
const TEXT_SCHEMAS: readonly string[] = ["true", "{}", '{"type":"string"}'];

/** Returns true if the schema of unnamed properties accepts every name and every text. */
function acceptsTexts({ type: _, ...keywords }: JsonSchema): boolean {
  return Object.values(keywords).every((schema) => TEXT_SCHEMAS.includes(JSON.stringify(schema)));
}

/** Returns the error of examples that JSON cannot express. */
export function validateJson(examples: object | undefined): string[] {
  const error = errorOf(() => JSON.stringify(examples));
  return error === undefined
    ? []
    : [`examples are not JSON (${conversionFailure(error, undefined)}). Use values that JSON can represent.`];
}

/** Returns a thrown error, or `undefined` if nothing is thrown. */
function errorOf(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error ?? "";
  }
}
