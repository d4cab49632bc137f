import type { StandardSchemaV1 } from "@standard-schema/spec";
import { parameterNames, type RouteKey } from "#aws/route-key";
import type { DocumentSchemas } from "./document-schemas";
import type { JsonSchema } from "./json-schema";
import { ANY_OBJECT, type ObjectSchema } from "./object-schema";
import type { Route } from "./route";
import type { HeaderVersion, QueryVersion } from "./version-selector";

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
  readonly style?: "form";
  readonly explode?: boolean;
  readonly schema: JsonSchema | boolean;
  readonly example?: unknown;
}

/**
 * Returns the OpenAPI parameters of all versions of a route. If there are several versions, only path
 * parameters are marked as required, because one version may not need a parameter that another version
 * requires.
 */
export function toParameters(operation: Operation, schemas: DocumentSchemas): Parameter[] {
  const { operationId, versions } = operation;
  const convert = (part: string, schema: StandardSchemaV1 | undefined) =>
    (schema && schemas.convertObject(schema, operationId + part)) ?? ANY_OBJECT;
  const all = versions.flatMap(({ examples, ...route }) => {
    const query = convert("Query", route.query);
    return [
      ...pathParameters(operation, convert("Path", route.params), examples?.params),
      ...namedParameters("query", query, examples?.query),
      ...unnamedParameters(query, examples?.query),
      ...namedParameters("header", convert("Headers", route.headers), examples?.headers),
    ];
  });
  // A Map keeps the last of several entries with the same key. The list is reversed to keep the parameter of
  // the first version.
  const byName = new Map(all.toReversed().map((parameter) => [parameterKey(parameter), parameter]));
  const shared = [...byName.values()].toReversed().map((parameter) => ({
    ...parameter,
    required: parameter.in === "path" || (parameter.required && versions.length === 1),
  }));
  return [...shared, ...versionParameters(versions)];
}

/** Returns the query parameters and headers that select a version, each with the values of all versions. */
function versionParameters(versions: readonly Route[]): Parameter[] {
  const selectors = versions.flatMap(({ version }) => (version && "value" in version ? version : []));
  const parameters = selectors.map((selector): Parameter => {
    const place = selectorOf(selector);
    const same = selectors.filter((other) => parameterKey(selectorOf(other)) === parameterKey(place));
    return { ...place, required: false, schema: { enum: same.map(({ value }) => value) } };
  });
  return [...new Map(parameters.map((parameter) => [parameterKey(parameter), parameter])).values()];
}

function selectorOf(version: QueryVersion | HeaderVersion): Pick<Parameter, "name" | "in"> {
  return "header" in version
    ? { name: version.header, in: "header" }
    : { name: version.parameter, in: "query" };
}

/** Returns a key that identifies a parameter. Only the names of headers are case-insensitive. */
function parameterKey({ in: part, name }: Pick<Parameter, "name" | "in">): string {
  return `${part} ${part === "header" ? name.toLowerCase() : name}`;
}

function pathParameters(
  { key, parameterNames: names }: Operation,
  { properties, unnamed }: ObjectSchema,
  examples: object | undefined,
): Parameter[] {
  return parameterNames(key).map((name, index) => ({
    name: names[index] ?? name,
    in: "path",
    required: true,
    schema: properties.get(name) ?? unnamed?.additionalProperties ?? { type: "string" },
    ...exampleOf(examples, name),
  }));
}

function namedParameters(
  location: "query" | "header",
  { properties, required }: ObjectSchema,
  examples: object | undefined,
): Parameter[] {
  return [...properties].map(([name, schema]) => ({
    name,
    in: location,
    required: required.has(name),
    schema,
    ...exampleOf(examples, name),
  }));
}

/**
 * Returns a parameter that represents all query parameters without a fixed name, such as the ones of a record. Its
 * value is an object. The style `form` with `explode` sends the properties of an object as separate parameters, and
 * does not send the name of the parameter.
 * @see https://spec.openapis.org/oas/v3.1.1.html#style-examples
 */
function unnamedParameters({ properties, unnamed }: ObjectSchema, examples: object = {}): Parameter[] {
  if (!unnamed) return [];
  const example = Object.fromEntries(Object.entries(examples).filter(([name]) => !properties.has(name)));
  let name = "params";
  while (properties.has(name)) name += "_";
  return [
    {
      ...{ name, in: "query", required: false, style: "form", explode: true, schema: unnamed },
      ...(Object.keys(example).length > 0 ? { example } : {}),
    },
  ];
}

function exampleOf(examples: object | undefined, name: string): { readonly example?: unknown } {
  if (!examples || !Object.hasOwn(examples, name)) return {};
  return { example: (examples as Readonly<Record<string, unknown>>)[name] };
}
