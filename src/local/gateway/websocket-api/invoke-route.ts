import type { Failed, Lambda } from "../../model/lambda-interface";
import type {
  WebSocketLambdaIntegration,
  WebSocketMockIntegration,
  WebSocketRouteModel,
} from "../../model/model";
import type { WebSocketEvent } from "./events";
import { runMock } from "./mock";

/** Result of the integration of a route. */
export interface RouteInvocation {
  /** Value that the function returned, as JSON. Absent if the integration failed. */
  readonly json?: string;
  readonly failure?: IntegrationFailureKind;
  /** Reason of a failure, for the terminal. */
  readonly reason?: string;
  /** Status of the Lambda service, or of a mock integration. */
  readonly status?: number;
  readonly requestId?: string;
  readonly latencyMs: number;
}

/** Reason why an integration gave no result. */
export type IntegrationFailureKind = "FAILED" | "NOT_EMULATED" | "NOT_PERMITTED" | "TIMED_OUT";

/**
 * Invokes the integration of a route with an event.
 * @param traceHeader X-Ray trace header: `Root=1-…`
 */
export async function invokeRoute(
  lambda: Lambda,
  { integration }: WebSocketRouteModel,
  event: WebSocketEvent,
  traceHeader: string,
): Promise<RouteInvocation> {
  if (integration.kind === "NOT_EMULATED")
    return { failure: "NOT_EMULATED", reason: integration.reason, latencyMs: 0 };
  if (integration.kind === "MOCK") return invokeMock(integration, event);
  const { denied } = integration.function;
  if (denied !== undefined) return { failure: "NOT_PERMITTED", reason: denied, status: 403, latencyMs: 0 };
  const startMs = performance.now();
  const outcome = await invokeFunction(lambda, integration, JSON.stringify(event), traceHeader);
  return { ...outcome, latencyMs: performance.now() - startMs };
}

function invokeMock(integration: WebSocketMockIntegration, event: WebSocketEvent): RouteInvocation {
  const result = runMock(integration, event);
  if ("reason" in result) return { failure: "FAILED", reason: result.reason, latencyMs: 0 };
  return { json: JSON.stringify(result), status: result.statusCode, latencyMs: 0 };
}

async function invokeFunction(
  lambda: Lambda,
  { function: target, timeoutMs }: WebSocketLambdaIntegration,
  event: string,
  traceHeader: string,
): Promise<Omit<RouteInvocation, "latencyMs">> {
  const pending = lambda.invoke(target.function, target.arn, event, traceHeader);
  const result = await Promise.race([pending, timeout(timeoutMs, pending)]);
  if (result === "timed out")
    return { failure: "TIMED_OUT", reason: `integration timed out after ${timeoutMs} ms`, status: 504 };
  if (!result.isSuccess) return describeFailure(result);
  return { json: result.json, status: 200, requestId: result.requestId };
}

function describeFailure({ errorType, errorMessage, isThrottled, requestId }: Failed) {
  const reason = `${errorType}: ${errorMessage}`;
  return { failure: "FAILED" as const, reason, status: isThrottled ? 429 : 200, requestId };
}

/** Resolves after a time, unless a promise that never rejects ends earlier. */
function timeout(ms: number, pending: Promise<unknown>): Promise<"timed out"> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, "timed out");
    void pending.then(() => clearTimeout(timer));
  });
}
