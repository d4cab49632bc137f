import { type GatewayResponse, notEmulatedResponse } from "../../http/response";
import type { RouteAuthorization } from "../../model/model";
import type { Allowed, AuthorizationResult, Denied } from "./authorization-result";
import type { GatewayStep, StepResult } from "./pipeline";
import type { RequestRecord, RoutedRecord } from "./request-record";
import { Throttles } from "./throttle";

/** Authorization of a route that is not public. */
export type RequiredAuthorization = Exclude<RouteAuthorization, { readonly kind: "NONE" }>;

/** Function that decides if a request is allowed to call its route. The returned promise never rejects. */
export type Authorize = (
  record: RoutedRecord,
  authorization: RequiredAuthorization,
) => Promise<AuthorizationResult>;

/** Result for every request of a public route. */
const PUBLIC: Allowed = { isAuthorized: true };

/**
 * Creates a step that rejects requests above the limits of the stage or the route.
 * @param respond returns the response to a rejected request
 */
export function createThrottleStep(respond: (reason: string) => GatewayResponse): GatewayStep {
  const throttles = new Throttles();
  return createRoutedStep("throttle", ({ stage, route }) => {
    const isAllowed = throttles.tryTake(stage, route.key.text, performance.now());
    return isAllowed ? undefined : respond("throttle limit exceeded");
  });
}

/**
 * Creates a step that authorizes the caller. It responds with 501 to every request of a route whose authorizer is not
 * emulated.
 * @param respond returns the response to a denied request
 */
export function createAuthorizationStep(
  authorize: Authorize,
  respond: (denied: Denied) => GatewayResponse,
): GatewayStep {
  return createRoutedStep("authorization", (record) => {
    const settings = record.route.authorization;
    if (settings.kind === "NOT_EMULATED") return notEmulatedResponse(settings.reason);
    if (settings.kind === "NONE") return applyAuthorization(record, PUBLIC, respond);
    const span = record.span?.start("authorizer", settings.kind === "AWS_IAM" ? "AWS_IAM" : settings.address);
    const startMs = performance.now();
    return authorize(span ? { ...record, span } : record, settings).then((result) => {
      span?.end();
      record.authorizationLatencyMs = performance.now() - startMs;
      return applyAuthorization(record, result, respond);
    });
  });
}

/** Adds the result of the authorization to the record. Returns the error response to a denied request. */
function applyAuthorization(
  record: RoutedRecord,
  authorization: AuthorizationResult,
  respond: (denied: Denied) => GatewayResponse,
): StepResult {
  record.authorization = authorization;
  if (authorization.isAuthorized) {
    record.caller = authorization;
    return undefined;
  }
  return respond(authorization);
}

/**
 * Creates a step that runs after the route is known.
 *
 * @throws Error when the step runs, if no earlier step has set the route
 */
export function createRoutedStep(
  name: string,
  run: (record: RoutedRecord) => StepResult | Promise<StepResult>,
): GatewayStep {
  return {
    name,
    run: (record) => {
      if (!isRouted(record)) throw new Error(`the step ${name} runs before the route is known`);
      return run(record);
    },
  };
}

function isRouted(record: RequestRecord): record is RoutedRecord {
  return record.route !== undefined;
}
