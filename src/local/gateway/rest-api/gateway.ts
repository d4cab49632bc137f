import type { StreamingLambda } from "../../model/lambda-interface";
import type { RestApiModel, StageModel } from "../../model/model";
import { type Authorize, createAuthorizationStep, createThrottleStep } from "../core/common-steps";
import type { KeyUsage } from "../core/key-usage";
import { describeStages } from "../core/match-stage";
import { Gateway, type GatewayParts, type GatewayStep } from "../core/pipeline";
import { TRACE_STEP } from "../core/request-trace";
import { createIntegrationStep, type IntegrationFormats } from "../integrations/invoke";
import { createApiKeyStep, createUsagePlanStep } from "./api-key";
import { createCacheStep } from "./cache";
import { restContextVariable } from "./context-variables";
import { createDomainStep, pathBelowMapping } from "./custom-domain";
import { createRestEvents } from "./event";
import { forbiddenResponse, gatewayError, missingToken } from "./gateway-error";
import { customizeError } from "./gateway-response";
import { forwardHttp } from "./http-proxy";
import { respondToFailure } from "./integration-failure";
import { createNonProxyStep } from "./non-proxy-integration";
import { toRestResponse } from "./proxy-response";
import { createLengthStep, createPolicyStep } from "./resource-policy";
import type { ResponseCache } from "./response-cache";
import { RestRouter } from "./router";
import { createStreamStep } from "./stream";
import { createValidationStep } from "./validation";

/** Parts of a REST API: the {@link GatewayParts}, the Lambda service, and the function that authorizes requests. */
export interface RestApiParts extends GatewayParts {
  readonly api: RestApiModel;
  readonly lambda: StreamingLambda;
  readonly authorize: Authorize;
  readonly cache: ResponseCache;
  /** URL of the DynamoDB that integrations call: `http://127.0.0.1:51234`. */
  readonly dynamoDbEndpoint: string;
  /** Requests of the API keys, which all APIs of a usage plan share. */
  readonly usage: KeyUsage;
}

/**
 * Creates the gateway of a REST API. API Gateway authorizes a request before it throttles the request, as its execution
 * logs show (https://repost.aws/knowledge-center/api-gateway-cloudwatch-logs).
 */
export function createRestApi(parts: RestApiParts): Gateway {
  const { api, authorize, cache, dynamoDbEndpoint, lambda, usage, isTraced = false } = parts;
  const formats = createFormats(api);
  const integration: readonly GatewayStep[] = [
    createNonProxyStep(api, { lambda, dynamoDbEndpoint }),
    createStreamStep(lambda, formats),
    createIntegrationStep(lambda, formats),
  ];
  const steps: readonly GatewayStep[] = [
    ...(isTraced ? [TRACE_STEP] : []),
    ...(api.domains.size > 0 ? [createDomainStep(api)] : []),
    STAGE_STEP,
    createRouteStep(new RestRouter(api.routes)),
    createLengthStep(api.policy),
    createPolicyStep(api.policy, "before"),
    createAuthorizationStep(
      authorize,
      ({ response, reason }) => response ?? gatewayError("AUTHORIZER_FAILURE", null, reason),
    ),
    createPolicyStep(api.policy, "after"),
    createApiKeyStep(api),
    createUsagePlanStep(usage),
    createThrottleStep((reason) => gatewayError("THROTTLED", "Too Many Requests", reason)),
    createValidationStep(),
    createCacheStep({ cache, policy: api.policy, next: integration }),
    ...integration,
  ];
  return new Gateway(parts, {
    steps,
    finish: (response, record) => customizeError(response, record, api),
    contextVariable: restContextVariable,
  });
}

/**
 * Step that finds the stage of a request. The first segment of the path is the name of the stage, unless the mapping of a
 * custom domain names a stage. Several slashes before or after it count as one, as LocalStack's tests measured on AWS.
 */
const STAGE_STEP: GatewayStep = {
  name: "stage",
  run(record) {
    const path = pathBelowMapping(record);
    const mapped = record.mapping?.stage;
    const [, first = ""] = path.split("/", 2);
    const name = mapped ?? first;
    const { stages } = record.api;
    const stage = stages.find((candidate) => candidate.name === name);
    if (!stage)
      return forbiddenResponse(`the API has no stage "${name}"${describeStages(stages, record.request)}`);
    record.stage = selectRelease(stage);
    const rest = mapped === undefined ? path.slice(name.length + 1) : path;
    record.stagePath = rest.replace(/^\/*/, "/");
    return undefined;
  },
};

/**
 * Returns the canary of a stage for its percentage of the requests, and the stage for all others. API Gateway selects each
 * request at random.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
function selectRelease(stage: StageModel): StageModel {
  const { canary } = stage;
  return canary && Math.random() * 100 < canary.percent ? canary.stage : stage;
}

function createRouteStep(router: RestRouter): GatewayStep {
  return {
    name: "route",
    run(record) {
      const { request, stagePath = "/" } = record;
      const match = router.match(request.method, stagePath);
      if (!match) return missingToken(request, "no method and resource match this request");
      record.route = match.route;
      record.pathParameters = match.pathParameters;
      return undefined;
    },
  };
}

function createFormats(api: RestApiModel): IntegrationFormats {
  const { binaryMediaTypes } = api;
  const createEvent = createRestEvents(api);
  return {
    events: { "1.0": createEvent, "2.0": createEvent },
    readResult: (json, _version, context) => toRestResponse(json, context, binaryMediaTypes),
    respondToFailure,
    mapRequest: ({ request }) => ({ request }),
    mapResponse: (response) => response,
    forward: forwardHttp,
  };
}
