import type { GatewayResponse } from "../../http/response";
import type { Lambda } from "../../model/lambda-interface";
import type { RestApiModel } from "../../model/model";
import type { NonProxyIntegration } from "../../model/non-proxy-integration";
import { createRoutedStep } from "../core/common-steps";
import type { GatewayStep } from "../core/pipeline";
import type { IntegrationResult, RoutedRecord } from "../core/request-record";
import type { RouteContext } from "../core/route-context";
import { EndpointRequestError } from "../integrations/http-proxy";
import { NOT_PERMITTED } from "../integrations/invoke";
import type { BackendRequest, BackendResponse } from "./backend";
import { callDynamoDb } from "./dynamodb-backend";
import { callHttp } from "./http-backend";
import { MappingError, type RestFailure, respondToFailure } from "./integration-failure";
import { mapIntegrationRequest } from "./integration-request";
import { mapIntegrationResponse } from "./integration-response";
import { callLambda } from "./lambda-backend";
import { callMock } from "./mock-backend";
import { createVariables } from "./render-template";

/** Services that backends use. */
export interface BackendServices {
  readonly lambda: Lambda;
  /** URL of the DynamoDB that integrations call: `http://127.0.0.1:51234`. */
  readonly dynamoDbEndpoint: string;
}

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
    received = await callBackend(integration, { parameters, body, context }, services);
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

/** Sends a request to the backend of an integration. @throws MappingError or EndpointRequestError if it does not respond */
function callBackend(
  integration: NonProxyIntegration,
  request: Omit<BackendRequest, "timeoutMs">,
  { lambda, dynamoDbEndpoint }: BackendServices,
): BackendResponse | Promise<BackendResponse> {
  const { backend, timeoutMs } = integration;
  if (backend.kind === "MOCK") return callMock(integration, request);
  const timed = { ...request, timeoutMs };
  if (backend.kind === "HTTP") return callHttp(backend, timed);
  if (backend.kind === "LAMBDA") return callLambda(backend, timed, lambda);
  return callDynamoDb(backend, timed, dynamoDbEndpoint);
}

function describe(
  response: BackendResponse | undefined,
  startMs: number,
): Omit<IntegrationResult, "response"> {
  const { status, requestId, error } = response ?? {};
  return { latencyMs: performance.now() - startMs, status, functionStatus: status, requestId, error };
}

/** Statuses of failures in access logs. A failure of the gateway itself has none. */
const FAILURE_STATUS: Readonly<Partial<Record<RestFailure, number>>> = {
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
