import type { GatewayRequest } from "../../http/request";
import { errorResponse, type GatewayResponse } from "../../http/response";
import type { Failed, Lambda } from "../../model/invocation";
import type { HttpIntegration, LambdaIntegration, ResponseParameters } from "../../model/model";
import type { IntegrationResult } from "../core/request-record";
import type { EventFormats, RouteContext } from "../core/route-context";
import { proxyHttp, StageVariableError, unreachableResponse } from "./http-proxy";

type Result = Omit<IntegrationResult, "latencyMs">;

/** Formats in which the kinds of API differ. */
export interface IntegrationFormats {
  readonly events: EventFormats;
  /** Reads the JSON that a function returned. */
  readonly readResult: (json: string, payloadFormatVersion: "1.0" | "2.0") => GatewayResponse;
  /** Applies the request mapping of an integration; `path` replaces the path of an HTTP integration. */
  readonly mapRequest: (
    context: RouteContext,
    mappings: Readonly<Record<string, string>>,
  ) => { readonly request: GatewayRequest; readonly path?: string };
  /** Applies the response mapping of an integration. */
  readonly mapResponse: (
    answer: GatewayResponse,
    mappings: readonly ResponseParameters[],
    context: RouteContext,
  ) => GatewayResponse;
}

/** Has a route's integration answer a request, within its time and with its mappings. */
export async function invokeIntegration(
  routed: RouteContext,
  lambda: Lambda,
  formats: IntegrationFormats,
): Promise<IntegrationResult> {
  const { integration } = routed.route;
  const began = performance.now();
  const { request, path } = formats.mapRequest(routed, integration.requestParameters);
  const mapped = request === routed.request ? routed : { ...routed, request };
  const { answer, status, functionStatus, requestId, error } =
    integration.kind === "AWS_PROXY"
      ? await invokeLambda(mapped, integration, lambda, formats)
      : await forwardHttp(mapped, integration, path);
  const latencyMs = performance.now() - began;
  const made = formats.mapResponse(answer, integration.responseParameters, routed);
  return { answer: made, latencyMs, status, functionStatus, requestId, error };
}

async function invokeLambda(
  routed: RouteContext,
  integration: LambdaIntegration,
  lambda: Lambda,
  { events, readResult }: IntegrationFormats,
): Promise<Result> {
  const { function: target, payloadFormatVersion, timeoutMs } = integration;
  if (target.denied !== undefined) {
    return { answer: errorResponse(500, target.denied), status: 403, error: NOT_PERMITTED };
  }
  const event = JSON.stringify(events[payloadFormatVersion](routed));
  if (Buffer.byteLength(event) > MAX_EVENT_BYTES) return tooLarge(event);
  const call = lambda.invoke(target.function, target.arn, event, routed.request.traceHeader);
  const invocation = await withTimeout(timeoutMs, call);
  if (invocation === "late") return timedOut(timeoutMs);
  if (!invocation.isSuccess) return failed(invocation);
  const answer = readResult(invocation.json, payloadFormatVersion);
  const functionStatus = answer.reason === undefined ? answer.status : undefined;
  const { requestId } = invocation;
  return { answer, status: 200, functionStatus, requestId, error: answer.reason };
}

/** What Lambda takes in one call, all of the event counted: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

function tooLarge(event: string): Result {
  const error = `the event has ${Buffer.byteLength(event)} bytes, of which Lambda takes ${MAX_EVENT_BYTES}`;
  return { answer: errorResponse(413, error), status: 413, error };
}

/** Captured from the service's access logs: github.com/terraform-aws-modules/terraform-aws-apigateway-v2/issues/41 */
const NOT_PERMITTED =
  "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again.";

/** A call that Lambda throttles is 503, as captured from the service; a function that fails is 500. */
function failed({ errorType, errorMessage, isThrottled, requestId }: Failed): Result {
  const answer = errorResponse(isThrottled ? 503 : 500, `${errorType}: ${errorMessage}`);
  const error = `The Lambda function returned the following error: ${errorMessage}. Check your Lambda function code and try again.`;
  return { answer, status: isThrottled ? 429 : 200, requestId, error };
}

function timedOut(timeoutMs: number): Result {
  const error = `the integration took longer than ${timeoutMs} ms`;
  return { answer: errorResponse(503, error), status: 504, error };
}

async function forwardHttp(
  routed: RouteContext,
  integration: HttpIntegration,
  path: string | undefined,
): Promise<Result> {
  const { timeoutMs } = integration;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await proxyHttp(integration, routed, path, signal);
    return { answer, status: answer.status, functionStatus: answer.status };
  } catch (error) {
    if (signal.aborted) return timedOut(timeoutMs);
    const answer =
      error instanceof StageVariableError ? errorResponse(500, error.message) : unreachableResponse(error);
    return { answer, error: answer.reason };
  }
}

/** What a call gives, which never fails, or that it took too long; what it gives then nobody hears. */
function withTimeout<Value>(timeoutMs: number, call: Promise<Value>): Promise<Value | "late"> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs, "late");
    call.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
