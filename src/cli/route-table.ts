import { escapeLine } from "#printable";
import type { RouteSummary } from "#terraform";

/**
 * Returns the rows of a table of routes, with a heading: route, access and target. If there are several APIs, the first
 * column has the name of the API. If two APIs have the same name, it has their addresses.
 */
export function routeRows(routes: readonly RouteSummary[]): readonly string[][] {
  const nameApi = chooseApiName(routes);
  const head = [...(nameApi ? ["api"] : []), "route", "access", "target"];
  const rows = routes.map((route) => {
    const { key, access, target } = route;
    return [...(nameApi ? [nameApi(route)] : []), key, access, target].map(escapeLine);
  });
  return [head, ...rows];
}

/** Returns the function that names the API of a route, or `undefined` if there is only one API. */
function chooseApiName(routes: readonly RouteSummary[]): ((route: RouteSummary) => string) | undefined {
  const addresses = new Set(routes.map(apiAddress));
  if (addresses.size <= 1) return undefined;
  const names = new Set(routes.map(({ api }) => api));
  return names.size === addresses.size ? ({ api }) => api : apiAddress;
}

function apiAddress({ api, apiType }: RouteSummary): string {
  return `${apiType}.${api}`;
}
