import type { StandardSchemaV1 } from "@standard-schema/spec";
import { parameterNames, type RouteKey } from "#aws/route-key";
import { jsonSchemaOf, type ToJsonSchema } from "./json-schema";
import type { Route } from "./route";

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: object;
  readonly example?: unknown;
}

/**
 * Returns the OpenAPI parameters of all versions of a route. If there are several versions, only path
 * parameters are marked as required, because one version may not need a parameter that another version
 * requires.
 */
export function toParameters(
  key: RouteKey,
  versions: readonly Route[],
  convert: ToJsonSchema | undefined,
): Parameter[] {
  const all = versions.flatMap((route) => [
    ...pathParameters(key, route, convert),
    ...schemaParameters("query", route.query, route.examples?.query, convert),
    ...schemaParameters("header", route.headers, route.examples?.headers, convert),
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
  key: RouteKey,
  { params, examples }: Route,
  convert: ToJsonSchema | undefined,
): Parameter[] {
  const properties = params && jsonSchemaOf(params, convert).properties;
  return parameterNames(key).map((name) => {
    const schema = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
    return {
      name,
      in: "path",
      required: true,
      schema: schema ?? { type: "string" },
      ...exampleOf(examples?.params, name),
    };
  });
}

function schemaParameters(
  location: "query" | "header",
  schema: StandardSchemaV1 | undefined,
  examples: object | undefined,
  convert: ToJsonSchema | undefined,
): Parameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema, convert);
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
