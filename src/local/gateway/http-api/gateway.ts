import { type ErrorStatus, errorResponse } from "../../http/response";
import type { Lambda } from "../../model/lambda-interface";
import type { CorsModel, HttpApiModel } from "../../model/model";
import {
  type Authorize,
  createAuthorizationStep,
  createRoutedStep,
  createThrottleStep,
} from "../core/common-steps";
import { contextVariable } from "../core/context-variables";
import { describeStages, matchStage } from "../core/match-stage";
import { Gateway, type GatewayKind, type GatewayParts, type GatewayStep } from "../core/pipeline";
import { TRACE_STEP } from "../core/request-trace";
import type { EventFormats } from "../core/route-context";
import { proxyHttp } from "../integrations/http-proxy";
import {
  createIntegrationStep,
  type IntegrationFailure,
  type IntegrationFormats,
} from "../integrations/invoke";
import { isPreflight, preflightResponse, withCors } from "./cors";
import { eventV1 } from "./event-v1";
import { eventV2 } from "./event-v2";
import { mapRequest, mapResponse } from "./parameter-mapping";
import { toResponse } from "./proxy-response";
import { Router } from "./router";

/** Event formats of an HTTP API by payload format version. */
export const HTTP_API_EVENTS: EventFormats = { "1.0": eventV1, "2.0": eventV2 };

/** Status of the response to a failed integration. The status of a throttled invocation was captured on AWS. */
const FAILURE_STATUS: Readonly<Record<IntegrationFailure, ErrorStatus>> = {
  EVENT_TOO_LARGE: 413,
  FUNCTION_FAILED: 500,
  INVALID_BODY: 400,
  INVALID_PATH: 400,
  INVALID_SETTINGS: 500,
  NOT_PERMITTED: 500,
  THROTTLED: 503,
  TIMED_OUT: 503,
  UNREACHABLE: 503,
};

const FORMATS: IntegrationFormats = {
  events: HTTP_API_EVENTS,
  readResult: toResponse,
  respondToFailure: (failure, reason) => errorResponse(FAILURE_STATUS[failure], reason),
  mapRequest,
  mapResponse,
  forward: proxyHttp,
};

/** Parts of an HTTP API: the {@link GatewayParts}, the Lambda service, and the function that authorizes requests. */
export interface HttpApiParts extends GatewayParts {
  readonly api: HttpApiModel;
  readonly lambda: Lambda;
  readonly authorize: Authorize;
}

/**
 * Creates the gateway of an HTTP API. The steps run in the same order as in API Gateway: stage, route, throttle,
 * authorization, preflight and integration. The route step itself responds to a preflight request that needs no
 * authorization.
 */
export function createHttpApi(parts: HttpApiParts): Gateway {
  const { api, authorize, lambda, isTraced = false } = parts;
  const { cors, routes } = api;
  const steps: readonly GatewayStep[] = [
    ...(isTraced ? [TRACE_STEP] : []),
    STAGE_STEP,
    createRouteStep(new Router(routes), cors),
    createThrottleStep((reason) => errorResponse(429, reason)),
    createAuthorizationStep(authorize, ({ status, reason, headers }) =>
      errorResponse(status, reason, headers),
    ),
    createAuthorizedPreflightStep(cors),
    createIntegrationStep(lambda, FORMATS),
  ];
  const finish: GatewayKind["finish"] = (response, { request }) =>
    cors && !isPreflight(request) ? withCors(response, cors, request) : response;
  return new Gateway(parts, { steps, finish, contextVariable });
}

/** Step that finds the stage of a request. A request without a stage, or to a stage without a deployment, gets 404. */
const STAGE_STEP: GatewayStep = {
  name: "stage",
  run(record) {
    const { stages } = record.api;
    const match = matchStage(stages, record.request.encodedPath);
    if (!match)
      return errorResponse(
        404,
        `the API has no stage for this path${describeStages(stages, record.request)}`,
      );
    if (match.stage.isUndeployed)
      return errorResponse(404, `nothing is deployed to the stage "${match.stage.name}"`);
    record.stage = match.stage;
    record.stagePath = match.path;
    return undefined;
  },
};

/**
 * Creates the step that finds the route of a request. If CORS is configured, the step also responds to a preflight
 * request that matches a public route or no route.
 *
 * If a preflight request matches a route with an authorizer, such as `ANY /{proxy+}` or `$default`, it must pass the
 * authorizer before API Gateway responds to it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
function createRouteStep(router: Router, cors: CorsModel | undefined): GatewayStep {
  return {
    name: "route",
    run(record) {
      const { request, stagePath = "/" } = record;
      const match = router.match(request.method, stagePath);
      if (cors && isPreflight(request) && (!match || match.route.authorization.kind === "NONE")) {
        return preflightResponse(cors, request);
      }
      if (!match) return errorResponse(404, "no route matches this method and path");
      record.route = match.route;
      record.pathParameters = match.pathParameters;
      return undefined;
    },
  };
}

/** Creates the step that responds to a preflight request that has passed an authorizer. */
function createAuthorizedPreflightStep(cors: CorsModel | undefined): GatewayStep {
  return createRoutedStep("preflight", ({ request }) =>
    cors && isPreflight(request) ? preflightResponse(cors, request) : undefined,
  );
}
