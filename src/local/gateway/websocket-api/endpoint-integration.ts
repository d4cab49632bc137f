import type {
  WebSocketHttpIntegration,
  WebSocketNonProxyIntegration,
} from "../../model/web-socket-integration";
import type { BackendParameters, BackendResponse } from "../integrations/backend";
import { type BackendServices, callBackend } from "../integrations/call-backend";
import { callHttp, mergeHeaders } from "../integrations/http-backend";
import { MappingError } from "../integrations/mapping-error";
import { decodePayload, type Payload } from "../integrations/payload";
import { renderPayload } from "../integrations/render-payload";
import { mapRouteParameters } from "./request-parameters";
import { isAnswered, type RouteRequest, toBackendCaller } from "./route-request";
import { createEventVariables, selectTemplate } from "./templates";

/** Result of an integration that is not a Lambda proxy: the value that a function would return. */
export interface EndpointResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly response: BackendResponse;
}

/**
 * Forwards a handshake or a message to the endpoint of an `HTTP_PROXY` integration. The endpoint gets the headers and the
 * query of a handshake. A message is the body of the request.
 *
 * @throws MappingError or EndpointRequestError if the endpoint gets no request, or does not respond
 */
export async function forwardToEndpoint(
  { method, uri, timeoutMs, requestParameters, contentHandling }: WebSocketHttpIntegration,
  request: RouteRequest,
): Promise<EndpointResult> {
  const mapped = mapRouteParameters(requestParameters, request);
  const response = await callHttp(
    { kind: "HTTP", method, uri },
    {
      parameters: addHandshake(mapped, request),
      body: readPayload(request, contentHandling),
      caller: toBackendCaller(request),
      timeoutMs,
    },
  );
  const headers = Object.fromEntries(response.headers);
  return { statusCode: response.status, headers, body: response.body.toString(), response };
}

/** Adds the headers and the query of a handshake to mapped parameters, which have priority. */
function addHandshake(mapped: BackendParameters, { record, event }: RouteRequest): BackendParameters {
  if (record.eventType !== "CONNECT") return mapped;
  const { Host, ...headers } = event.multiValueHeaders ?? {};
  return {
    ...mapped,
    header: mergeHeaders(headers, mapped.header),
    querystring: { ...event.multiValueQueryStringParameters, ...mapped.querystring },
  };
}

/**
 * Runs an integration of the type `MOCK`, `HTTP` or `AWS`. The client gets the output of the template of the integration
 * response, if the route is two-way.
 *
 * @throws MappingError or EndpointRequestError if a mapping fails, or if the backend does not respond
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-data-transformations.html
 */
export async function runNonProxy(
  integration: WebSocketNonProxyIntegration,
  request: RouteRequest,
  services: BackendServices,
): Promise<EndpointResult> {
  const { body: message = "" } = request.event;
  const template = selectTemplate(integration.request, message);
  if (!template && rejectsPassthrough(integration)) {
    throw new MappingError(
      "UNSUPPORTED_MEDIA_TYPE",
      `${integration.address}: no request template is selected`,
    );
  }
  const variables = createEventVariables(request.event);
  const payload = readPayload(request, integration.contentHandling);
  const { body } = renderPayload(template, payload, variables, "INVALID_PAYLOAD");
  const parameters = mapRouteParameters(integration.requestParameters, request);
  const caller = toBackendCaller(request);
  const response = withContentType(
    await callBackend(integration, { parameters, body, caller }, services),
    integration,
  );
  const text = isAnswered(request) ? mapResponse(integration, response, request) : undefined;
  return { statusCode: response.status, body: text, response };
}

function rejectsPassthrough({ passthrough, request }: WebSocketNonProxyIntegration): boolean {
  const hasTemplates = Object.keys(request.byKey).length > 0;
  return passthrough === "NEVER" || (passthrough === "WHEN_NO_TEMPLATES" && hasTemplates);
}

/** Adds the content type of Lambda's responses. LocalStack's tests measured on AWS that a selection expression reads it. */
function withContentType(
  response: BackendResponse,
  { backend }: WebSocketNonProxyIntegration,
): BackendResponse {
  if (backend.kind !== "LAMBDA") return response;
  return { ...response, headers: [...response.headers, ["Content-Type", "application/json"]] };
}

/** Returns the message as the integration converts it: base64 text becomes binary data. */
function readPayload(
  { event: { body = "" } }: RouteRequest,
  contentHandling: WebSocketNonProxyIntegration["contentHandling"],
): Payload {
  return contentHandling === "CONVERT_TO_BINARY" ? decodePayload(Buffer.from(body)) : body;
}

/**
 * Returns the message to the client. It is unverified that an integration without responses sends nothing.
 * @throws MappingError if no integration response is selected, or if it cannot be applied
 */
function mapResponse(
  { address, backend, responses }: WebSocketNonProxyIntegration,
  response: BackendResponse,
  { event }: RouteRequest,
): string | undefined {
  if (responses.length === 0) return undefined;
  const { selector } = response;
  const selected =
    responses.find(({ pattern }) => pattern?.matches(selector)) ??
    responses.find(({ pattern }) => pattern === undefined);
  if (!selected) {
    const reason = `${address}: no integration response matches ${JSON.stringify(selector.slice(0, 100))}, and none is the default`;
    throw new MappingError("INVALID_SETTINGS", reason);
  }
  const message = event.body ?? "";
  const template = selectTemplate(selected.templates, message, response);
  if (backend.kind === "MOCK" && !template) return undefined;
  // A mock has no backend. It is unverified that its response template reads the message of the client.
  const body = backend.kind === "MOCK" ? Buffer.from(message) : response.body;
  const payload = convertResponse(body, selected.contentHandling);
  return renderPayload(template, payload, createEventVariables(event), "INVALID_SETTINGS").body.toString();
}

function convertResponse(
  body: Buffer,
  contentHandling: WebSocketNonProxyIntegration["contentHandling"],
): Payload {
  if (contentHandling === "CONVERT_TO_TEXT") return body.toString("base64");
  return contentHandling === "CONVERT_TO_BINARY" ? decodePayload(body) : body.toString();
}
