import { mapRoutes, type WithEach } from "./extend-routes";
import type { Route } from "./route";
import type { HeaderVersion, MediaTypeVersion, QueryVersion } from "./version-selector";

/**
 * Returns copies of routes that form a version of an API. Callers select the version with the `accept`
 * header: `accept: application/vnd.things.v2+json`.
 *
 * A request that accepts any media type, or `application/json`, selects the route with the same key and
 * without a version. If there is no such route, the request selects the first handler that was passed to
 * `handleAll` of the runtime.
 *
 * @param mediaType media type of the version. It must end in `+json`, because the bodies are JSON
 * @param routes routes by name
 * @throws Error if a value of `routes` is not a route
 * @example
 * const getThing = route("GET /things/{thingId}");
 * const v2 = byMediaType("application/vnd.things.v2+json", { getThing });
 * v2.getThing.version; // { mediaType: "application/vnd.things.v2+json" }
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept
 */
export function byMediaType<const Routes extends Readonly<Record<string, Route>>>(
  mediaType: string,
  routes: Routes,
): WithEach<Routes, { readonly version: MediaTypeVersion }> {
  return mapRoutes(routes, { version: { mediaType } });
}

/**
 * Returns copies of routes that form a version of an API. Callers select the version with a query parameter:
 * `?version=2`.
 *
 * A request without the parameter selects the route with the same key and without a version. If there is no
 * such route, the request selects the first handler that was passed to `handleAll` of the runtime. The
 * parameter is removed before the query is validated.
 *
 * @param parameter name of the query parameter
 * @param value value of the parameter that selects this version
 * @param routes routes by name
 * @throws Error if a value of `routes` is not a route
 * @example
 * const getThing = route("GET /things/{thingId}");
 * const v2 = byQuery("version", "2", { getThing });
 * v2.getThing.version; // { parameter: "version", value: "2" }
 */
export function byQuery<const Routes extends Readonly<Record<string, Route>>>(
  parameter: string,
  value: string,
  routes: Routes,
): WithEach<Routes, { readonly version: QueryVersion }> {
  return mapRoutes(routes, { version: { parameter, value } });
}

/**
 * Returns copies of routes that form a version of an API. Callers select the version with a header:
 * `x-api-version: 2`.
 *
 * A request without the header selects the route with the same key and without a version. If there is no such
 * route, the request selects the first handler that was passed to `handleAll` of the runtime. Responses have
 * the header in `vary`.
 *
 * @param header name of the header, in any capitalization. It cannot be `cookie`
 * @param value value of the header that selects this version
 * @param routes routes by name
 * @throws Error if a value of `routes` is not a route
 * @example
 * const getThing = route("GET /things/{thingId}");
 * const v2 = byHeader("X-Api-Version", "2", { getThing });
 * v2.getThing.version; // { header: "x-api-version", value: "2" }
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-vary
 */
export function byHeader<const Routes extends Readonly<Record<string, Route>>>(
  header: string,
  value: string,
  routes: Routes,
): WithEach<Routes, { readonly version: HeaderVersion }> {
  return mapRoutes(routes, { version: { header: header.toLowerCase(), value } });
}
