import { METHODS, type Method, parameterNames, parseRouteKey, type RouteKey } from "#aws/route-key";
import { DocumentSchemas } from "./document-schemas";
import { routeEntries } from "./extend-routes";
import type { ToJsonSchema } from "./json-schema";
import { BEARER_TOKEN, httpErrorResponses } from "./openapi-error-responses";
import { type GatewayError, gatewayErrorResponses } from "./openapi-gateway-errors";
import { toOperation } from "./openapi-operation";
import type { Operation } from "./openapi-parameters";
import { validateProblems } from "./reply-body";
import type { Route } from "./route";
import { type RouteGroups, routeGroups } from "./route-groups";
import { validateExamples } from "./validate-examples";
import { validateJsonSchemas } from "./validate-json-schemas";
import { versionText } from "./version-selector";

/** Title, version and servers of an OpenAPI document. */
export interface OpenApiInfo {
  readonly title: string;
  /** Version of the API, not of OpenAPI: `1.0.0`. */
  readonly version: string;
  readonly description?: string;
  /** URLs at which the API is available, with a description of each. Default: none. */
  readonly servers?: readonly { readonly url: string; readonly description?: string }[];
  /**
   * Function that converts a schema to JSON Schema (2020-12). zod/mini needs
   * `(schema) => z.toJSONSchema(schema, { io: "input" })`. Default: the conversion that the schema itself
   * implements according to Standard JSON Schema (https://standardschema.dev).
   */
  readonly jsonSchema?: ToJsonSchema;
}

/**
 * Returns the OpenAPI 3.1 document of routes, with their parameters, bodies, replies, examples, error
 * responses and access.
 *
 * The operation ID of a route is its name in `routes`. The versions of a route become one operation, which has the
 * name of the first version. A route with the method `ANY` becomes one operation per method. The route
 * `$default` is left out, because it has no path. Paths that differ only in the names of their parameters become one
 * path with the names of the first route.
 *
 * @throws Error if a route key is malformed, a route is declared twice, an example does not match its schema, a schema
 * cannot be converted to JSON Schema, or a value of `routes` is not a route. The message has a line for each error of a
 * route
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
  return describeRoutes(routes, info);
}

/**
 * Returns the document of {@link openapi}, with the error responses of a REST API if there is a function for them.
 *
 * @param gatewayErrors function that returns the errors that API Gateway can send for a route. Default: the document
 * contains the errors of an HTTP API
 * @throws Error like {@link openapi}
 */
export function describeRoutes(
  routes: Readonly<Record<string, Route>>,
  info: OpenApiInfo,
  gatewayErrors?: (route: Route) => readonly GatewayError[],
): OpenApiDocument {
  const errorResponses = gatewayErrors ? gatewayErrorResponses(gatewayErrors) : httpErrorResponses();
  const { jsonSchema, servers, ...metadata } = info;
  const errors = routeEntries(routes).flatMap(([, route]) => validateRoute(route, jsonSchema));
  if (errors.length > 0) throw new Error(errors.join("\n"));
  const schemas = new DocumentSchemas(jsonSchema);
  const paths = groupByPath(routes).map(({ path, operations }) => {
    const byMethod = [...operations].map(([method, operation]) => [
      method,
      toOperation(operation, schemas, errorResponses),
    ]);
    return [path, Object.fromEntries(byMethod)];
  });
  const groups = routeGroups(Object.values(routes));
  return {
    openapi: "3.1.0",
    info: metadata,
    ...(servers ? { servers } : {}),
    paths: Object.fromEntries(paths),
    components: {
      schemas: schemas.components,
      securitySchemes: { token: BEARER_TOKEN },
      responses: errorResponses.components,
    },
    ...(Object.keys(groups).length > 0 ? { "x-route-groups": groups } : {}),
  };
}

/**
 * OpenAPI document as a JSON value. `paths` contains the operations by path and by lowercase method. The extension
 * `x-groups` of an operation contains the groups of the user pool that all versions of its route accept.
 */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly servers?: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: object;
  /** Groups of each version of the routes that require a group, by route key. Absent if no route requires one. */
  readonly "x-route-groups"?: RouteGroups;
}

/** Operations of a path by lowercase method. */
interface PathItem {
  readonly path: string;
  readonly parameterNames: readonly string[];
  readonly operations: Map<string, Operation>;
}

/**
 * Returns the paths of the document. Paths that differ only in the names of their parameters are identical in OpenAPI,
 * so the first route defines the names. If several routes have the same path and method, the document contains the one
 * that API Gateway prefers.
 * @see https://spec.openapis.org/oas/v3.1.1.html#paths-object
 */
function groupByPath(routes: Readonly<Record<string, Route>>): PathItem[] {
  const items = new Map<string, PathItem>();
  for (const { name, key, versions } of groupByKey(routes)) {
    const path = pathOf(key, () => "{}");
    const item = items.get(path) ?? {
      path: pathOf(key, (parameter) => `{${parameter}}`),
      parameterNames: parameterNames(key),
      operations: new Map(),
    };
    items.set(path, item);
    for (const [method, operationId] of methodsOf(name, key.method)) {
      const existing = item.operations.get(method);
      if (existing && !isPreferred(key, existing.key)) continue;
      item.operations.set(method, { operationId, key, versions, parameterNames: item.parameterNames });
    }
  }
  return [...items.values()];
}

/**
 * Returns true if API Gateway prefers a route to another route with the same path in OpenAPI.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
function isPreferred(key: RouteKey, other: RouteKey): boolean {
  if (isGreedy(key) !== isGreedy(other)) return isGreedy(other);
  return other.method === "ANY";
}

function isGreedy({ segments }: RouteKey): boolean {
  return segments.at(-1)?.kind === "greedy";
}

/** Route with its name, and all its versions. */
interface VersionedRoute {
  readonly name: string;
  readonly key: RouteKey;
  readonly versions: [Route, ...Route[]];
}

/** Returns one entry per route key, with all versions of its route. */
function groupByKey(routes: Readonly<Record<string, Route>>): Iterable<VersionedRoute> {
  const byShape = new Map<string, VersionedRoute>();
  for (const [name, route] of Object.entries(routes)) {
    const key = parseRouteKey(route.key);
    const existing = byShape.get(key.shape);
    if (existing) addVersion(existing, route);
    else if (!key.isDefault) byShape.set(key.shape, { name, key, versions: [route] });
  }
  return byShape.values();
}

/** Returns the errors of the key, the examples and the schemas of a route. */
function validateRoute(route: Route, convert: ToJsonSchema | undefined): string[] {
  const { error } = parseRouteKey(route.key);
  if (error !== undefined) return [error];
  const errors = [
    ...validateProblems(route.replies),
    ...validateExamples(route),
    ...validateJsonSchemas(route, convert),
  ];
  return errors.map((message) => `route "${route.key}": ${message}`);
}

function addVersion({ key, versions }: VersionedRoute, route: Route): void {
  if (route.key !== key.text) {
    throw new Error(
      `route "${route.key}" duplicates "${key.text}" (parameter names do not count). Remove one.`,
    );
  }
  const existing = versions.map(({ version }) => versionText(version));
  if (existing.includes(versionText(route.version))) {
    throw new Error(`duplicate route "${route.key}". Remove one, or declare it as another version.`);
  }
  versions.push(route);
}

function pathOf({ segments }: RouteKey, formatParameter: (name: string) => string): string {
  const texts = segments.map((segment) =>
    segment.kind === "literal" ? segment.text : formatParameter(segment.name),
  );
  return `/${texts.join("/")}`;
}

function methodsOf(name: string, method: Method): [string, string][] {
  if (method !== "ANY") return [[method.toLowerCase(), name]];
  return METHODS.filter((candidate) => candidate !== "ANY").map((candidate) => [
    candidate.toLowerCase(),
    `${name}${candidate}`,
  ]);
}
