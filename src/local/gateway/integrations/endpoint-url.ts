import { ownValue } from "#own-value";
import type { BackendCaller, BackendParameters } from "./backend";
import { EndpointRequestError, parseUrl } from "./http-proxy";

/** Returns the pairs of names and values of a query. */
export function listQuery(
  querystring: BackendParameters["querystring"],
): readonly (readonly [string, string])[] {
  return Object.entries(querystring).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value] as const),
  );
}

/**
 * Returns the URL of an endpoint. `{name}` is only replaced by a mapped parameter. The query is added to the one of the
 * URI.
 *
 * @throws EndpointRequestError if the result is no URL
 */
export function createEndpointUrl(
  uri: string,
  { stageVariables }: Pick<BackendCaller, "stageVariables">,
  {
    path,
    query,
  }: Pick<BackendParameters, "path"> & { readonly query: readonly (readonly [string, string])[] },
): URL {
  const url = uri
    .replaceAll(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => ownValue(stageVariables, name) ?? "")
    .replaceAll(/\{([\w.:-]+)\+?\}/g, (text, name: string) => String(ownValue(path, name) ?? text));
  if (!URL.canParse(url))
    throw new EndpointRequestError("INVALID_SETTINGS", `the URL of the endpoint is ${url}`);
  const target = parseUrl(url);
  for (const [name, value] of query) target.searchParams.append(name, value);
  return target;
}
