import { mapRoutes, type WithEach } from "./extend-routes";
import type { Deprecation, Route } from "./route";

/**
 * Returns copies of routes, marked as deprecated. Use it for a whole version of an API that another version replaces.
 * Every response has the headers `deprecation`, `sunset` and `link`, and OpenAPI marks the operations.
 *
 * @example
 * const v1 = deprecate({ since: "2026-01-31", sunset: "2026-12-31" }, { getThing: route("GET /things/{thingId}") });
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
