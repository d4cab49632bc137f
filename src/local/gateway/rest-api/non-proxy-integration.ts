import { headerOf } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { RestApiModel } from "../../model/model";
import type { NonProxyIntegration } from "../../model/non-proxy-integration";
import { createRoutedStep } from "../core/common-steps";
import type { GatewayStep } from "../core/pipeline";
import type { IntegrationResult, RoutedRecord } from "../core/request-record";
import type { RouteContext } from "../core/route-context";
import type { BackendCaller, BackendResponse } from "../integrations/backend";
import { type BackendServices, callBackend } from "../integrations/call-backend";
import { EndpointRequestError } from "../integrations/http-proxy";
import { NOT_PERMITTED } from "../integrations/invoke";
import { MappingError, type NonProxyFailure } from "../integrations/mapping-error";
import { respondToFailure } from "./integration-failure";
import { mapIntegrationRequest } from "./integration-request";
import { mapIntegrationResponse } from "./integration-response";
import { createVariables } from "./render-template";

/**
 * Creates the step that responds to a request of a method with a non-proxy integration.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-integration-settings.html
 */
export function createNonProxyStep(
  { binaryMediaTypes }: Pick<RestApiModel, "binaryMediaTypes">,
  services: BackendServices,
): GatewayStep {
  return createRoutedStep("mapping templates", (record) => {
    const { integration } = record.route;
    if (integration.kind !== "NON_PROXY") return undefined;
    return respond(record, integration, { ...services, binaryMediaTypes });
  });
}

async function respond(
  record: RoutedRecord,
  integration: NonProxyIntegration,
  parts: NonProxyParts,
): Promise<GatewayResponse> {
  const { caller } = record;
  if (!caller) throw new Error("the caller is not authorized");
  const { address, backend } = integration;
  const name = backend.kind === "LAMBDA" ? backend.function.function : address;
  const span = record.span?.start("integration", name);
  record.integration = await callIntegration(integration, { ...record, caller, span }, parts);
  span?.end();
  return record.integration.response;
}

/** Services that backends use, and the binary types of the API. */
interface NonProxyParts extends BackendServices {
  readonly binaryMediaTypes: readonly string[];
}

async function callIntegration(
  integration: NonProxyIntegration,
  context: RouteContext,
  { binaryMediaTypes, ...services }: NonProxyParts,
): Promise<IntegrationResult> {
  const startMs = performance.now();
  let received: BackendResponse | undefined;
  try {
    const variables = createVariables(context);
    const request = mapIntegrationRequest(integration, context, { variables, binaryMediaTypes });
    const { parameters, body } = request;
    received = await callBackend(integration, { parameters, body, caller: toCaller(context) }, services);
    const mapped = mapIntegrationResponse(integration, received, {
      context,
      request,
      variables,
      binaryMediaTypes,
    });
    const response = integration.backend.kind === "MOCK" ? mapped : withTraceId(mapped, context);
    return { ...describe(received, startMs), response };
  } catch (error) {
    if (error instanceof MappingError) return fail(error, describe(received, startMs));
    if (!(error instanceof EndpointRequestError)) throw error;
    return fail(new MappingError(error.failure, error.message), describe(received, startMs));
  }
}

/** Returns the parts of a request that backends need. */
function toCaller({ api, request, span, stage }: RouteContext): BackendCaller {
  return {
    apiId: api.id,
    method: request.method,
    contentType: headerOf(request, "content-type"),
    traceHeader: request.traceHeader,
    stageVariables: stage.variables,
    span,
  };
}

function describe(
  response: BackendResponse | undefined,
  startMs: number,
): Omit<IntegrationResult, "response"> {
  const { status, requestId, error } = response ?? {};
  return { latencyMs: performance.now() - startMs, status, functionStatus: status, requestId, error };
}

/** Statuses of failures in access logs. A failure of the gateway itself has none. */
const FAILURE_STATUS: Readonly<Partial<Record<NonProxyFailure, number>>> = {
  EVENT_TOO_LARGE: 413,
  INVALID_EVENT: 400,
  NOT_PERMITTED: 403,
  THROTTLED: 429,
  TIMED_OUT: 504,
};

function fail(
  { failure, message }: MappingError,
  known: Omit<IntegrationResult, "response">,
): IntegrationResult {
  const error = failure === "NOT_PERMITTED" ? NOT_PERMITTED : message;
  const status = known.status ?? FAILURE_STATUS[failure];
  return { ...known, status, error, response: respondToFailure(failure, message) };
}

function withTraceId(response: GatewayResponse, { request }: RouteContext): GatewayResponse {
  const traceId = ["x-amzn-trace-id", request.traceHeader, "X-Amzn-Trace-Id"] as const;
  return { ...response, headers: [...response.headers, traceId] };
}
