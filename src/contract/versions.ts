import { mapRoutes, type WithEach } from "./map-routes";
import type { Route } from "./route";
import type { MediaTypeVersion, QueryVersion } from "./version-selector";

/**
 * The same routes as a version that is asked for by media type: `accept: application/vnd.things.v2+json`.
 *
 * A caller who accepts anything, or plain JSON, gets the route that has no version, or else the first that
 * `handleAll` was given.
 *
 * @param mediaType ends in `+json`, as its replies are JSON
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
 * The same routes as a version that is asked for by a query parameter: `?version=2`.
 *
 * A caller who does not say gets the route that has no version, or else the first that `handleAll` was given. The
 * parameter is not part of the query that a route's schema sees.
 *
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
