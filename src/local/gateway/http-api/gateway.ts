import { errorResponse } from "../../http/response";
import type { Lambda } from "../../model/lambda-interface";
import {
  type Authorize,
  createAuthorizationStep,
  createRoutedStep,
  createThrottleStep,
  STAGE_STEP,
} from "../core/common-steps";
import { Gateway, type GatewayParts, type GatewayStep } from "../core/pipeline";
import { TRACE_STEP } from "../core/request-trace";
import type { EventFormats } from "../core/route-context";
import { createIntegrationStep, type IntegrationFormats } from "../integrations/invoke";
import { isPreflight, preflightResponse, withCors } from "./cors";
import { eventV1 } from "./event-v1";
import { eventV2 } from "./event-v2";
import { mapRequest, mapResponse } from "./parameter-mapping";
import { toResponse } from "./proxy-response";
import { Router } from "./router";

/** Event formats of an HTTP API by payload format version. */
export const HTTP_API_EVENTS: EventFormats = { "1.0": eventV1, "2.0": eventV2 };

const FORMATS: IntegrationFormats = {
  events: HTTP_API_EVENTS,
  readResult: toResponse,
  mapRequest,
  mapResponse,
};

/** Parts of an HTTP API: the {@link GatewayParts}, the Lambda service, and the function that authorizes requests. */
export interface HttpApiParts extends GatewayParts {
  readonly lambda: Lambda;
  readonly authorize: Authorize;
  /** True records the times of each request in the `span` of its record. Default: false. */
  readonly isTraced?: boolean;
}

/**
 * Creates the gateway of an HTTP API. The steps run in the same order as in API Gateway: stage, route, throttle,
 * authorization, preflight and integration. The route step itself responds to a preflight request that needs no
 * authorization.
 */
export function createHttpApi(parts: HttpApiParts): Gateway {
  const { api, authorize, lambda, isTraced = false } = parts;
  const steps: readonly GatewayStep[] = [
    ...(isTraced ? [TRACE_STEP] : []),
    STAGE_STEP,
    createRouteStep(new Router(api.routes)),
    createThrottleStep(),
    createAuthorizationStep(authorize),
    AUTHORIZED_PREFLIGHT_STEP,
    createIntegrationStep(lambda, FORMATS),
  ];
  return new Gateway(parts, steps, (response, { request }) =>
    api.cors && !isPreflight(request) ? withCors(response, api.cors, request) : response,
  );
}

/**
 * Creates the step that finds the route of a request. If CORS is configured, the step also responds to a preflight
 * request that matches a public route or no route.
 *
 * If a preflight request matches a route with an authorizer, such as `ANY /{proxy+}` or `$default`, it must pass the
 * authorizer before API Gateway responds to it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
function createRouteStep(router: Router): GatewayStep {
  return {
    name: "route",
    run(record) {
      const { request, api, stagePath = "/" } = record;
      const match = router.match(request.method, stagePath);
      if (api.cors && isPreflight(request) && (!match || match.route.authorization.kind === "NONE")) {
        return preflightResponse(api.cors, request);
      }
      if (!match) return errorResponse(404, "no route matches this method and path");
      record.route = match.route;
      record.pathParameters = match.pathParameters;
      return undefined;
    },
  };
}

/** Step that responds to a preflight request that has passed an authorizer. */
const AUTHORIZED_PREFLIGHT_STEP = createRoutedStep("preflight", ({ api, request }) =>
  api.cors && isPreflight(request) ? preflightResponse(api.cors, request) : undefined,
);
