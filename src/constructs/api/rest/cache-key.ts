import { type DeclaredParameter, declaredParameters, parameterNames, type ToJsonSchema } from "#contract";
import { isUnresolved } from "../../tokens";
import type { Cors } from "../common/cors";
import { type ApiKeySource, needsKeyHeader } from "./api-key-required";
import { listReplyTypes } from "./binary-types";
import type { CacheKeyParameter, RestApiCache, RestRouteCache } from "./cache";
import type { RestRoute } from "./rest-route";

/** Settings of an API on which the cache keys of its routes depend. */
export interface CacheSettings {
  readonly cache?: RestApiCache | false;
  readonly cors?: Cors;
  readonly binaryTypes?: readonly string[];
  /** Conversion of schemas to JSON Schema. Default: the conversion that each schema itself implements. */
  readonly convert?: ToJsonSchema;
  readonly apiKeySource: ApiKeySource;
}

/** Returns true if the responses of a route are stored in the cache of the API. */
export function isCached({ settings }: Pick<RestRoute, "settings">, { cache }: CacheSettings): boolean {
  return Boolean(cache) && Boolean(settings.cache);
}

/** Returns the cache settings of a route. They are empty if the setting is `true`. */
export function readRouteCache({ settings }: Pick<RestRoute, "settings">): RestRouteCache {
  return typeof settings.cache === "object" ? settings.cache : {};
}

/**
 * Returns the parameters of the cache key of a route, as expressions such as `method.request.querystring.page`. Empty if
 * the route is not cached. API Gateway returns the same response to two requests with the same values, even if they differ
 * in other parts.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export function cacheKeyParameters(route: RestRoute, api: CacheSettings): readonly string[] {
  return isCached(route, api) ? listKeyParameters(route, api) : [];
}

/** Returns the parameters that the cache key of a route has if the API has a cache. */
export function listKeyParameters(route: RestRoute, api: CacheSettings): readonly string[] {
  const { parameters, sharedBetweenCallers } = readRouteCache(route);
  const all = [
    ...parameterNames(route.key).map((name) => `method.request.path.${name}`),
    ...(parameters ?? listDeclaredParameters(readDeclaredParameters(route, api.convert))).map(toExpression),
    ...versionSources(route),
    ...(sharedBetweenCallers === false ? callerSources(route, api) : []),
    // The function adds CORS headers, which depend on the origin, and which are missing without an origin.
    ...(api.cors ? ["method.request.header.Origin"] : []),
    ...(hasBinaryReplies(route, api) ? ["method.request.header.Accept"] : []),
  ];
  // The names of headers are case-insensitive. The first spelling of a name applies.
  const byName = new Map(all.toReversed().map((expression) => [foldHeaderCase(expression), expression]));
  return [...byName.values()].toReversed();
}

/** Returns an expression with the name of a header in lower case. */
function foldHeaderCase(expression: string): string {
  return expression.startsWith(HEADER) ? expression.toLowerCase() : expression;
}

const HEADER = "method.request.header.";
const QUERY = "method.request.querystring.";

function toExpression(parameter: string): string {
  return parameter.replace(/^header\./, HEADER).replace(/^query\./, QUERY);
}

/**
 * Parameters that the versions of a route declare. The value `undefined` means that their names are not known. A version
 * without a schema for a part has any names, because its handler gets all values of this part.
 */
export interface DeclaredParameters {
  readonly query: readonly DeclaredParameter[] | undefined;
  readonly header: readonly DeclaredParameter[] | undefined;
}

/** Returns the query parameters and headers that the contracts of a route declare. */
export function readDeclaredParameters(
  { versions }: RestRoute,
  convert: ToJsonSchema | undefined,
): DeclaredParameters {
  const read = (part: "query" | "headers") => {
    const lists = versions.map((version) => {
      const schema = version[part];
      return schema && declaredParameters(schema, convert);
    });
    return lists.includes(undefined) ? undefined : lists.flatMap((list) => list ?? []);
  };
  return { query: read("query"), header: read("headers") };
}

/** Returns the known parameters without duplicates, in the form of `cache.parameters`. */
export function listDeclaredParameters({
  query = [],
  header = [],
}: DeclaredParameters): readonly CacheKeyParameter[] {
  const names = [
    ...query.map(({ name }) => `query.${name}` as const),
    ...header.map(({ name }) => `header.${name}` as const),
  ];
  return [...new Set(names)];
}

/** Returns the header or the query parameter that selects a version. A route with one version has none. */
function versionSources({ versions }: RestRoute): string[] {
  if (versions.length < 2) return [];
  return versions.flatMap(({ version }) => {
    if (!version) return [];
    if ("parameter" in version) return [`${QUERY}${version.parameter}`];
    return [`${HEADER}${"header" in version ? version.header : "Accept"}`];
  });
}

/** Returns the parts of a request that identify the caller and that a cache key can contain. */
export function callerSources(route: RestRoute, api: CacheSettings): readonly string[] {
  const sources = [
    ...(route.authorizer?.restIdentitySources?.() ?? []),
    ...(needsKeyHeader(route, api) ? [`${HEADER}x-api-key`] : []),
  ];
  return sources.filter(
    (source) => !isUnresolved(source) && (source.startsWith(HEADER) || source.startsWith(QUERY)),
  );
}

/**
 * Returns true if API Gateway decodes the responses of a route for callers that accept a binary type. It is unverified if
 * the cache stores them before or after this conversion.
 */
function hasBinaryReplies(route: RestRoute, { binaryTypes = [] }: CacheSettings): boolean {
  const hasContract = route.versions.some(({ replies }) => replies !== undefined);
  return hasContract ? listReplyTypes(route).length > 0 : binaryTypes.length > 0;
}
