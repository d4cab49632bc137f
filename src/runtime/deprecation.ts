import type { Route } from "#contract";

/**
 * The headers that tell a caller that a route is deprecated; none for one that is not.
 * @see https://www.rfc-editor.org/rfc/rfc9745 Deprecation
 * @see https://www.rfc-editor.org/rfc/rfc8594 Sunset
 */
export function deprecationHeaders({ deprecated }: Route): Record<string, string> | undefined {
  if (!deprecated) return undefined;
  const { since, sunset, link } = deprecated;
  return {
    deprecation: `@${new Date(since).getTime() / 1000}`,
    ...(sunset === undefined ? {} : { sunset: new Date(sunset).toUTCString() }),
    ...(link === undefined ? {} : { link: `<${link}>; rel="deprecation"` }),
  };
}
