import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import type { Media } from "./media";
import type { Route } from "./route";
import { METHODS, type Method, type RouteKey } from "./route-key";

/** What an OpenAPI document says of an API beside its routes. */
export interface OpenApiInfo {
  readonly title: string;
  /** The version of the API, not of OpenAPI. */
  readonly version: string;
  readonly description?: string;
  /** Where the API is. Default: none is named. */
  readonly servers?: readonly { readonly url: string; readonly description?: string }[];
  /**
   * Makes JSON Schema (2020-12) of a schema that does not do so by itself: for zod/mini
   * `(schema) => z.toJSONSchema(schema, { io: "input" })`. Default: the schema's own, by the Standard JSON Schema.
   */
  readonly jsonSchema?: (schema: never) => object;
}

/**
 * An OpenAPI 3.1 document of routes: their parameters, bodies, replies, problems and who may call. A route's name is
 * its operation id. `$default` has no path, and is left out; `ANY` is each method.
 *
 * @throws Error where a route is malformed, or a schema cannot be made JSON Schema of
 * @example
 * const document = openapi(
 *   { getThing: route("GET /things/{thingId}", { access: "public" }) },
 *   { title: "Things", version: "1.0.0" },
 * );
 * Object.keys(document.paths); // ["/things/{thingId}"]
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function openapi(routes: Readonly<Record<string, Route>>, info: OpenApiInfo): OpenApiDocument {
  const { jsonSchema, servers, ...about } = info;
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, route] of Object.entries(routes)) {
    if (route.key.fault !== undefined) throw new Error(route.key.fault);
    if (route.key.isDefault) continue;
    const path = pathOf(route.key);
    paths[path] = { ...paths[path], ...operations(name, route, jsonSchema) };
  }
  return {
    openapi: "3.1.0",
    info: about,
    ...(servers ? { servers } : {}),
    paths,
    components: { securitySchemes: { token: TOKEN }, responses: { Problem: PROBLEM, Refused: REFUSED } },
  };
}

/** As much of an OpenAPI document as its readers here need to know. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly servers?: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: object;
}

type Convert = OpenApiInfo["jsonSchema"];

const TOKEN = { type: "http", scheme: "bearer", bearerFormat: "JWT" };

/** https://www.rfc-editor.org/rfc/rfc9457 */
const PROBLEM = {
  description: "A problem",
  content: {
    "application/problem+json": {
      schema: {
        type: "object",
        required: ["status", "code", "detail", "requestId"],
        properties: {
          status: { type: "integer" },
          code: { type: "string" },
          detail: { type: "string" },
          requestId: { type: "string" },
          errors: {
            type: "array",
            items: {
              type: "object",
              required: ["in", "path", "message"],
              properties: {
                in: { enum: ["path", "query", "headers", "body"] },
                path: { type: "string" },
                message: { type: "string" },
              },
            },
          },
        },
      },
    },
  },
};

/** API Gateway's own answer to a caller that it does not let in. */
const REFUSED = {
  description: "Refused",
  content: {
    "application/json": { schema: { type: "object", properties: { message: { type: "string" } } } },
  },
};

function pathOf({ segments }: RouteKey): string {
  return `/${segments.map((part) => (part.kind === "literal" ? part.text : `{${part.name}}`)).join("/")}`;
}

function operations(name: string, route: Route, convert: Convert): Record<string, object> {
  const { method } = route.key;
  if (method !== "ANY") return { [method.toLowerCase()]: operation(name, route, convert) };
  const each = METHODS.filter((one): one is Exclude<Method, "ANY"> => one !== "ANY");
  return Object.fromEntries(
    each.map((one) => [one.toLowerCase(), operation(`${name}${one}`, route, convert)]),
  );
}

function operation(operationId: string, route: Route, convert: Convert): object {
  const { summary, tags, deprecated, access, scopes = [], body } = route;
  return {
    operationId,
    ...(summary === undefined ? {} : { summary }),
    ...(tags ? { tags } : {}),
    ...(deprecated ? { deprecated: true } : {}),
    security: access === "public" ? [] : [{ token: scopes }],
    parameters: parameters(route, convert),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: schemaOf(body, convert) } },
          },
        }
      : {}),
    responses: responses(route, convert),
  };
}

function parameters({ key, params, query, headers }: Route, convert: Convert): object[] {
  const path = params && schemaOf(params, convert).properties;
  const names = key.segments.flatMap((part) => (part.kind === "literal" ? [] : [part.name]));
  return [
    ...names.map((name) => ({
      name,
      in: "path",
      required: true,
      schema: path?.[name] ?? { type: "string" },
    })),
    ...fields("query", query, convert),
    ...fields("header", headers, convert),
  ];
}

function fields(where: "query" | "header", schema: StandardSchemaV1 | undefined, convert: Convert): object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, convert);
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: where,
    required: required.includes(name),
    schema: of,
  }));
}

function responses(route: Route, convert: Convert): Record<string, object> {
  const { replies, access, params, query, headers, body, groups } = route;
  const promised = Object.entries(replies ?? { 200: undefined }).map(([status, media]) => [
    status,
    response(status, media, convert),
  ]);
  const problem = { $ref: "#/components/responses/Problem" };
  const refused = { $ref: "#/components/responses/Refused" };
  return Object.fromEntries([
    ...(params || query || headers || body ? [["400", problem]] : []),
    ...(access === "public" ? [] : [["401", refused]]),
    ...(access === "public" ? [] : [["403", groups ? problem : refused]]),
    ...(body ? [["415", problem]] : []),
    ["500", problem],
    ...promised,
  ]);
}

function response(status: string, media: Media | undefined, convert: Convert): object {
  const description = `${status}`;
  if (!media) return { description };
  if (!("media" in media))
    return { description, content: { "application/json": { schema: schemaOf(media, convert) } } };
  if (media.media === "empty") return { description };
  if (media.media === "redirect") {
    return { description, headers: { location: { required: true, schema: { type: "string" } } } };
  }
  const schema = media.media === "text" ? { type: "string" } : {};
  return { description, content: { [media.contentType]: { schema } } };
}

interface JsonSchema {
  readonly $schema?: string;
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

/** What a schema takes, as JSON Schema: what a caller sends, and what a handler answers. */
function schemaOf(schema: StandardSchemaV1, convert: Convert): JsonSchema {
  const { $schema: _, ...made } = (convert ? convert(schema as never) : ownJsonSchema(schema)) as JsonSchema;
  return made;
}

function ownJsonSchema(schema: StandardSchemaV1 | StandardJSONSchemaV1): object {
  const { vendor, ...standard } = schema["~standard"];
  if ("jsonSchema" in standard) return standard.jsonSchema.input({ target: "draft-2020-12" });
  throw new Error(`a schema of ${vendor} makes no JSON Schema by itself; say how with jsonSchema`);
}
