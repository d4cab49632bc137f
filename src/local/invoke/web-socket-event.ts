import { parseSelectionParts } from "#aws";
import type { ConnectionInfo } from "../gateway/websocket-api/connection";
import { executeApiHost } from "../gateway/websocket-api/connection-endpoints";
import {
  createConnectEvent,
  createDisconnectEvent,
  createMessageEvent,
  type EventSource,
} from "../gateway/websocket-api/events";
import { parseSelectionExpression } from "../gateway/websocket-api/selection-expression";
import { type GatewayRequest, newTraceId } from "../http";
import { newRequestId } from "../http/random-id";
import {
  type LambdaFunction,
  LocalError,
  type Model,
  type WebSocketApiModel,
  type WebSocketRouteModel,
} from "../model";
import { noRouteError, type RouteEventKind, webSocketRoutesOf } from "./invoking-routes";

/** Function that receives the event, and the frame of a message. */
interface WebSocketEventOptions {
  readonly model: Model;
  readonly fn: LambdaFunction;
  readonly body?: string;
}

/** Route that invokes a function, with what its events contain. */
interface Source {
  readonly api: WebSocketApiModel;
  readonly routes: readonly WebSocketRouteModel[];
  readonly event: EventSource & { readonly connection: ConnectionInfo };
}

/**
 * Creates the event of a handshake without a query.
 * @throws LocalError if no route `$connect` invokes the function
 */
export function createHandshakeEvent(options: WebSocketEventOptions): object {
  const { event } = findSource("connect", options);
  return toJsonValue(createConnectEvent(event, createHandshake(event)));
}

/**
 * Creates the event of a message.
 *
 * Without a frame, the route is the first one that invokes the function, and the frame contains only the key of this route.
 * A frame selects its route. If this route does not invoke the function, the route is the first one, too.
 *
 * @throws LocalError if no route for messages invokes the function, or if no frame can be generated
 */
export function createFrameEvent(options: WebSocketEventOptions): object {
  const { api, routes, event } = findSource("message", options);
  const { body } = options;
  const selected =
    body === undefined ? undefined : parseSelectionExpression(api.routeSelectionExpression)(body);
  const find = (key: string | undefined) => routes.find((route) => route.key === key);
  const route = (body === undefined ? undefined : (find(selected) ?? find("$default"))) ?? routes[0];
  const { key } = route as WebSocketRouteModel;
  const frame = body ?? createFrame(api, key);
  return toJsonValue(createMessageEvent(event, { routeKey: key, messageId: newRequestId(), body: frame }));
}

/**
 * Creates the event of a connection that the client has closed with the code 1000.
 * @throws LocalError if no route `$disconnect` invokes the function
 */
export function createClosedEvent(options: WebSocketEventOptions): object {
  const { event } = findSource("disconnect", options);
  return toJsonValue(createDisconnectEvent(event, { code: 1000, reason: "" }));
}

/** Returns the value that the function receives. Fields that are `undefined` are absent. */
function toJsonValue(event: object): object {
  return JSON.parse(JSON.stringify(event));
}

function findSource(kind: RouteEventKind, { model, fn }: WebSocketEventOptions): Source {
  const [match] = webSocketRoutesOf(kind, model, fn);
  if (!match) throw noRouteError(kind, model, fn);
  const { api, routes } = match;
  const [stage] = api.stages;
  if (!stage) throw new LocalError([`${api.address} has no stage. Add a stage to the stack.`]);
  const timeEpoch = Date.now();
  const domainName = executeApiHost(api.id, model.region);
  const connection: ConnectionInfo = {
    id: newRequestId(),
    stage: stage.name,
    connectedAtMs: timeEpoch,
    host: domainName,
    sourceIp: SOURCE_IP,
    userAgent: USER_AGENT,
    caller: { isAuthorized: true, authorizer: createAuthorizer(api) },
  };
  const requestId = newRequestId();
  return { api, routes, event: { connection, stage, apiId: api.id, domainName, requestId, timeEpoch } };
}

const SOURCE_IP = "127.0.0.1";
const USER_AGENT = "gatewright";

/** Returns the context of the authorizer that has allowed the connection, or `undefined` without an authorizer. */
function createAuthorizer({ routes }: WebSocketApiModel): object | undefined {
  const connect = routes.find(({ key }) => key === "$connect");
  if (connect?.authorization.kind !== "REQUEST") return undefined;
  return { principalId: "sample-user", integrationLatency: 0 };
}

function createHandshake({ connection, requestId, timeEpoch, stage }: EventSource): GatewayRequest {
  const path = `/${stage.name}`;
  const traceHeader = `Root=${newTraceId(timeEpoch)}`;
  return {
    method: "GET",
    encodedPath: path,
    path,
    rawQuery: "",
    headers: [
      ["host", connection.host],
      ["sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Key"],
      ["sec-websocket-version", "13", "Sec-WebSocket-Version"],
      ["user-agent", USER_AGENT, "User-Agent"],
      ["x-amzn-trace-id", traceHeader],
      ["x-forwarded-for", SOURCE_IP],
      ["x-forwarded-port", "443"],
      ["x-forwarded-proto", "https"],
    ],
    body: Buffer.alloc(0),
    sourceIp: SOURCE_IP,
    protocol: "HTTP/1.1",
    timeEpoch,
    requestId,
    extendedRequestId: requestId,
    traceHeader,
  };
}

/** Returns the shortest frame that selects a route: `{"action":"sendMessage"}`. */
function createFrame({ routeSelectionExpression }: WebSocketApiModel, key: string): string {
  if (key === "$default") return "{}";
  const [path, ...others] = parseSelectionParts(routeSelectionExpression) ?? [];
  if (path !== undefined && typeof path !== "string" && others.length === 0)
    return JSON.stringify(path.reduceRight<unknown>((value, name) => ({ [name]: value }), key));
  throw new LocalError([
    `no message for the route "${key}" can be generated, because the route selection expression is "${routeSelectionExpression}". Write the message to a file, and pass the file.`,
  ]);
}
