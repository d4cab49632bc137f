import { type ConnectionRequests, recordConnections, type SentEvent } from "./record-connections";
import {
  type ConnectionParts,
  createTestConnectEvent,
  createTestDisconnectEvent,
  createTestMessageEvent,
  TEST_CONNECTION_ID,
} from "./socket-event";

/** Lambda handler from `handleMessage()`, `handleConnect()`, `handleDisconnect()` or `handleSocket()`. */
interface InvocableSocketHandler {
  // The event has no type, because this folder must not depend on the runtime.
  (
    event: never,
  ): Promise<{
    readonly statusCode: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  }>;
  readonly routeKeys: readonly string[];
}

/** Other connections in a test. */
interface OtherConnections {
  /** IDs of connections that no longer exist. Default: none. */
  readonly gone?: readonly string[];
}

/** Message to a handler. Each part is optional. */
export interface MessageParts extends ConnectionParts, OtherConnections {
  /** Route key of the message. Default: the only message of the handler. */
  readonly action?: string;
  /** ID of the message. Default: none. */
  readonly id?: string;
  /** Body, which is sent as JSON. Default: none. */
  readonly body?: unknown;
}

/** Handshake for a handler. Each part is optional. */
export interface ConnectParts extends ConnectionParts, OtherConnections {
  /** Query parameters by name. Default: none. */
  readonly query?: Readonly<Record<string, string>>;
  /** Headers by name. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Subprotocols that the client offers. Default: none. */
  readonly protocols?: readonly string[];
}

/** End of a connection for a handler. Each part is optional. */
export interface DisconnectParts extends ConnectionParts, OtherConnections {
  /** Close code. Default: 1000. */
  readonly closeCode?: number;
  /** Reason in the close frame. Default: none. */
  readonly reason?: string;
}

/** Result of a handler of a WebSocket API. */
export interface SocketTestResult {
  /** Status of the result: 200, or the status of the problem. */
  readonly status: number;
  /** Events that the handler has sent to connections, in the order of their arrival. */
  readonly sent: readonly SentEvent[];
  /** IDs of the connections that the handler has closed. */
  readonly closed: readonly string[];
}

/** Result of a message. */
export interface MessageTestResult extends SocketTestResult {
  /** Body of the reply; `undefined` after a problem, and for a contract without a body. */
  // biome-ignore lint/suspicious/noExplicitAny: only the test knows the type of the body
  readonly body: any;
  /** Problem details, also if the message is one-way; `undefined` without an error. */
  // biome-ignore lint/suspicious/noExplicitAny: only the test knows the fields of the problem
  readonly problem: any;
}

/**
 * Calls a handler with the event that a WebSocket API sends for a message. A server on the loopback interface
 * records the events that the handler sends to connections. The test needs neither AWS nor a local gateway.
 *
 * Calls wait for each other, like invocations of one execution environment.
 *
 * @returns the reply or the problem, and the events that the handler has sent
 * @throws Error if the handler has no such message
 * @example
 * const add = message("add", { reply: empty });
 * const added = event("added");
 * const handler = handleMessage(add, async ({ connections }) => {
 *   await connections.broadcast(["c-1", "c-2"], added);
 * });
 * async function test(): Promise<void> {
 *   const { status, sent } = await invokeMessage(handler, { gone: ["c-2"] });
 * }
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html
 */
export async function invokeMessage(
  handler: InvocableSocketHandler,
  { action, id, body, gone, ...parts }: MessageParts = {},
): Promise<MessageTestResult> {
  requireSocketHandler("invokeMessage", handler);
  const messages = handler.routeKeys.filter((key) => !key.startsWith("$"));
  const routeKey = action ?? messages[0];
  if (routeKey === undefined)
    throw new Error("invokeMessage: the handler has no message; expected a handler from handleMessage().");
  if (!messages.includes(routeKey)) {
    const expected = messages.join(", ");
    throw new Error(`invokeMessage: the handler has no message "${routeKey}"; expected one of ${expected}.`);
  }
  const event = createTestMessageEvent(parts, routeKey, { action: routeKey, id, body });
  const { statusCode, requests, ...result } = await recordConnections(() => handler(event as never), gone);
  const posted = requests.frames.map(({ frame }) => frame).find((frame) => "problem" in frame);
  const reply = result.body === undefined ? posted : JSON.parse(result.body);
  return { ...toResult(statusCode, requests), body: reply?.body, problem: reply?.problem };
}

/**
 * Calls a handler with the event that a WebSocket API sends for a handshake.
 *
 * @returns the status of the handshake, the selected subprotocol, and the events that the handler has sent
 * @example
 * const handler = handleConnect(({ query }) => {
 *   if (query.v !== "1") throw new HttpError(403, "unknown-version", "The version is unknown.");
 * });
 * async function test(): Promise<void> {
 *   const { status } = await invokeConnect(handler, { query: { v: "1" } });
 * }
 */
export async function invokeConnect(
  handler: InvocableSocketHandler,
  { query = {}, headers = {}, protocols = [], gone, ...parts }: ConnectParts = {},
): Promise<SocketTestResult & { readonly protocol: string | undefined }> {
  requireSocketHandler("invokeConnect", handler);
  const offered = protocols.length > 0 && { "Sec-WebSocket-Protocol": protocols.join(", ") };
  const event = createTestConnectEvent(parts, { ...headers, ...offered }, query);
  const { statusCode, requests, ...result } = await recordConnections(() => handler(event as never), gone);
  return { ...toResult(statusCode, requests), protocol: result.headers?.["Sec-WebSocket-Protocol"] };
}

/**
 * Calls a handler with the event that a WebSocket API sends for the end of a connection. As on AWS, this connection no longer
 * exists.
 *
 * @returns the status, and the events that the handler has sent to other connections
 * @example
 * const left = event("left");
 * const handler = handleDisconnect(async ({ connections }) => {
 *   await connections.broadcast(["c-1", "c-2"], left);
 * });
 * async function test(): Promise<void> {
 *   const { sent } = await invokeDisconnect(handler, { closeCode: 1001, gone: ["c-2"] });
 * }
 */
export async function invokeDisconnect(
  handler: InvocableSocketHandler,
  { closeCode = 1000, reason = "", gone = [], ...parts }: DisconnectParts = {},
): Promise<SocketTestResult> {
  requireSocketHandler("invokeDisconnect", handler);
  const event = createTestDisconnectEvent(parts, closeCode, reason);
  const { connectionId = TEST_CONNECTION_ID } = parts;
  const { statusCode, requests } = await recordConnections(
    () => handler(event as never),
    [connectionId, ...gone],
  );
  return toResult(statusCode, requests);
}

/** @throws Error if the handler is not one of a WebSocket API, such as one from `handle()` */
function requireSocketHandler(caller: string, handler: Partial<InvocableSocketHandler> | undefined): void {
  if (handler?.routeKeys) return;
  throw new Error(
    `${caller}: the handler is not one of a WebSocket API; expected a handler from gatewright/runtime/websocket. Use invoke() for a handler from handle().`,
  );
}

function toResult(status: number, { frames, closed }: ConnectionRequests): SocketTestResult {
  const sent = frames.flatMap(({ connectionId, frame }) => {
    const { event, body } = frame as Partial<SentEvent>;
    return event === undefined ? [] : [{ connectionId, event, body }];
  });
  return { status, sent, closed };
}
