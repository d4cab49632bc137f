import { domainNameOf, type GatewayRequest } from "../../http/request";
import { type Answer, ownAnswer } from "../../http/response";
import type { Lambda } from "../../model/invocation";
import type { Api, Guard, Route, Stage } from "../../model/model";
import { type AccessLog, accessLog } from "../core/access-log";
import type { Asked, Verdict } from "../core/authorization";
import { staged } from "../core/match-stage";
import type { Exchange, IntegrationResult } from "../core/request-record";
import type { EventFormats } from "../core/route-context";
import { Throttles } from "../core/throttle";
import { type IntegrationFormats, integrated } from "../integrations/invoke";
import { isPreflight, preflightAnswer, withCors } from "./cors";
import { eventV1 } from "./event-v1";
import { eventV2 } from "./event-v2";
import { mappedAnswer, mappedRequest } from "./parameter-mapping";
import { functionAnswer } from "./proxy-response";
import { Routes } from "./router";

/** What a gateway works with. */
export interface GatewayParts {
  readonly api: Api;
  readonly accountId: string;
  readonly region: string;
  readonly lambda: Lambda;
  readonly judge: (asked: Asked, guard: Guard) => Promise<Verdict>;
  /** Told of every request, once it is answered. */
  readonly onExchange: (exchange: Exchange, accessLog: string | undefined) => void;
}

/** Events of an HTTP API by payload format version. */
export const HTTP_API_EVENTS: EventFormats = { "1.0": eventV1, "2.0": eventV2 };

const FORMATS: IntegrationFormats = {
  events: HTTP_API_EVENTS,
  readAnswer: functionAnswer,
  mapRequest: mappedRequest,
  mapAnswer: mappedAnswer,
};

/** What is known of a request so far. */
interface Outcome {
  readonly answer: Answer;
  readonly stage?: Stage;
  readonly route?: Route;
  readonly verdict?: Verdict;
  readonly integration?: IntegrationResult;
}

/**
 * An HTTP API at work: its stage, its route, its throttle, who may call, its integration, in the order in which API
 * Gateway looks at them.
 */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #routes: Routes;
  readonly #throttles = new Throttles();
  /** By the stage's name. */
  readonly #accessLogs: ReadonlyMap<string, AccessLog>;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#routes = new Routes(parts.api.routes);
    this.#accessLogs = new Map(
      parts.api.stages.flatMap(({ name, accessLogFormat }) =>
        accessLogFormat === undefined ? [] : [[name, accessLog(accessLogFormat)]],
      ),
    );
  }

  async answer(request: GatewayRequest): Promise<Answer> {
    const began = performance.now();
    const { api, accountId } = this.#parts;
    const domainName = domainNameOf(request);
    const { answer: made, stage, route, verdict, integration } = await this.#outcome(request, domainName);
    const answer = api.cors && !isPreflight(request) ? withCors(made, api.cors, request) : made;
    const latencyMs = performance.now() - began;
    this.#tell({
      request,
      api,
      accountId,
      domainName,
      stage,
      route,
      verdict,
      integration,
      answer,
      latencyMs,
    });
    return answer;
  }

  #tell(exchange: Exchange): void {
    const log = this.#accessLogs.get(exchange.stage?.name ?? "");
    this.#parts.onExchange(exchange, log?.(exchange));
  }

  async #outcome(request: GatewayRequest, domainName: string): Promise<Outcome> {
    const { api, accountId, region, judge, lambda } = this.#parts;
    const found = staged(api.stages, request.encodedPath);
    if (!found) return { answer: ownAnswer(404, "no stage has this path") };
    const { stage, path } = found;
    const match = this.#routes.match(request.method, path);
    const cors = isPreflight(request) ? api.cors : undefined;
    // Only a guard comes before it: an `ANY` or `$default` route with an authorizer swallows a browser's question.
    if (cors && (!match || match.route.guard.kind === "NONE"))
      return { answer: preflightAnswer(cors, request), stage };
    if (!match) return { answer: ownAnswer(404, "no route has this method and path"), stage };
    const { route, pathParameters } = match;
    if (!this.#throttles.take(stage, route.key, request.timeEpoch)) {
      return { answer: ownAnswer(429, "the throttle is used up"), stage, route };
    }
    const verdict = await judge(
      { request, api, stage, route, pathParameters, accountId, region },
      route.guard,
    );
    if (!verdict.isAdmitted) {
      const { status, reason, headers } = verdict;
      return { answer: ownAnswer(status, reason, headers), stage, route, verdict };
    }
    if (cors) return { answer: preflightAnswer(cors, request), stage, route, verdict };
    const routed = { request, api, stage, route, pathParameters, caller: verdict, accountId, domainName };
    const integration = await integrated(routed, lambda, FORMATS);
    return { answer: integration.answer, stage, route, verdict, integration };
  }
}
