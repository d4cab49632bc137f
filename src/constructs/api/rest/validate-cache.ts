import { REST_API_QUOTAS } from "#aws";
import { findNearestName } from "../../nearest-name";
import { isToken, isUnresolved } from "../../tokens";
import { unknownAtSynth, validateRange, WRITE_MEMBERS_FIX } from "../../validation";
import { hasStreams } from "../common/streamed-routes";
import type { RestApiCache } from "./cache";
import {
  type CacheSettings,
  callerSources,
  type DeclaredParameters,
  listDeclaredParameters,
  listKeyParameters,
  readDeclaredParameters,
  readRouteCache,
} from "./cache-key";
import { METHOD_PARAMETER_NAME, type RestRoute } from "./rest-route";

const TTL_SECONDS = { ...REST_API_QUOTAS.cacheTtlSeconds, unit: "seconds" };

/** Returns the errors of the cache of an API and of its routes. */
export function validateCache(api: CacheSettings, routes: readonly RestRoute[]): string[] {
  const cached = routes.filter(({ settings }) => settings.cache);
  return [
    ...(api.cache ? validateApiCache(api.cache, cached.length > 0 || routes.length === 0) : []),
    ...cached.flatMap((route) =>
      validateRouteCache(route, api).map((error) => `route "${route.key.text}": ${error}`),
    ),
  ];
}

function validateApiCache(cache: RestApiCache, isUsed: boolean): string[] {
  const { ttlSeconds, publicInvalidation, unauthorizedInvalidation } = cache;
  return [
    ...validateRange("cache.ttlSeconds", ttlSeconds, TTL_SECONDS),
    ...(publicInvalidation === true && unauthorizedInvalidation !== undefined
      ? [
          "cache.unauthorizedInvalidation is set, but with publicInvalidation every caller is authorized. Remove one of them.",
        ]
      : []),
    ...(isUsed
      ? []
      : [
          "cache is set, but no route has the setting `cache`. AWS charges for the cache by the hour, even if it is empty. Set `cache` of a route, or remove it from the API.",
        ]),
  ];
}

function validateRouteCache(route: RestRoute, api: CacheSettings): readonly string[] {
  if (isToken(route.settings.cache)) return [unknownAtSynth("cache", WRITE_MEMBERS_FIX)];
  if (api.cache === undefined) {
    return [
      "cache is set, but the API has no cache. Set `cache` of the API, such as `{ sizeGb: 0.5 }`, or set it to false to cache no route.",
    ];
  }
  if (hasStreams(route)) {
    return [
      "cache is set, but API Gateway does not cache streams, and one of the replies of the route or of its function is a stream. Remove `cache`, or use another function.",
    ];
  }
  const { method } = route.key;
  if (method !== "GET") {
    return [
      `cache is set, but the method is ${method}. The body of a request is not in the cache key, so only GET can be cached. Remove \`cache\`, or add a GET route.`,
    ];
  }
  return [
    ...validateRange("cache.ttlSeconds", readRouteCache(route).ttlSeconds, TTL_SECONDS),
    ...validateCallers(route, api),
    ...validateParameters(route, api),
  ];
}

/**
 * Returns the errors of a route whose response could be sent to another caller. The cache returns a stored response to each
 * authorized caller, and does not invoke the function again.
 */
function validateCallers(route: RestRoute, api: CacheSettings): string[] {
  const { sharedBetweenCallers: isShared } = readRouteCache(route);
  if (isUnresolved(isShared)) return [unknownAtSynth("cache.sharedBetweenCallers", "Write true or false.")];
  const sources = callerSources(route, api);
  if (!route.authorizer && route.apiKeyRequired === false) {
    return isShared === false
      ? [
          "cache.sharedBetweenCallers is false, but the route has neither an authorizer nor a required API key, so that API Gateway does not know the caller. Remove it.",
        ]
      : [];
  }
  if (isShared === undefined) {
    const alternative =
      sources.length > 0 ? `, or to false to cache a response for each ${describeSources(sources)}` : "";
    return [
      `cache stores the responses of a route with ${route.authorizer ? "an authorizer" : "a required API key"}, and could return the response of one caller to another. Set cache.sharedBetweenCallers to true if the response is the same for all callers${alternative}.`,
    ];
  }
  if (isShared) return validateGroups(route);
  return sources.length > 0
    ? []
    : [
        "cache.sharedBetweenCallers is false, but no header or query parameter identifies the caller of several requests. Remove `cache`, or use another authorizer.",
      ];
}

/** Returns the error of a route whose handler checks the groups of the caller, because a stored response needs no handler. */
function validateGroups({ versions }: RestRoute): string[] {
  if (!versions.some(({ groups }) => groups)) return [];
  return [
    "cache.sharedBetweenCallers is true, but the handler checks the groups of the caller, and a stored response skips this check. Set it to false.",
  ];
}

function describeSources(sources: readonly string[]): string {
  return sources.map((source) => source.replace(/^method\.request\./, "").replace(".", " ")).join(" and ");
}

function validateParameters(route: RestRoute, api: CacheSettings): readonly string[] {
  const { parameters } = readRouteCache(route);
  if (isUnresolved(parameters)) return [unknownAtSynth("cache.parameters", "Write the names.")];
  const declared = readDeclaredParameters(route, api.convert);
  const lists = (declared.query ?? []).filter(
    ({ name, isList }) => isList && (parameters ?? [`query.${name}`]).includes(`query.${name}`),
  );
  return [
    ...(parameters ? [] : validateUnknown(route, declared)),
    ...(parameters ?? []).flatMap((parameter) => validateParameter(parameter, route, api)),
    ...listKeyParameters(route, api).flatMap(validateKeyName),
    ...new Set(
      lists.map(
        ({ name }) =>
          `cache: query parameter "${name}" is a list, but the cache key contains only its last value. Declare one text with separators instead, or remove \`cache\`.`,
      ),
    ),
  ];
}

/** Returns the error of a route whose parameters have no known names. The default key would then lack some of them. */
function validateUnknown({ versions }: RestRoute, declared: DeclaredParameters): string[] {
  if (declared.query && declared.header) return [];
  const parts = (["query", "headers"] as const).filter((part) => versions.some((version) => !version[part]));
  const cause =
    parts.length > 0
      ? `the route has no schema for ${parts.join(" and ")}, so that the handler gets all values`
      : "a schema of the contract accepts any name, or has no JSON Schema (see `jsonSchema` of `App.run`)";
  const known = listDeclaredParameters(declared);
  const names = known.length > 0 ? known : [declared.query ? "header.accept-language" : "query.page"];
  const example = names.map((name) => `"${name}"`).join(", ");
  return [
    `cache.parameters is not set, but ${cause}. Set it to the query parameters and headers on which the response depends, such as \`[${example}]\`, or to \`[]\` if it depends on none.`,
  ];
}

function validateParameter(parameter: string, route: RestRoute, api: CacheSettings): string[] {
  const [, place, name = ""] = /^(query|header)\.(.+)$/s.exec(parameter) ?? [];
  if (place === undefined) {
    return [`cache.parameters has "${parameter}"; expected query.NAME or header.NAME`];
  }
  if (!METHOD_PARAMETER_NAME.test(name)) return [];
  const part = place as "query" | "header";
  // A handler gets all parameters of a part without a schema.
  if (route.versions.some((version) => !version[part === "query" ? "query" : "headers"])) return [];
  const names = readDeclaredParameters(route, api.convert)[part]?.map((declared) => declared.name);
  const fold = (text: string) => (part === "header" ? text.toLowerCase() : text);
  if (!names || names.some((declared) => fold(declared) === fold(name))) return [];
  const nearest = findNearestName(name, names);
  const fix = nearest === undefined ? "Declare it, or remove it." : `Did you mean "${place}.${nearest}"?`;
  return [`cache.parameters has "${parameter}", which the contract does not declare. ${fix}`];
}

/** Returns the error of a parameter that a method cannot declare, because API Gateway would reject the method. */
function validateKeyName(keyParameter: string): string[] {
  const [, place, name = ""] = /^method\.request\.(querystring|header)\.(.+)$/s.exec(keyParameter) ?? [];
  if (place === undefined || METHOD_PARAMETER_NAME.test(name)) return [];
  return [
    `cache: the ${place === "header" ? "header" : "query parameter"} ${JSON.stringify(name)} cannot be in the cache key; expected letters, digits and : . _ $ - in its name. Rename it, or set cache.parameters without it.`,
  ];
}
