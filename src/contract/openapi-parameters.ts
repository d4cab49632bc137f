import type { StandardSchemaV1 } from "@standard-schema/spec";
import { parameterNames, type RouteKey } from "#aws/route-key";
import type { JsonSchema } from "./json-schema";
import type { OpenApiSchemas } from "./openapi-schemas";
import type { Route } from "./route";

/**
 * Route with all of its versions, which becomes one OpenAPI operation. OpenAPI allows only one operation per
 * path and method.
 */
export interface Operation {
  readonly operationId: string;
  readonly key: RouteKey;
  readonly versions: readonly [Route, ...Route[]];
  /** Names of the path parameters in the path of the document, in the order of the path. */
  readonly parameterNames: readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: JsonSchema | boolean;
  readonly example?: unknown;
}

/**
 * Returns the OpenAPI parameters of all versions of a route. If there are several versions, only path
 * parameters are marked as required, because one version may not need a parameter that another version
 * requires.
 */
export function toParameters(operation: Operation, schemas: OpenApiSchemas): Parameter[] {
  const { operationId, versions } = operation;
  const convert = (part: string, schema: StandardSchemaV1 | undefined) =>
    schema ? schemas.convert(schema, operationId + part) : {};
  const all = versions.flatMap(({ params, query, headers, examples }) => [
    ...pathParameters(operation, convert("Path", params), examples?.params),
    ...schemaParameters("query", convert("Query", query), examples?.query),
    ...schemaParameters("header", convert("Headers", headers), examples?.headers),
  ]);
  // A Map keeps the last of several entries with the same key. The list is reversed to keep the parameter of
  // the first version.
  const byName = new Map(
    all.toReversed().map((parameter) => [`${parameter.in} ${parameter.name.toLowerCase()}`, parameter]),
  );
  const shared = [...byName.values()].toReversed().map((parameter) => ({
    ...parameter,
    required: parameter.in === "path" || (parameter.required && versions.length === 1),
  }));
  return [...shared, ...versionParameters(versions)];
}

function versionParameters(versions: readonly Route[]): Parameter[] {
  const selectors = versions.flatMap(({ version }) => (version && "parameter" in version ? version : []));
  const names = [...new Set(selectors.map(({ parameter }) => parameter))];
  return names.map((name) => {
    const values = selectors.filter(({ parameter }) => parameter === name).map(({ value }) => value);
    return { name, in: "query", required: false, schema: { enum: values } };
  });
}

function pathParameters(
  { key, parameterNames: names }: Operation,
  { properties = {} }: JsonSchema,
  examples: object | undefined,
): Parameter[] {
  return parameterNames(key).map((name, index) => {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return {
      name: names[index] ?? name,
      in: "path",
      required: true,
      schema: schema ?? { type: "string" },
      ...exampleOf(examples, name),
    };
  });
}

function schemaParameters(
  location: "query" | "header",
  { properties = {}, required = [] }: JsonSchema,
  examples: object | undefined,
): Parameter[] {
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: location,
    required: required.includes(name),
    schema: property,
    ...exampleOf(examples, name),
  }));
}

function exampleOf(examples: object | undefined, name: string): { readonly example?: unknown } {
  if (!examples || !Object.hasOwn(examples, name)) return {};
  return { example: (examples as Readonly<Record<string, unknown>>)[name] };
}
