import { errorResponse, notEmulatedResponse } from "../../http/response";
import type { RouteAuthorization } from "../../model/model";
import type { Allowed, AuthorizationResult } from "./authorization-result";
import { matchStage } from "./match-stage";
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

/** Step that finds the stage of a request. A request without a stage, or to a stage without a deployment, gets 404. */
export const STAGE_STEP: GatewayStep = {
  name: "stage",
  run(record) {
    const match = matchStage(record.api.stages, record.request.encodedPath);
    if (!match) return errorResponse(404, "the API has no stage for this path");
    if (match.stage.isUndeployed)
      return errorResponse(404, `nothing is deployed to the stage "${match.stage.name}"`);
    record.stage = match.stage;
    record.stagePath = match.path;
    return undefined;
  },
};

/** Creates a step that rejects requests above the limits of the stage or the route with 429. */
export function createThrottleStep(): GatewayStep {
  const throttles = new Throttles();
  return createRoutedStep("throttle", ({ stage, route }) => {
    const isAllowed = throttles.tryTake(stage, route.key.text, performance.now());
    return isAllowed ? undefined : errorResponse(429, "throttle limit exceeded");
  });
}

/**
 * Creates a step that authorizes the caller. It responds to a denied request with 401, 403 or 500, and to every request
 * of a route whose authorizer is not emulated with 501.
 */
export function createAuthorizationStep(authorize: Authorize): GatewayStep {
  return createRoutedStep("authorization", (record) => {
    const settings = record.route.authorization;
    if (settings.kind === "NOT_EMULATED") return notEmulatedResponse(settings.reason);
    if (settings.kind === "NONE") return applyAuthorization(record, PUBLIC);
    const span = record.span?.start("authorizer", settings.kind === "AWS_IAM" ? "AWS_IAM" : settings.address);
    return authorize(span ? { ...record, span } : record, settings).then((result) => {
      span?.end();
      return applyAuthorization(record, result);
    });
  });
}

/** Adds the result of the authorization to the record. Returns the error response to a denied request. */
function applyAuthorization(record: RoutedRecord, authorization: AuthorizationResult): StepResult {
  record.authorization = authorization;
  if (authorization.isAuthorized) {
    record.caller = authorization;
    return undefined;
  }
  const { status, reason, headers } = authorization;
  return errorResponse(status, reason, headers);
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
