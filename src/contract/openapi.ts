import { METHODS, type Method, parseRouteKey, type RouteKey } from "#aws/route-key";
import type { ToJsonSchema } from "./json-schema";
import { BEARER_TOKEN, DENIED_RESPONSES, PROBLEM_RESPONSE } from "./openapi-components";
import { type Operation, toOperation } from "./openapi-operation";
import type { Route } from "./route";
import { validateExamples } from "./validate-examples";
import { versionText } from "./version-selector";

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
  readonly jsonSchema?: ToJsonSchema;
}

/**
 * An OpenAPI 3.1 document of routes: their parameters, bodies, replies, examples, problems and who may call. A route's
 * name is its operation id; the versions of one route are one operation, of the first's name. `$default` has no path,
 * and is left out; `ANY` is each method.
 *
 * @throws Error where a route is malformed or there twice, its schema refuses its example, or a schema cannot be made
 * JSON Schema of
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
  for (const { path, methods, ...versions } of operations(routes)) {
    for (const [method, operationId] of methods) {
      paths[path] = { ...paths[path], [method]: toOperation({ ...versions, operationId }, jsonSchema) };
    }
  }
  return {
    openapi: "3.1.0",
    info: about,
    ...(servers ? { servers } : {}),
    paths,
    components: {
      securitySchemes: { token: BEARER_TOKEN },
      responses: { Problem: PROBLEM_RESPONSE, Refused: DENIED_RESPONSES },
    },
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

interface PlacedOperation extends Omit<Operation, "operationId"> {
  readonly path: string;
  /** Each method's operation id. */
  readonly methods: readonly (readonly [string, string])[];
  readonly versions: [Route, ...Route[]];
}

/** The routes by path and method, the versions of one together. */
function operations(routes: Readonly<Record<string, Route>>): Iterable<PlacedOperation> {
  const placed = new Map<string, PlacedOperation>();
  for (const [name, route] of Object.entries(routes)) {
    const key = parseRouteKey(route.key);
    check(route, key);
    const known = placed.get(key.text);
    if (known) addVersion(known, route);
    else if (!key.isDefault) {
      placed.set(key.text, {
        path: pathOf(key),
        methods: methodsOf(name, key.method),
        key,
        versions: [route],
      });
    }
  }
  return placed.values();
}

function check(route: Route, { error }: RouteKey): void {
  const [first] =
    error === undefined ? validateExamples(route).map((one) => `route "${route.key}" ${one}`) : [error];
  if (first !== undefined) throw new Error(first);
}

function addVersion({ versions }: PlacedOperation, route: Route): void {
  const known = versions.map(({ version }) => versionText(version));
  if (known.includes(versionText(route.version))) {
    throw new Error(`route "${route.key}" is there twice; drop one of the two, or make it another version`);
  }
  versions.push(route);
}

function pathOf({ segments }: RouteKey): string {
  return `/${segments.map((part) => (part.kind === "literal" ? part.text : `{${part.name}}`)).join("/")}`;
}

function methodsOf(name: string, method: Method): [string, string][] {
  if (method !== "ANY") return [[method.toLowerCase(), name]];
  return METHODS.filter((one) => one !== "ANY").map((one) => [one.toLowerCase(), `${name}${one}`]);
}
