import { domainNameOf, type GatewayRequest } from "../../http/request";
import { errorResponse, type GatewayResponse } from "../../http/response";
import type { Lambda } from "../../model/invocation";
import type { Api, RouteAuthorization, RouteModel, StageModel } from "../../model/model";
import { type AccessLog, createAccessLog } from "../core/access-log";
import type { AuthorizationRequest, AuthorizationResult } from "../core/authorization";
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

/** What a gateway works with. */
export interface GatewayParts {
  readonly api: Api;
  readonly accountId: string;
  readonly region: string;
  readonly lambda: Lambda;
  readonly authorize: (
    asked: AuthorizationRequest,
    guard: RouteAuthorization,
  ) => Promise<AuthorizationResult>;
  /** Told of every request, once it is answered. */
  readonly onRequest: (exchange: RequestRecord, accessLog: string | undefined) => void;
}

/** Events of an HTTP API by payload format version. */
export const HTTP_API_EVENTS: EventFormats = { "1.0": eventV1, "2.0": eventV2 };

const FORMATS: IntegrationFormats = {
  events: HTTP_API_EVENTS,
  readResult: toResponse,
  mapRequest,
  mapResponse,
};

/** What is known of a request so far. */
interface Outcome {
  readonly answer: GatewayResponse;
  readonly stage?: StageModel;
  readonly route?: RouteModel;
  readonly authorization?: AuthorizationResult;
  readonly integration?: IntegrationResult;
}

/**
 * An HTTP API at work: its stage, its route, its throttle, who may call, its integration, in the order in which API
 * Gateway looks at them.
 */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #router: Router;
  readonly #throttles = new Throttles();
  /** By the stage's name. */
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

  async handle(request: GatewayRequest): Promise<GatewayResponse> {
    const began = performance.now();
    const { api, accountId } = this.#parts;
    const domainName = domainNameOf(request);
    const {
      answer: made,
      stage,
      route,
      authorization,
      integration,
    } = await this.#process(request, domainName);
    const answer = api.cors && !isPreflight(request) ? withCors(made, api.cors, request) : made;
    const latencyMs = performance.now() - began;
    this.#log({
      request,
      api,
      accountId,
      domainName,
      stage,
      route,
      authorization,
      integration,
      answer,
      latencyMs,
    });
    return answer;
  }

  #log(exchange: RequestRecord): void {
    const log = this.#accessLogs.get(exchange.stage?.name ?? "");
    this.#parts.onRequest(exchange, log?.(exchange));
  }

  async #process(request: GatewayRequest, domainName: string): Promise<Outcome> {
    const { api, accountId, region, authorize, lambda } = this.#parts;
    const found = matchStage(api.stages, request.encodedPath);
    if (!found) return { answer: errorResponse(404, "no stage has this path") };
    const { stage, path } = found;
    const match = this.#router.match(request.method, path);
    const cors = isPreflight(request) ? api.cors : undefined;
    // Only a guard comes before it: an `ANY` or `$default` route with an authorizer swallows a browser's question.
    if (cors && (!match || match.route.authorization.kind === "NONE"))
      return { answer: preflightResponse(cors, request), stage };
    if (!match) return { answer: errorResponse(404, "no route has this method and path"), stage };
    const { route, pathParameters } = match;
    if (!this.#throttles.tryTake(stage, route.key, request.timeEpoch)) {
      return { answer: errorResponse(429, "the throttle is used up"), stage, route };
    }
    const verdict = await authorize(
      { request, api, stage, route, pathParameters, accountId, region },
      route.authorization,
    );
    if (!verdict.isAuthorized) {
      const { status, reason, headers } = verdict;
      return { answer: errorResponse(status, reason, headers), stage, route, authorization: verdict };
    }
    if (cors) return { answer: preflightResponse(cors, request), stage, route, authorization: verdict };
    const routed = { request, api, stage, route, pathParameters, caller: verdict, accountId, domainName };
    const integration = await invokeIntegration(routed, lambda, FORMATS);
    return { answer: integration.answer, stage, route, authorization: verdict, integration };
  }
}
