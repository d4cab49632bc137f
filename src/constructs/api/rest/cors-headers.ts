import { METHODS, type Method } from "#contract";
import { Lazy, Token } from "../../cdktf";
import { expression, isToken } from "../../tokens";
import type { Cors } from "../common/cors";

/** Response headers by name. A value is an expression of API Gateway, such as the static value `'true'`. */
export type HeaderValues = Readonly<Record<string, string>>;

const ALLOW_ORIGIN = "Access-Control-Allow-Origin";

/** Routes with a path. The functions are called at synthesis, when all routes are declared. */
interface PathRoutes {
  /** Returns the methods of the routes. */
  readonly methods: () => readonly Method[];
  /** Returns true if a route reads the header `x-api-key`. */
  readonly needsKeyHeader: () => boolean;
}

/**
 * Returns the headers of the response to a preflight request. With several origins, the header with the allowed origin is
 * left out, because {@link originTemplate} sets it.
 *
 * @param routes routes with the path
 */
export function preflightHeaders(cors: Cors, routes: PathRoutes): HeaderValues {
  const methods = cors.methods
    ? joinList(cors.methods)
    : Lazy.stringValue({ produce: () => listAllowedMethods(routes.methods()).join(",") });
  const headers = Lazy.stringValue({ produce: () => allowedHeaders(cors, routes.needsKeyHeader()) });
  const origin = singleOrigin(cors);
  return {
    ...(origin === undefined ? {} : { [ALLOW_ORIGIN]: quote(origin) }),
    "Access-Control-Allow-Methods": quote(methods),
    "Access-Control-Allow-Headers": quote(headers),
    "Access-Control-Max-Age": quote(`${cors.maxAgeSeconds ?? 3600}`),
    ...sharedHeaders(cors),
  };
}

/**
 * Returns the headers that a page can send. The header of an API key is added if a route reads it. A list that is known
 * only to Terraform can already contain the header; browsers accept a header twice.
 */
function allowedHeaders(
  { headers = ["authorization", "content-type"] }: Cors,
  needsKeyHeader: boolean,
): string {
  const isListed = headers.some((name) => ["*", KEY_HEADER].includes(String(name).toLowerCase()));
  return needsKeyHeader && !isListed ? `${joinList(headers)},${KEY_HEADER}` : joinList(headers);
}

const KEY_HEADER = "x-api-key";

/**
 * Returns the headers of the responses of routes without a function, which API Gateway itself sends. With several origins,
 * the header with the allowed origin is left out, because {@link originTemplate} sets it.
 */
export function responseHeaders(cors: Cors): HeaderValues {
  const origin = singleOrigin(cors);
  return {
    ...(origin === undefined ? {} : { [ALLOW_ORIGIN]: quote(origin) }),
    "Access-Control-Expose-Headers": quote(joinList(cors.exposeHeaders ?? [])),
    ...sharedHeaders(cors),
  };
}

/**
 * Returns the headers of the errors that API Gateway itself creates. These responses have no template that can compare the
 * origin of the request. With several origins, every page can read the errors. If the requests can have cookies, only the
 * pages of the first origin can.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function errorHeaders(cors: Cors): HeaderValues {
  const fallback = cors.credentials ? firstItem(cors.origins) : "*";
  return {
    [ALLOW_ORIGIN]: quote(singleOrigin(cors) ?? fallback),
    "Access-Control-Expose-Headers": quote(joinList(cors.exposeHeaders ?? [])),
    ...sharedHeaders(cors),
  };
}

function sharedHeaders(cors: Cors): HeaderValues {
  return {
    ...(cors.credentials ? { "Access-Control-Allow-Credentials": quote(`${cors.credentials}`) } : {}),
    ...(singleOrigin(cors) === "*" ? {} : { Vary: quote("Origin") }),
  };
}

/**
 * Returns the mapping template of a preflight response that allows the origin of the request if it is in the list. A REST
 * API has no setting for this. Returns undefined if a static header is sufficient.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
export function originTemplate(cors: Cors): string | undefined {
  if (singleOrigin(cors) !== undefined) return undefined;
  const header = (name: string) => `#set($origin = $input.params().header.get("${name}"))`;
  return [
    header("Origin"),
    `#if($origin == "")${header("origin")}#end`,
    `#if(${matchOrigins(cors.origins)})#set($context.responseOverride.header.${ALLOW_ORIGIN} = $origin)#end`,
  ].join("\n");
}

/** Returns true if a template must set the header with the allowed origin, because it depends on the request. */
export function needsOriginTemplate(cors: Cors): boolean {
  return singleOrigin(cors) === undefined;
}

/** Returns the condition that is true if `$origin` is one of the origins, or starts with the text before a wildcard. */
function matchOrigins(origins: readonly string[]): string {
  if (!isToken(origins)) return origins.map(String).map(matchOrigin).join(" || ");
  const conditions = expression`[for origin in ${origins} : trimsuffix(origin, "*") == origin ? format("$origin == '%s'", origin) : format("$origin.startsWith('%s')", trimsuffix(origin, "*"))]`;
  return Token.asString(expression`join(" || ", ${conditions})`);
}

function matchOrigin(origin: string): string {
  return origin.endsWith("*") ? `$origin.startsWith('${origin.slice(0, -1)}')` : `$origin == '${origin}'`;
}

/** Returns the only allowed origin, or `*`. Undefined if the response depends on the origin of the request. */
function singleOrigin({ origins }: Cors): string | undefined {
  if (isToken(origins)) return undefined;
  if (origins.includes("*")) return "*";
  const [origin = "", ...others] = origins.map(String);
  return others.length > 0 || origin.endsWith("*") ? undefined : origin;
}

function firstItem(list: readonly string[]): string {
  return isToken(list) ? Token.asString(expression`element(${list}, 0)`) : String(list[0] ?? "");
}

/** Returns the items of a list with commas between them. Terraform may compute the list. */
export function joinList(list: readonly string[]): string {
  return isToken(list) ? Token.asString(expression`join(",", ${list})`) : list.join(",");
}

/** Returns a static value of a header in a parameter mapping. */
function quote(value: string): string {
  return `'${value}'`;
}

/** Returns the methods of the routes with a path. `ANY` includes all methods. */
function listAllowedMethods(routeMethods: readonly Method[]): string[] {
  const methods = routeMethods.includes("ANY") ? METHODS.filter((method) => method !== "ANY") : routeMethods;
  return [...new Set(methods)].sort();
}
