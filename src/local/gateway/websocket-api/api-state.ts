import { escapeLine } from "#printable";
import type { GatewayRequest } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type {
  IamAuthorization,
  WebSocketApiModel,
  WebSocketLambdaAuthorization,
  WebSocketRouteModel,
} from "../../model/model";
import { createAccessLog } from "../core/access-log";
import { ApiKeys } from "../core/api-keys";
import type { AuthorizationResult } from "../core/authorization-result";
import type { KeyUsage } from "../core/key-usage";
import { Throttles } from "../core/throttle";
import type { BackendServices } from "../integrations/call-backend";
import { executeApiHost } from "./connection-endpoints";
import { webSocketVariable } from "./context-variables";
import { parseSelectionExpression, type SelectRoute } from "./selection-expression";
import { formatDuration, formatWebSocketEvent, type WebSocketRecord } from "./web-socket-record";

/** API that a gateway serves, and the services that it uses. */
export interface WebSocketApiParts extends BackendServices {
  readonly api: WebSocketApiModel;
  readonly accountId: string;
  readonly region: string;
  /** Requests of the API keys, which all APIs of a usage plan share. */
  readonly usage: KeyUsage;
  readonly authorize: AuthorizeConnection;
  /** Returns the response to a request to `@connections` whose caller is denied, or else `undefined`. */
  readonly authorizeCall: (
    request: GatewayRequest,
    call: ManagementCall,
  ) => Promise<GatewayResponse | undefined>;
  /** Receives the line for the terminal, and the line of the access log, if the stage has one. */
  readonly onEvent: (line: string, accessLog: string | undefined) => void;
}

/** Request to a connection of an API. */
export interface ManagementCall {
  readonly method: "POST" | "GET" | "DELETE";
  readonly stage: string;
  readonly connectionId: string;
}

/** Function that decides if a client may connect. The returned promise never rejects. */
export type AuthorizeConnection = (
  handshake: Handshake,
  authorization: IamAuthorization | WebSocketLambdaAuthorization,
) => Promise<AuthorizationResult>;

/** Handshake that an authorizer checks. */
export interface Handshake {
  readonly record: WebSocketRecord & Required<Pick<WebSocketRecord, "request">>;
  readonly accountId: string;
  readonly region: string;
  /** ARN that a policy must allow: `arn:aws:execute-api:…:a1b2c3d4e5/dev/$connect`. */
  readonly methodArn: string;
}

/** Settings of an API that are read once, and replaced when the stack changes. */
export class WebSocketApiState {
  readonly parts: WebSocketApiParts;
  readonly apiKeys: ApiKeys;
  readonly #routes: ReadonlyMap<string, WebSocketRouteModel>;
  readonly #select: SelectRoute;
  readonly #throttles = new Throttles();
  readonly #accessLogs: ReadonlyMap<string, (record: WebSocketRecord) => string>;

  constructor(parts: WebSocketApiParts) {
    const { routes, routeSelectionExpression, stages } = parts.api;
    this.parts = parts;
    this.apiKeys = new ApiKeys(parts.api.apiKeys);
    this.#routes = new Map(routes.map((route) => [route.key, route]));
    this.#select = parseSelectionExpression(routeSelectionExpression);
    this.#accessLogs = new Map(
      stages.flatMap(({ name, accessLogFormat: format }) =>
        format === undefined ? [] : [[name, createAccessLog(format, webSocketVariable)]],
      ),
    );
  }

  /** Host name of the API on AWS. Locally, the requests of functions to it are redirected. */
  get domainName(): string {
    const { api, region } = this.parts;
    return executeApiHost(api.id, region);
  }

  route(key: string): WebSocketRouteModel | undefined {
    return this.#routes.get(key);
  }

  /** Returns the route of a message, or `undefined` if none matches. A predefined key selects no route but `$default`. */
  selectRoute(message: string): WebSocketRouteModel | undefined {
    const key = this.#select(message) ?? "";
    return (key.startsWith("$") ? undefined : this.route(key)) ?? this.route("$default");
  }

  findStage(name: string): WebSocketApiModel["stages"][number] | undefined {
    return this.parts.api.stages.find((stage) => stage.name === name && !stage.isUndeployed);
  }

  /** Returns false if the event exceeds the limits of the stage or of the route. */
  tryTake({ stage, route }: WebSocketRecord): boolean {
    return this.#throttles.tryTake(stage, route?.key ?? "", performance.now());
  }

  /** Reports a handshake whose path is not the name of a stage with a deployment. */
  reportUnknownStage({ path }: GatewayRequest): void {
    const names = this.parts.api.stages.map(({ name }) => `/${name}`).join(", ");
    const reason = `the path is not a stage with a deployment${names && `; the stages are ${names}`}`;
    this.parts.onEvent(`403 CONNECT ${escapeLine(path)}  ${escapeLine(reason)}`, undefined);
  }

  /** Reports a request to `@connections`. */
  reportCall({ method, path }: GatewayRequest, { status, reason }: GatewayResponse, latencyMs: number): void {
    const details = reason === undefined ? "" : `  ${escapeLine(reason)}`;
    const line = `${status} ${method} ${escapeLine(path)}  ${formatDuration(latencyMs)}${details}`;
    this.parts.onEvent(line, undefined);
  }

  /** Completes a record, and reports it. */
  report(record: WebSocketRecord): void {
    record.latencyMs = performance.now() - record.startMs;
    this.parts.onEvent(formatWebSocketEvent(record), this.#accessLogs.get(record.stage.name)?.(record));
  }
}
