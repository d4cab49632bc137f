import { mapRoutes, type WithEach } from "./extend-routes";
import type { Deprecation, Route } from "./route";

/**
 * Returns copies of routes that are marked as deprecated, for example all routes of an old version of an API.
 * Each response has the header `deprecation`, and the headers `sunset` and `link` if `deprecated` has these
 * properties. The OpenAPI document marks the operations as deprecated.
 *
 * @param deprecated dates of the deprecation, and a link
 * @param routes routes by name
 * @throws Error if a value of `routes` is not a route
 * @example
 * const getThing = route("GET /things/{thingId}");
 * const v1 = deprecate({ since: "2026-01-31", sunset: "2026-12-31" }, { getThing });
 * v1.getThing.deprecated.sunset; // "2026-12-31"
 *
 * @see https://www.rfc-editor.org/rfc/rfc9745 Deprecation
 * @see https://www.rfc-editor.org/rfc/rfc8594 Sunset
 */
export function deprecate<const Routes extends Readonly<Record<string, Route>>>(
  deprecated: Deprecation,
  routes: Routes,
): WithEach<Routes, { readonly deprecated: Deprecation }> {
  return mapRoutes(routes, { deprecated });
}
