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

/** The parameters of a route in all its versions; what one of them needs, another may not. */
export function toParameters(
  key: RouteKey,
  versions: readonly Route[],
  convert: ToJsonSchema | undefined,
): Parameter[] {
  const all = versions.flatMap((route) => [
    ...pathParameters(key, route, convert),
    ...fields("query", route.query, route.examples?.query, convert),
    ...fields("header", route.headers, route.examples?.headers, convert),
  ]);
  const byName = new Map(all.toReversed().map((one) => [`${one.in} ${one.name.toLowerCase()}`, one]));
  const shared = [...byName.values()].toReversed().map((one) => ({
    ...one,
    required: one.in === "path" || (one.required && versions.length === 1),
  }));
  return [...shared, ...versionParameters(versions)];
}

function versionParameters(versions: readonly Route[]): Parameter[] {
  const asked = versions.flatMap(({ version }) => (version && "parameter" in version ? version : []));
  const names = [...new Set(asked.map(({ parameter }) => parameter))];
  return names.map((name) => {
    const values = asked.filter(({ parameter }) => parameter === name).map(({ value }) => value);
    return { name, in: "query", required: false, schema: { enum: values } };
  });
}

function pathParameters(
  key: RouteKey,
  { params, examples }: Route,
  convert: ToJsonSchema | undefined,
): Parameter[] {
  const path = params && jsonSchemaOf(params, convert).properties;
  return parameterNames(key).map((name) => ({
    name,
    in: "path",
    required: true,
    schema: path?.[name] ?? { type: "string" },
    ...exampleOf(examples?.params, name),
  }));
}

function fields(
  where: "query" | "header",
  schema: StandardSchemaV1 | undefined,
  examples: object | undefined,
  convert: ToJsonSchema | undefined,
): Parameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema, convert);
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: where,
    required: required.includes(name),
    schema: of,
    ...exampleOf(examples, name),
  }));
}

function exampleOf(examples: object | undefined, name: string): { readonly example?: unknown } {
  const example = (examples as Readonly<Record<string, unknown>> | undefined)?.[name];
  return example === undefined ? {} : { example };
}
