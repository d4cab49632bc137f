import { ownValue } from "#own-value";
import { headerOf } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type {
  IntegrationResponse,
  MappingTemplate,
  NonProxyIntegration,
} from "../../model/non-proxy-integration";
import type { RouteContext } from "../core/route-context";
import { type BackendResponse, findHeaders } from "../integrations/backend";
import { MappingError } from "../integrations/mapping-error";
import { readBodyValue } from "../integrations/payload";
import { renderPayload } from "../integrations/render-payload";
import { firstAccepted } from "./binary-types";
import type { IntegrationRequest } from "./integration-request";
import { evaluateMapping, isHeaderValue, mapHeaders } from "./mapping-expression";
import { convertResponseBody } from "./payload";
import type { RequestVariables } from "./render-template";

type Headers = GatewayResponse["headers"];

/**
 * Applies the response mappings of an integration: selects the integration response, renders its template, and adds its
 * headers.
 *
 * @throws MappingError if no integration response is selected, or if it cannot be applied
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export function mapIntegrationResponse(
  integration: NonProxyIntegration,
  response: BackendResponse,
  { context, request, variables, binaryMediaTypes }: ResponseMapping,
): GatewayResponse {
  const selected = selectResponse(integration, response);
  const mapped = mapHeaders(selected.parameters, (expression) => evaluate(expression, context, response));
  const accepted = firstAccepted(headerOf(context.request, "accept"));
  const body = convertResponseBody(response.body, accepted, {
    contentType: findHeaders(response, "content-type").at(-1) ?? "application/json",
    binaryMediaTypes,
    contentHandling: selected.contentHandling,
  });
  const { requestOverride, responseOverride } = request;
  const rendered = renderPayload(
    selectTemplate(selected, accepted),
    body,
    { ...withEndpoint(variables, response), requestOverride, responseOverride },
    "INVALID_SETTINGS",
  );
  const { header, status = selected.status } = rendered.responseOverride;
  if (status < 200) {
    const reason = `${selected.address}: the override of the status is ${status}, which cannot end a response`;
    throw new MappingError("INVALID_SETTINGS", reason);
  }
  return {
    status,
    headers: withContentType(renameHeaders(overrideHeaders(mapped, header))),
    body: Buffer.from(rendered.body),
  };
}

/** Adds the ID of the call of the AWS service or the function, which exists only in responses. */
function withEndpoint(
  variables: RequestVariables,
  { requestId: awsEndpointRequestId }: BackendResponse,
): RequestVariables {
  if (awsEndpointRequestId === undefined) return variables;
  return { ...variables, context: { ...variables.context, awsEndpointRequestId } };
}

/** Request to which the backend responded, and its values for templates. */
interface ResponseMapping {
  readonly context: RouteContext;
  readonly request: IntegrationRequest;
  readonly variables: RequestVariables;
  readonly binaryMediaTypes: readonly string[];
}

/**
 * Selects the integration response whose pattern matches. If several match, the one with the status of the backend has
 * priority (ministackorg/ministack, PR 1756), and then the first.
 */
function selectResponse(
  { address, responses }: NonProxyIntegration,
  { selector, status }: BackendResponse,
): IntegrationResponse {
  const matching = responses.filter(({ pattern }) => pattern?.matches(selector));
  const selected =
    matching.find((response) => response.status === status) ??
    matching[0] ??
    responses.find(({ pattern }) => pattern === undefined);
  if (!selected) {
    throw new MappingError(
      "INVALID_SETTINGS",
      `${address}: no integration response matches ${JSON.stringify(selector.slice(0, 100))}, and none is the default`,
    );
  }
  if (selected.isDeclared) return selected;
  throw new MappingError(
    "INVALID_SETTINGS",
    `${selected.address}: the method has no aws_api_gateway_method_response with the status ${selected.status}`,
  );
}

/** Selects the template of the accepted type, then the one of `application/json`, and then the first one. */
function selectTemplate(
  { templates }: IntegrationResponse,
  accepted: string | undefined,
): MappingTemplate | undefined {
  return (
    ownValue(templates, accepted ?? "") ??
    ownValue(templates, "application/json") ??
    Object.values(templates)[0]
  );
}

/** Returns the value of an expression such as `integration.response.body.id` or `context.stage`. */
function evaluate(expression: string, context: RouteContext, response: BackendResponse): string | undefined {
  if (expression === "context.awsEndpointRequestId") return response.requestId;
  const [, source, name = ""] = RESPONSE_SOURCE.exec(expression) ?? [];
  if (source === undefined) return evaluateMapping(expression, context);
  if (source === "header") return findHeaders(response, name).at(-1);
  if (source === "multivalueheader") return findHeaders(response, name).join(",") || undefined;
  return readBodyValue(response.body.toString(), name, () => {
    throw new MappingError("INVALID_SETTINGS", `${expression}: the body is not valid JSON`);
  });
}

const RESPONSE_SOURCE = /^integration\.response\.(header|multivalueheader|body)(?:\.(.+))?$/;

function overrideHeaders(
  mapped: Headers,
  overrides: Readonly<Record<string, string | readonly string[]>>,
): Headers {
  const names = new Set(Object.keys(overrides).map((name) => name.toLowerCase()));
  const added = Object.entries(overrides).flatMap(([name, values]) =>
    [values].flat().map((value) => [name.toLowerCase(), value, name] as const),
  );
  return [
    ...mapped.filter(([name]) => !names.has(name)),
    ...added.filter(([, value]) => isHeaderValue(value)),
  ];
}

/**
 * Headers that API Gateway renames. LocalStack's tests recorded them on AWS for the types `AWS` and `HTTP`
 * (test_apigateway_header_remapping).
 */
const RENAMED: ReadonlyMap<string, string> = new Map(
  [
    "Authorization",
    "Connection",
    "Content-Length",
    "Content-MD5",
    "Date",
    "Expect",
    "Host",
    "Max-Forwards",
    "Proxy-Authenticate",
    "Server",
    "Trailer",
    "Upgrade",
    "User-Agent",
    "WWW-Authenticate",
  ].map((name) => [name.toLowerCase(), `x-amzn-Remapped-${name}`]),
);

function renameHeaders(headers: Headers): Headers {
  return headers.flatMap(([name, value, sentAs = name]) => {
    if (name === "transfer-encoding") return [];
    const renamed = RENAMED.get(name) ?? sentAs;
    return [[renamed.toLowerCase(), value, renamed] as const];
  });
}

function withContentType(headers: Headers): Headers {
  const hasType = headers.some(([name]) => name === "content-type");
  return hasType ? headers : [["content-type", "application/json"], ...headers];
}
