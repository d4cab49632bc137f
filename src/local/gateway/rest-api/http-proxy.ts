import type { IncomingMessage } from "node:http";
import { RESERVED_HEADERS } from "#aws";
import { headerOf } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { HttpIntegration } from "../../model/model";
import type { RouteContext } from "../core/route-context";
import type { BackendParameters } from "../integrations/backend";
import { createEndpointUrl, listQuery } from "../integrations/endpoint-url";
import { type OutgoingRequest, openRequest, sendRequest } from "../integrations/http-proxy";
import { eventHeaders, restQuery } from "./event";
import { mapRequestParameters } from "./request-parameters";

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
  const { incoming, body } = await sendRequest(...createRequest(integration, context, signal));
  return { status: incoming.statusCode ?? 502, headers: responseHeaders(incoming, BUFFERED), body };
}

/**
 * Forwards a request as {@link forwardHttp} does, but waits only for the headers of the response. The body stays encoded,
 * because API Gateway does not change a streamed body.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
export async function openHttp(
  integration: HttpIntegration,
  context: RouteContext,
  signal: AbortSignal,
): Promise<Omit<GatewayResponse, "body"> & { readonly incoming: IncomingMessage }> {
  const incoming = await openRequest(...createRequest(integration, context, signal));
  return { status: incoming.statusCode ?? 502, headers: responseHeaders(incoming, STREAMED), incoming };
}

function createRequest(
  integration: HttpIntegration,
  context: RouteContext,
  signal: AbortSignal,
): [URL, OutgoingRequest] {
  const { request } = context;
  const { header, path, querystring } = mapRequestParameters(
    integration.requestParameters,
    context,
    RESERVED_HEADERS,
  );
  const query = [...restQuery(request.rawQuery), ...listQuery(querystring)];
  const target = createEndpointUrl(
    integration.uri,
    { stageVariables: context.stage.variables },
    { path, query },
  );
  const method = integration.method === "ANY" ? request.method : integration.method;
  const headers = requestHeaders(context, header, target);
  return [target, { method, headers, body: request.body, signal }];
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

/** Changes to the headers of an endpoint. */
interface HeaderChanges {
  /** Headers that are not sent to the caller. */
  readonly dropped: ReadonlySet<string>;
  /** Headers that are renamed, because API Gateway sets them itself. */
  readonly renamed: ReadonlyMap<string, string>;
}

const BUFFERED = describeChanges(
  ["content-encoding", "transfer-encoding", "via", "keep-alive"],
  ["Connection", "Content-Length", "Date", "Server", "x-amzn-RequestId"],
);

/**
 * Changes to a streamed response. Its body is unchanged, so it keeps the headers that describe the body. This is
 * unverified.
 */
const STREAMED = describeChanges(
  ["transfer-encoding", "via", "keep-alive"],
  ["Connection", "Date", "Server", "x-amzn-RequestId"],
);

function describeChanges(dropped: readonly string[], renamed: readonly string[]): HeaderChanges {
  const newNames = renamed.map((name) => [name.toLowerCase(), `x-amzn-Remapped-${name}`] as const);
  return { dropped: new Set(dropped), renamed: new Map(newNames) };
}

function responseHeaders(
  { rawHeaders }: IncomingMessage,
  { dropped, renamed }: HeaderChanges,
): GatewayResponse["headers"] {
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  const headers = names.flatMap((name, index) => {
    if (dropped.has(name.toLowerCase())) return [];
    const sentAs = renamed.get(name.toLowerCase()) ?? name;
    return [[sentAs.toLowerCase(), rawHeaders[2 * index + 1] ?? "", sentAs] as const];
  });
  const hasType = headers.some(([name]) => name === "content-type");
  return hasType ? headers : [["content-type", "application/json"], ...headers];
}
