import { mapRoutes, type WithEach } from "./extend-routes";
import type { Route } from "./route";
import type { MediaTypeVersion, QueryVersion } from "./version-selector";

/**
 * Marks routes as one version of an API, selected by a media type: `accept: application/vnd.things.v2+json`.
 *
 * A request that accepts any type, or `application/json`, goes to the unversioned route. If every route has a version,
 * it goes to the first handler passed to `handleAll`.
 *
 * @param mediaType must end in `+json`, because its replies are JSON
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
 * Marks routes as one version of an API, selected by a query parameter: `?version=2`.
 *
 * A request without the parameter goes to the unversioned route. If every route has a version, it goes to the first
 * handler passed to `handleAll`. The parameter is removed before the query is validated.
 *
 * @param parameter name of the query parameter
 * @param value value that selects this version
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
