import type { Failed, Lambda } from "../../model/lambda-interface";
import type { NotEmulated } from "../../model/model";
import type { WebSocketIntegration, WebSocketLambdaIntegration } from "../../model/web-socket-integration";
import type { BackendServices } from "../integrations/call-backend";
import { EndpointRequestError } from "../integrations/http-proxy";
import { explainTimeout, withTimeout } from "../integrations/invoke";
import { MappingError, type NonProxyFailure } from "../integrations/mapping-error";
import { decodePayload } from "../integrations/payload";
import { type EndpointResult, forwardToEndpoint, runNonProxy } from "./endpoint-integration";
import type { WebSocketEvent } from "./events";
import type { RouteRequest } from "./route-request";
import type { RouteInvocation } from "./web-socket-record";

/** Invokes the integration of a route. */
export async function invokeRoute(
  services: BackendServices,
  integration: WebSocketIntegration | NotEmulated,
  request: RouteRequest,
): Promise<RouteInvocation> {
  if (integration.kind === "NOT_EMULATED")
    return { failure: "NOT_EMULATED", reason: integration.reason, latencyMs: 0 };
  const startMs = performance.now();
  const outcome = await runIntegration(services, integration, request).catch(explainFailure);
  return { ...outcome, latencyMs: performance.now() - startMs };
}

type Outcome = Omit<RouteInvocation, "latencyMs">;

async function runIntegration(
  services: BackendServices,
  integration: WebSocketIntegration,
  request: RouteRequest,
): Promise<Outcome> {
  if (integration.kind === "AWS_PROXY") return invokeFunction(services.lambda, integration, request);
  return integration.kind === "HTTP_PROXY"
    ? describeResult(await forwardToEndpoint(integration, request))
    : describeResult(await runNonProxy(integration, request, services));
}

function describeResult({ response, ...value }: EndpointResult): Outcome {
  const { status, requestId, error: reason } = response;
  return { value, status, requestId, reason };
}

/** Failures that have a status in access logs. */
const KINDS: Readonly<Partial<Record<NonProxyFailure, Outcome>>> = {
  NOT_PERMITTED: { failure: "NOT_PERMITTED", status: 403 },
  TIMED_OUT: { failure: "TIMED_OUT", status: 504 },
  THROTTLED: { failure: "FAILED", status: 429 },
};

/** Returns the outcome of an integration whose backend got no request, or did not respond. */
function explainFailure(error: unknown): Outcome {
  if (!(error instanceof MappingError) && !(error instanceof EndpointRequestError)) throw error;
  return { ...(KINDS[error.failure] ?? { failure: "FAILED" }), reason: error.message };
}

async function invokeFunction(
  lambda: Lambda,
  { function: target, timeoutMs, contentHandling }: WebSocketLambdaIntegration,
  { event, traceHeader }: RouteRequest,
): Promise<Outcome> {
  const { denied } = target;
  if (denied !== undefined) return { failure: "NOT_PERMITTED", reason: denied, status: 403 };
  const sent = contentHandling === "CONVERT_TO_BINARY" ? toBinary(event) : event;
  const pending = lambda.invoke(target.function, target.arn, JSON.stringify(sent), traceHeader);
  const result = await withTimeout(timeoutMs, pending);
  if (result === "timed out") return { failure: "TIMED_OUT", reason: explainTimeout(timeoutMs), status: 504 };
  if (!result.isSuccess) return describeFailure(result);
  const { json, requestId } = result;
  const value = parseResult(json);
  if (value === undefined) return { failure: "FAILED", reason: NOT_JSON, status: 200, requestId };
  return { value, status: 200, requestId };
}

const NOT_JSON = "the function wrote a response stream that is not JSON; return the result instead";

/** Parses the result of a function. Returns `undefined` for text that the handler wrote to a response stream. */
function parseResult(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * Converts a message from base64 to binary data, which an event contains in base64. This form of the event is unverified.
 * @throws MappingError if the message is not base64
 */
function toBinary({ body, ...event }: WebSocketEvent): WebSocketEvent {
  if (body === undefined) return event;
  return { ...event, body: decodePayload(Buffer.from(body)).toString("base64"), isBase64Encoded: true };
}

function describeFailure({ errorType, errorMessage, isThrottled, requestId }: Failed): Outcome {
  const reason = `${errorType}: ${errorMessage}`;
  return { failure: "FAILED", reason, status: isThrottled ? 429 : 200, requestId };
}
