import type { IncomingMessage } from "node:http";
import { StreamedBody } from "../../http/streamed-body";
import type { StreamingLambda } from "../../model/lambda-interface";
import type { HttpIntegration, LambdaIntegration, RouteModel } from "../../model/model";
import { createRoutedStep } from "../core/common-steps";
import type { GatewayStep, StepResult } from "../core/pipeline";
import type { IntegrationResult, RoutedRecord } from "../core/request-record";
import type { RouteContext } from "../core/route-context";
import {
  createEvent,
  failedInvocation,
  hasCaller,
  type IntegrationFormats,
  type IntegrationOutcome,
  integrationAddress,
  unreachable,
} from "../integrations/invoke";
import { openHttp } from "./http-proxy";
import { badGateway, MalformedResultError } from "./proxy-response";
import { StreamLimits } from "./stream-limits";
import { readMetadata, readMetadataText } from "./stream-metadata";

/** Returns the time without data after which a streamed response ends. Undefined if the method does not stream. */
export function streamIdleMsOf({ integration }: RouteModel): number | undefined {
  return "streamIdleMs" in integration ? integration.streamIdleMs : undefined;
}

/**
 * Creates the step that responds to a request of a method with response streaming.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
export function createStreamStep(lambda: StreamingLambda, formats: IntegrationFormats): GatewayStep {
  return createRoutedStep("stream", (record) =>
    streamIdleMsOf(record.route) === undefined ? undefined : respond(record, lambda, formats),
  );
}

/** Responds when the status and the headers of the integration have arrived. */
async function respond(
  record: RoutedRecord,
  lambda: StreamingLambda,
  formats: IntegrationFormats,
): Promise<StepResult> {
  const { integration } = record.route;
  if (!hasCaller(record)) throw new Error("the caller is not authorized");
  if (integration.kind !== "AWS_PROXY" && integration.kind !== "HTTP_PROXY")
    throw new Error("only a proxy integration streams its response");
  const startMs = performance.now();
  const span = record.span?.start("integration", integrationAddress(integration));
  const context = span ? { ...record, span } : record;
  const outcome =
    integration.kind === "AWS_PROXY"
      ? await streamLambda(context, integration, lambda, formats)
      : await streamHttp(context, integration, formats);
  const headLatencyMs = performance.now() - startMs;
  const result: IntegrationResult = { ...outcome, latencyMs: headLatencyMs, headLatencyMs, startMs };
  const onEnded = () => {
    span?.end();
    result.latencyMs = performance.now() - startMs;
  };
  if (outcome.response.stream) outcome.response.stream.ended.then(onEnded);
  else onEnded();
  record.integration = result;
  return outcome.response;
}

const EMPTY = Buffer.alloc(0);

async function streamLambda(
  context: RouteContext,
  integration: LambdaIntegration,
  lambda: StreamingLambda,
  formats: IntegrationFormats,
): Promise<IntegrationOutcome> {
  const event = createEvent(context, integration, formats);
  if (typeof event !== "string") return event;
  const { function: target } = integration;
  const { request, span } = context;
  const invocation = lambda.invokeWithResponseStream(
    target.function,
    target.arn,
    event,
    request.traceHeader,
    span,
  );
  const { payload, requestId } = invocation;
  const limits = createLimits(integration, (error) => payload.destroy(error));
  payload.once("close", limits.stop);
  try {
    const head = readMetadata(await readMetadataText(payload, limits.onChunk), request);
    const response = { ...head, body: EMPTY, stream: new StreamedBody(payload, limits.onChunk) };
    return { response, status: 200, functionStatus: head.status, requestId };
  } catch (error) {
    payload.destroy();
    if (limits.error) return timedOut(limits.error, formats);
    if (error instanceof MalformedResultError) return malformed(error, requestId);
    const outcome = await invocation.outcome;
    if (!outcome.isSuccess) return failedInvocation(outcome, formats);
    throw error;
  }
}

function malformed({ message }: MalformedResultError, requestId: string): IntegrationOutcome {
  const error = `malformed streamed response: ${message}`;
  return { response: badGateway(error), status: 200, requestId, error };
}

async function streamHttp(
  context: RouteContext,
  integration: HttpIntegration,
  formats: IntegrationFormats,
): Promise<IntegrationOutcome> {
  const controller = new AbortController();
  let incoming: IncomingMessage | undefined;
  const limits = createLimits(integration, (error) =>
    incoming ? incoming.destroy(error) : controller.abort(error),
  );
  try {
    const { incoming: opened, ...head } = await openHttp(integration, context, controller.signal);
    incoming = opened.once("close", limits.stop);
    const response = { ...head, body: EMPTY, stream: new StreamedBody(incoming, limits.onChunk) };
    return { response, status: head.status, functionStatus: head.status };
  } catch (error) {
    limits.stop();
    return limits.error ? timedOut(limits.error, formats) : unreachable(error, formats);
  }
}

function createLimits(
  { timeoutMs, streamIdleMs: idleMs = timeoutMs }: LambdaIntegration | HttpIntegration,
  end: (error: Error) => void,
): StreamLimits {
  return new StreamLimits({ timeoutMs, idleMs }, end);
}

function timedOut({ message }: Error, { respondToFailure }: IntegrationFormats): IntegrationOutcome {
  return { response: respondToFailure("TIMED_OUT", message), status: 504, error: message };
}
