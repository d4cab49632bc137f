import type { IncomingMessage } from "node:http";
import { ownValue } from "#own-value";
import { headerOf } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { HttpIntegration } from "../../model/model";
import type { RouteContext } from "../core/route-context";
import { EndpointRequestError, parseUrl, sendRequest } from "../integrations/http-proxy";
import { eventHeaders, restQuery } from "./event";
import { type BackendParameters, mapRequestParameters, RESERVED_HEADERS } from "./request-parameters";

/**
 * Forwards a request to the endpoint of an `HTTP_PROXY` integration. LocalStack's tests measured the headers on AWS.
 *
 * @param signal signal that aborts the request after the integration timeout
 * @throws EndpointRequestError if the integration has no valid URL for the request
 * @throws Error if the endpoint is unreachable, or if the signal aborts the request
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
 */
export async function forwardHttp(
  integration: HttpIntegration,
  context: RouteContext,
  _mappedPath: string | undefined,
  signal: AbortSignal,
): Promise<GatewayResponse> {
  const { request } = context;
  const { header, path, querystring } = mapRequestParameters(
    integration.requestParameters,
    context,
    RESERVED_HEADERS,
  );
  const query = [...restQuery(request.rawQuery), ...listQuery(querystring)];
  const target = createEndpointUrl(integration.uri, context, { path, query });
  const { incoming, body } = await sendRequest(target, {
    method: integration.method === "ANY" ? request.method : integration.method,
    headers: requestHeaders(context, header, target),
    body: request.body,
    signal,
  });
  return { status: incoming.statusCode ?? 502, headers: responseHeaders(incoming), body };
}

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
  { stage }: Pick<RouteContext, "stage">,
  {
    path,
    query,
  }: Pick<BackendParameters, "path"> & { readonly query: readonly (readonly [string, string])[] },
): URL {
  const url = uri
    .replaceAll(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => ownValue(stage.variables, name) ?? "")
    .replaceAll(/\{([\w.:-]+)\+?\}/g, (text, name: string) => String(ownValue(path, name) ?? text));
  if (!URL.canParse(url))
    throw new EndpointRequestError("INVALID_SETTINGS", `the URL of the endpoint is ${url}`);
  const target = parseUrl(url);
  for (const [name, value] of query) target.searchParams.append(name, value);
  return target;
}

/** Returns the headers of the request to the endpoint. A mapped header replaces one of the same name. */
function requestHeaders(context: RouteContext, mapped: BackendParameters["header"], { host }: URL): string[] {
  const { request, api } = context;
  const replaced = new Set([
    "host",
    "content-encoding",
    ...Object.keys(mapped).map((name) => name.toLowerCase()),
  ]);
  const forwarded = eventHeaders(context).filter(([name]) => !replaced.has(name.toLowerCase()));
  const defaults: Readonly<Record<string, string>> = {
    accept: "application/json",
    "user-agent": `AmazonAPIGateway_${api.id}`,
  };
  const missing = Object.entries(defaults).filter(
    ([name]) => headerOf(request, name) === undefined && !replaced.has(name),
  );
  return [
    ...forwarded.flat(),
    ...missing.flat(),
    ...Object.entries(mapped).flatMap(([name, value]) => [name, String(value)]),
    ...["X-Amzn-Apigateway-Api-Id", api.id, "Host", host, "Content-Length", String(request.body.length)],
  ];
}

/** Headers of the endpoint that are not sent to the caller. */
const DROPPED: ReadonlySet<string> = new Set(["content-encoding", "transfer-encoding", "via", "keep-alive"]);

/** Headers of the endpoint that are renamed, because API Gateway sets them itself. */
const RENAMED: ReadonlyMap<string, string> = new Map(
  ["Connection", "Content-Length", "Date", "Server", "x-amzn-RequestId"].map((name) => [
    name.toLowerCase(),
    `x-amzn-Remapped-${name}`,
  ]),
);

function responseHeaders({ rawHeaders }: IncomingMessage): GatewayResponse["headers"] {
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  const headers = names.flatMap((name, index) => {
    if (DROPPED.has(name.toLowerCase())) return [];
    const sentAs = RENAMED.get(name.toLowerCase()) ?? name;
    return [[sentAs.toLowerCase(), rawHeaders[2 * index + 1] ?? "", sentAs] as const];
  });
  const hasType = headers.some(([name]) => name === "content-type");
  return hasType ? headers : [["content-type", "application/json"], ...headers];
}
