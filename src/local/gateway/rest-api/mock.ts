import { RE2JS } from "re2js";
import { ownValue } from "#own-value";
import { headerOf } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { IntegrationResponse, MockIntegration } from "../../model/model";
import { parseMockStatus } from "../../model/read-mock-integration";
import { createRoutedStep } from "../core/common-steps";
import type { GatewayStep } from "../core/pipeline";
import type { RoutedRecord } from "../core/request-record";
import { firstAccepted, isBinaryType } from "./binary-types";
import { gatewayError } from "./gateway-error";
import { mapHeaders } from "./mapping-expression";

/**
 * Creates the step that responds to a request of a method with a `MOCK` integration.
 * @param binaryMediaTypes binary types of the API
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function createMockStep(binaryMediaTypes: readonly string[]): GatewayStep {
  return createRoutedStep("mock", (record) => {
    const { integration } = record.route;
    if (integration.kind !== "MOCK") return undefined;
    const response = respond(record, integration, binaryMediaTypes);
    record.integration = { response, latencyMs: 0, status: response.status };
    return response;
  });
}

function respond(
  record: RoutedRecord,
  integration: MockIntegration,
  binaryMediaTypes: readonly string[],
): GatewayResponse {
  const header = headerOf(record.request, "content-type") ?? "application/json";
  const type = header.split(";")[0]?.trim() ?? "";
  if (isBinaryType(binaryMediaTypes, type) && !integration.convertsToText) {
    return failure(
      `${integration.address}: a template cannot read the binary type ${type}; set content_handling`,
    );
  }
  const status = ownValue(integration.requestStatuses, type) ?? "none";
  if (status !== "none") return respondWith(record, integration, status);
  const hasTemplates = Object.keys(integration.requestStatuses).length > 0;
  if (
    integration.passthrough === "NEVER" ||
    (integration.passthrough === "WHEN_NO_TEMPLATES" && hasTemplates)
  ) {
    return gatewayError(
      "UNSUPPORTED_MEDIA_TYPE",
      "Unsupported Media Type",
      `no request template for ${type}`,
    );
  }
  const passed = parseMockStatus(record.request.body.toString());
  return passed === undefined
    ? failure(`${integration.address}: no request template for ${type}, and the body has no statusCode`)
    : respondWith(record, integration, passed);
}

function respondWith(record: RoutedRecord, integration: MockIntegration, status: number): GatewayResponse {
  const selected = selectResponse(integration.responses, String(status));
  if (!selected) return failure(`${integration.address}: no integration response for the status ${status}`);
  const headers = allowOrigin(mapHeaders(selected.parameters, record), selected, record);
  const hasType = headers.some(([name]) => name === "content-type");
  return {
    status: selected.status,
    headers: [...(hasType ? [] : [["content-type", "application/json"] as const]), ...headers],
    body: Buffer.from(selectBody(selected, headerOf(record.request, "accept"))),
  };
}

/** Replaces the header with the allowed origin by the origin of the request, if a response template allows it. */
function allowOrigin(
  headers: GatewayResponse["headers"],
  { allowedOrigins = [] }: IntegrationResponse,
  { request }: RoutedRecord,
): GatewayResponse["headers"] {
  const origin = headerOf(request, "origin") ?? "";
  const isAllowed = allowedOrigins.some(({ text, isPrefix }) =>
    isPrefix ? origin.startsWith(text) : origin === text,
  );
  if (!isAllowed) return headers;
  const others = headers.filter(([name]) => name !== "access-control-allow-origin");
  return [...others, ["access-control-allow-origin", origin, "Access-Control-Allow-Origin"]];
}

/**
 * Selects the integration response whose pattern matches the status. If several match, the one with the same status has
 * priority (ministackorg/ministack, PR 1756), and then the first.
 */
function selectResponse(
  responses: readonly IntegrationResponse[],
  status: string,
): IntegrationResponse | undefined {
  const matching = responses.filter(({ pattern }) => pattern !== undefined && RE2JS.matches(pattern, status));
  return (
    matching.find((response) => String(response.status) === status) ??
    matching[0] ??
    responses.find(({ pattern }) => pattern === undefined)
  );
}

function selectBody({ bodies }: IntegrationResponse, accept: string | undefined): string {
  const accepted = ownValue(bodies, firstAccepted(accept) ?? "");
  return accepted ?? ownValue(bodies, "application/json") ?? Object.values(bodies)[0] ?? "";
}

function failure(reason: string): GatewayResponse {
  return gatewayError("API_CONFIGURATION_ERROR", "Internal server error", reason);
}
