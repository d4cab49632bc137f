import { LAMBDA_QUOTAS } from "#aws";
import type { GatewayRequest } from "../../http/request";
import { type GatewayResponse, notEmulatedResponse } from "../../http/response";
import type { Failed, Lambda } from "../../model/lambda-interface";
import type { HttpIntegration, LambdaIntegration, ResponseParameters } from "../../model/model";
import { createRoutedStep } from "../core/common-steps";
import type { GatewayStep } from "../core/pipeline";
import type { IntegrationResult, RoutedRecord } from "../core/request-record";
import type { EventFormats, RouteContext } from "../core/route-context";
import { describeUnreachable, EndpointRequestError } from "./http-proxy";

/** Result of an integration, without its duration. */
export type IntegrationOutcome = Omit<IntegrationResult, "latencyMs">;

/**
 * Reason why an integration gave no response. `INVALID_BODY` and `INVALID_PATH` are caused by the request, and
 * `INVALID_SETTINGS` by the configuration.
 */
export type IntegrationFailure =
  | "EVENT_TOO_LARGE"
  | "FUNCTION_FAILED"
  | "INVALID_BODY"
  | "INVALID_PATH"
  | "INVALID_SETTINGS"
  | "NOT_PERMITTED"
  | "THROTTLED"
  | "TIMED_OUT"
  | "UNREACHABLE";

/**
 * Functions that convert between HTTP messages and integration payloads. Each type of API has its own
 * functions.
 */
export interface IntegrationFormats {
  readonly events: EventFormats;
  /** Converts the value that a function returned, as JSON, to a response. */
  readonly readResult: (
    json: string,
    payloadFormatVersion: "1.0" | "2.0",
    context: RouteContext,
  ) => GatewayResponse;
  /** Returns the response to a request whose integration failed. */
  readonly respondToFailure: (failure: IntegrationFailure, reason: string) => GatewayResponse;
  /**
   * Applies the request mapping of an integration. The returned `path` replaces the path in the URL of an
   * HTTP integration.
   */
  readonly mapRequest: (
    context: RouteContext,
    mappings: Readonly<Record<string, string>>,
  ) => { readonly request: GatewayRequest; readonly path?: string };
  /**
   * Forwards a request to an HTTP endpoint, and returns its response.
   * @param mappedPath path that the request mapping returned
   */
  readonly forward: (
    integration: HttpIntegration,
    context: RouteContext,
    mappedPath: string | undefined,
    signal: AbortSignal,
  ) => Promise<GatewayResponse>;
  /** Applies the response mapping of an integration. */
  readonly mapResponse: (
    response: GatewayResponse,
    mappings: readonly ResponseParameters[],
    context: RouteContext,
  ) => GatewayResponse;
}

/** Creates the step that invokes the integration of the route. This step always returns a response. */
export function createIntegrationStep(lambda: Lambda, formats: IntegrationFormats): GatewayStep {
  return createRoutedStep("integration", async (record) => {
    if (!hasCaller(record)) throw new Error("the caller is not authorized");
    record.integration = await invokeIntegration(record, lambda, formats);
    return record.integration.response;
  });
}

/** Returns true for a request whose caller is authorized. */
export function hasCaller(record: RoutedRecord): record is RouteContext {
  return record.caller !== undefined;
}

/** Invokes the integration of a route, and applies its timeout and parameter mappings. */
async function invokeIntegration(
  context: RouteContext,
  lambda: Lambda,
  formats: IntegrationFormats,
): Promise<IntegrationResult> {
  const { integration } = context.route;
  if (integration.kind === "NOT_EMULATED") {
    const { reason } = integration;
    return { response: notEmulatedResponse(reason), latencyMs: 0, error: reason };
  }
  if (integration.kind === "NON_PROXY")
    throw new Error("a step of REST APIs responds to a non-proxy integration");
  const startMs = performance.now();
  const { request, path } = formats.mapRequest(context, integration.requestParameters);
  const span = context.span?.start("integration", integrationAddress(integration));
  const mapped = request === context.request && !span ? context : { ...context, request, span };
  const result =
    integration.kind === "AWS_PROXY"
      ? await invokeLambda(mapped, integration, lambda, formats)
      : await forwardHttp(mapped, integration, path, formats);
  const latencyMs = performance.now() - startMs;
  span?.end();
  const response = formats.mapResponse(result.response, integration.responseParameters, context);
  const { status, functionStatus, requestId, error } = result;
  return { response, latencyMs, status, functionStatus, requestId, error };
}

/** Returns the Terraform address of the function, or else of the integration. */
export function integrationAddress(integration: LambdaIntegration | HttpIntegration): string {
  return integration.kind === "AWS_PROXY" ? integration.function.function : integration.address;
}

async function invokeLambda(
  context: RouteContext,
  integration: LambdaIntegration,
  lambda: Lambda,
  formats: IntegrationFormats,
): Promise<IntegrationOutcome> {
  const { function: target, payloadFormatVersion, timeoutMs } = integration;
  const event = createEvent(context, integration, formats);
  if (typeof event !== "string") return event;
  const { request, span } = context;
  const pending = lambda.invoke(target.function, target.arn, event, request.traceHeader, span);
  const invocation = await withTimeout(timeoutMs, pending);
  if (invocation === "timed out") return timedOut(timeoutMs, formats);
  if (!invocation.isSuccess) return failedInvocation(invocation, formats);
  const response = formats.readResult(invocation.json, payloadFormatVersion, context);
  const functionStatus = response.reason === undefined ? response.status : undefined;
  const { requestId } = invocation;
  return { response, status: 200, functionStatus, requestId, error: response.reason };
}

/** Returns the event of a function as JSON, or the result if API Gateway cannot invoke the function with it. */
export function createEvent(
  context: RouteContext,
  { function: target, payloadFormatVersion }: LambdaIntegration,
  formats: IntegrationFormats,
): string | IntegrationOutcome {
  if (target.denied !== undefined) {
    const response = formats.respondToFailure("NOT_PERMITTED", target.denied);
    return { response, status: 403, error: NOT_PERMITTED };
  }
  const event = JSON.stringify(formats.events[payloadFormatVersion](context));
  return Buffer.byteLength(event) > LAMBDA_QUOTAS.payloadBytes ? tooLarge(event, formats) : event;
}

function tooLarge(event: string, { respondToFailure }: IntegrationFormats): IntegrationOutcome {
  const error = explainSize(event);
  return { response: respondToFailure("EVENT_TOO_LARGE", error), status: 413, error };
}

/** Explains that Lambda rejects an event because of its size. */
export function explainSize(event: string): string {
  return `the event has ${Buffer.byteLength(event)} bytes; Lambda allows at most ${LAMBDA_QUOTAS.payloadBytes}`;
}

/**
 * Value of `$context.integration.error` if API Gateway has no permission to invoke the function. The message
 * was captured from access logs of API Gateway on AWS.
 * @see https://github.com/terraform-aws-modules/terraform-aws-apigateway-v2/issues/41
 */
export const NOT_PERMITTED =
  "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again.";

/** Returns the result of an invocation that failed or that Lambda throttled. */
export function failedInvocation(
  { errorType, errorMessage, isThrottled, requestId }: Failed,
  { respondToFailure }: IntegrationFormats,
): IntegrationOutcome {
  const failure = isThrottled ? "THROTTLED" : "FUNCTION_FAILED";
  const response = respondToFailure(failure, `${errorType}: ${errorMessage}`);
  return { response, status: isThrottled ? 429 : 200, requestId, error: explainFunctionError(errorMessage) };
}

/** Returns the value of `$context.integration.error` for a function that failed. */
export function explainFunctionError(errorMessage: string): string {
  return `The Lambda function returned the following error: ${errorMessage}. Check your Lambda function code and try again.`;
}

function timedOut(timeoutMs: number, { respondToFailure }: IntegrationFormats): IntegrationOutcome {
  const error = explainTimeout(timeoutMs);
  return { response: respondToFailure("TIMED_OUT", error), status: 504, error };
}

export function explainTimeout(timeoutMs: number): string {
  return `integration timed out after ${timeoutMs} ms`;
}

async function forwardHttp(
  context: RouteContext,
  integration: HttpIntegration,
  path: string | undefined,
  formats: IntegrationFormats,
): Promise<IntegrationOutcome> {
  const { timeoutMs } = integration;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await formats.forward(integration, context, path, signal);
    return { response, status: response.status, functionStatus: response.status };
  } catch (error) {
    return signal.aborted ? timedOut(timeoutMs, formats) : unreachable(error, formats);
  }
}

/** Returns the result of a request to an HTTP endpoint that gave no response. @param error error of the request */
export function unreachable(error: unknown, { respondToFailure }: IntegrationFormats): IntegrationOutcome {
  const response =
    error instanceof EndpointRequestError
      ? respondToFailure(error.failure, error.message)
      : respondToFailure("UNREACHABLE", describeUnreachable(error));
  return { response, error: response.reason };
}

/**
 * Waits for the result of an invocation until the timeout. A result that arrives later is ignored.
 *
 * @param invocation promise that never rejects
 */
export function withTimeout<Value>(
  timeoutMs: number,
  invocation: Promise<Value>,
): Promise<Value | "timed out"> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs, "timed out");
    invocation.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
