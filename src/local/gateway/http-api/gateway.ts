import { domainNameOf, type GatewayRequest } from "../../http/request";
import { errorResponse, type GatewayResponse } from "../../http/response";
import type { Lambda } from "../../model/lambda-interface";
import type { Api, RouteAuthorization, RouteModel, StageModel } from "../../model/model";
import { type AccessLog, createAccessLog } from "../core/access-log";
import type { AuthorizationRequest, AuthorizationResult } from "../core/authorization-types";
import { matchStage } from "../core/match-stage";
import type { IntegrationResult, RequestRecord } from "../core/request-record";
import type { EventFormats } from "../core/route-context";
import { Throttles } from "../core/throttle";
import { type IntegrationFormats, invokeIntegration } from "../integrations/invoke";
import { isPreflight, preflightResponse, withCors } from "./cors";
import { eventV1 } from "./event-v1";
import { eventV2 } from "./event-v2";
import { mapRequest, mapResponse } from "./parameter-mapping";
import { toResponse } from "./proxy-response";
import { Router } from "./router";

/** API model, AWS account and services that a gateway needs. */
export interface GatewayParts {
  readonly api: Api;
  readonly accountId: string;
  readonly region: string;
  readonly lambda: Lambda;
  readonly authorize: (
    request: AuthorizationRequest,
    authorization: RouteAuthorization,
  ) => Promise<AuthorizationResult>;
  /**
   * Called for each request when its response is complete. `accessLog` is the line for the access log, or
   * `undefined` if the stage has no access log.
   */
  readonly onRequest: (record: RequestRecord, accessLog: string | undefined) => void;
}

/** Functions that create the Lambda events of an HTTP API, by payload format version. */
export const HTTP_API_EVENTS: EventFormats = { "1.0": eventV1, "2.0": eventV2 };

const FORMATS: IntegrationFormats = {
  events: HTTP_API_EVENTS,
  readResult: toResponse,
  mapRequest,
  mapResponse,
};

/** Response to a request, with the results of the steps that were executed for the request. */
interface Outcome {
  readonly response: GatewayResponse;
  readonly stage?: StageModel;
  readonly route?: RouteModel;
  readonly authorization?: AuthorizationResult;
  readonly integration?: IntegrationResult;
}

/**
 * Local gateway of an HTTP API. Each request passes through the same steps in the same order as in API
 * Gateway: stage, route, CORS preflight, throttling, authorization and integration.
 */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #router: Router;
  readonly #throttles = new Throttles();
  /** Functions that format access log lines, by stage name. */
  readonly #accessLogs: ReadonlyMap<string, AccessLog>;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#router = new Router(parts.api.routes);
    this.#accessLogs = new Map(
      parts.api.stages.flatMap(({ name, accessLogFormat }) =>
        accessLogFormat === undefined ? [] : [[name, createAccessLog(accessLogFormat)]],
      ),
    );
  }

  /** Handles a request and reports it to `onRequest`. */
  async handle(request: GatewayRequest): Promise<GatewayResponse> {
    const startMs = performance.now();
    const { api, accountId } = this.#parts;
    const domainName = domainNameOf(request);
    const outcome = await this.#process(request, domainName);
    const { stage, route, authorization, integration } = outcome;
    const response =
      api.cors && !isPreflight(request) ? withCors(outcome.response, api.cors, request) : outcome.response;
    const latencyMs = performance.now() - startMs;
    this.#log({
      request,
      api,
      accountId,
      domainName,
      stage,
      route,
      authorization,
      integration,
      response,
      latencyMs,
    });
    return response;
  }

  #log(record: RequestRecord): void {
    const formatLine = this.#accessLogs.get(record.stage?.name ?? "");
    this.#parts.onRequest(record, formatLine?.(record));
  }

  async #process(request: GatewayRequest, domainName: string): Promise<Outcome> {
    const { api, accountId, region, authorize, lambda } = this.#parts;
    const stageMatch = matchStage(api.stages, request.encodedPath);
    if (!stageMatch) return { response: errorResponse(404, "the API has no stage for this path") };
    const { stage, path } = stageMatch;
    const match = this.#router.match(request.method, path);
    const cors = isPreflight(request) ? api.cors : undefined;
    // API Gateway responds to a preflight request itself. However, if the request matches a route with an
    // authorizer, such as `ANY /{proxy+}` or `$default`, the authorizer must allow the request first
    // (http-api-cors, developer guide).
    if (cors && (!match || match.route.authorization.kind === "NONE"))
      return { response: preflightResponse(cors, request), stage };
    if (!match) return { response: errorResponse(404, "no route matches this method and path"), stage };
    const { route, pathParameters } = match;
    if (!this.#throttles.tryTake(stage, route.key.text, request.timeEpoch)) {
      return { response: errorResponse(429, "throttle limit exceeded"), stage, route };
    }
    const authorization = await authorize(
      { request, api, stage, route, pathParameters, accountId, region },
      route.authorization,
    );
    if (!authorization.isAuthorized) {
      const { status, reason, headers } = authorization;
      return { response: errorResponse(status, reason, headers), stage, route, authorization };
    }
    if (cors) return { response: preflightResponse(cors, request), stage, route, authorization };
    const context = {
      request,
      api,
      stage,
      route,
      pathParameters,
      caller: authorization,
      accountId,
      domainName,
    };
    const integration = await invokeIntegration(context, lambda, FORMATS);
    return { response: integration.response, stage, route, authorization, integration };
  }
}
