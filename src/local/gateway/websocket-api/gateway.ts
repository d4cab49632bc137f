import type { ClientSocket, SocketClose, SocketListener } from "../../http/client-socket";
import { newRequestId, newTraceId } from "../../http/random-id";
import type { GatewayRequest } from "../../http/request";
import type { SendResponse } from "../../http/request-listener";
import { errorResponse, type GatewayResponse } from "../../http/response";
import type { Upgrade } from "../../http/upgrades";
import type { StageModel } from "../../model/model";
import { type WebSocketApiParts, WebSocketApiState } from "./api-state";
import { runConnect } from "./connect";
import { Connection, type ConnectionInfo, type ConnectionLimits, createConnectionInfo } from "./connection";
import { OpenConnections } from "./connections";
import { ERROR_MESSAGES, formatErrorMessage } from "./error-message";
import { createDisconnectEvent } from "./events";
import { invokeRoute } from "./invoke-route";
import { manageConnection } from "./management";
import { runMessage } from "./message";
import type { WebSocketRecord } from "./web-socket-record";

/** Longest time for which a stop waits for the functions of `$disconnect` routes. */
const STOP_TIMEOUT_MS = 2000;

/** Gateway of a WebSocket API. Its connections stay open when the settings of the API change. */
export class WebSocketGateway {
  readonly #connections: OpenConnections;
  readonly #onError: (error: unknown) => void;
  /** Connections that are open, or whose `$disconnect` route still runs. */
  readonly #sessions = new Set<Promise<void>>();
  #state: WebSocketApiState | undefined;
  #isStopped = false;

  /** @param onError receives unexpected errors. They do not close connections */
  constructor(limits: ConnectionLimits, onError: (error: unknown) => void) {
    this.#connections = new OpenConnections(limits);
    this.#onError = onError;
  }

  /** Replaces the settings of the API. An API that was removed from the stack closes its connections. */
  update(parts: WebSocketApiParts | undefined): void {
    this.#state = parts && new WebSocketApiState(parts);
    if (!parts) this.#connections.closeAll();
  }

  /**
   * Opens or rejects a connection. The client waits for the authorizer and `$connect`. The returned promise
   * never rejects.
   */
  async connect(upgrade: Upgrade): Promise<void> {
    const state = this.#state;
    try {
      if (!state || this.#isStopped) upgrade.reject(errorResponse(404, REMOVED));
      else await this.#connect(state, upgrade);
    } catch (error) {
      this.#onError(error);
      upgrade.reject(errorResponse(500, "internal error of the local gateway"));
    }
  }

  async #connect(state: WebSocketApiState, upgrade: Upgrade): Promise<void> {
    const { request } = upgrade;
    const stage = findStage(state, request);
    const connection = createConnectionInfo(request, stage?.name ?? "");
    if (!stage) {
      reject(upgrade, connection, 403, "Forbidden");
      return state.reportUnknownStage(request);
    }
    const record = createRecord(state, {
      connection,
      stage,
      requestId: request.extendedRequestId,
      timeEpoch: request.timeEpoch,
      eventType: "CONNECT",
      request,
      route: state.route("$connect"),
    });
    const { isAccepted, protocol } = await runConnect(state, record);
    if (!isAccepted) reject(upgrade, connection, record.status, record.errorMessage ?? "");
    const isOpen = isAccepted && upgrade.accept(protocol, (socket) => this.#open(connection, socket));
    state.report(record);
    if (isAccepted && !isOpen) await this.#runDisconnect(connection, LOST);
  }

  /** Handles a request that opens no connection: one to `@connections`. */
  async handle(request: GatewayRequest, send: SendResponse): Promise<void> {
    const state = this.#state;
    if (!state) {
      send(errorResponse(404, REMOVED));
      return;
    }
    const startMs = performance.now();
    const response = send(await manageConnection(state, this.#connections, request));
    state.reportCall(request, response, performance.now() - startMs);
  }

  /** Closes all connections, and waits for their `$disconnect` routes. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#connections.closeAll();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise((resolve) => {
      timer = setTimeout(resolve, STOP_TIMEOUT_MS);
    });
    await Promise.race([Promise.all(this.#sessions), timeout]);
    clearTimeout(timer);
    this.#state = undefined;
  }

  #open(info: ConnectionInfo, socket: ClientSocket): SocketListener {
    const connection = new Connection(info, socket, performance.now());
    this.#connections.add(connection);
    let endSession = () => {};
    const session = new Promise<void>((resolve) => {
      endSession = resolve;
    });
    this.#sessions.add(session);
    return {
      onMessage: (text) => {
        connection.handle(() => this.#handleMessage(connection, text)).catch(this.#onError);
      },
      onClose: (close) => {
        this.#connections.remove(connection);
        this.#runDisconnect(info, close)
          .catch(this.#onError)
          .finally(() => {
            this.#sessions.delete(session);
            endSession();
          });
      },
    };
  }

  async #handleMessage(connection: Connection, text: string): Promise<void> {
    const state = this.#state;
    const { info } = connection;
    connection.touch(performance.now());
    const requestId = newRequestId();
    const stage = state?.findStage(info.stage);
    if (!state || !stage) {
      const message = formatErrorMessage("Forbidden", { connectionId: info.id, requestId });
      return connection.send(message, performance.now());
    }
    const record = createRecord(state, {
      connection: info,
      stage,
      requestId,
      timeEpoch: Date.now(),
      eventType: "MESSAGE",
      messageId: newRequestId(),
      route: state.selectRoute(text),
    });
    const response = await runMessage(state, record, text);
    const { errorMessage } = record;
    if (errorMessage !== undefined)
      connection.send(
        formatErrorMessage(errorMessage, { connectionId: info.id, requestId }),
        performance.now(),
      );
    else if (response !== undefined) connection.send(Buffer.from(response), performance.now());
    state.report(record);
  }

  /** Invokes the `$disconnect` route of a closed connection. Its result has no effect. */
  async #runDisconnect(info: ConnectionInfo, close: SocketClose): Promise<void> {
    const state = this.#state;
    const stage = state?.findStage(info.stage);
    if (!state || !stage) return;
    const route = state.route("$disconnect");
    const record = createRecord(state, {
      connection: info,
      stage,
      requestId: newRequestId(),
      timeEpoch: Date.now(),
      eventType: "DISCONNECT",
      close,
      route,
    });
    record.reason = close.cause;
    if (route) {
      const event = createDisconnectEvent(record, close);
      const traceHeader = `Root=${newTraceId(record.timeEpoch)}`;
      record.integration = await invokeRoute(state.parts, route.integration, { record, event, traceHeader });
      const { failure, reason } = record.integration;
      if (failure) {
        record.status = failure === "NOT_EMULATED" ? 501 : 500;
        record.errorMessage = ERROR_MESSAGES[record.status];
        record.reason = reason;
      }
    }
    state.report(record);
  }
}

const REMOVED = "this API was removed from the stack";

/** Code of a connection that ended without a close frame. Which code API Gateway reports is unverified. */
const LOST: SocketClose = { code: 1006, reason: "" };

/** Returns the stage whose name is the path of a handshake: `/dev`. */
function findStage(state: WebSocketApiState, { encodedPath }: GatewayRequest): StageModel | undefined {
  return state.findStage(encodedPath.replace(/^\/|\/$/g, "").replace(/^%24/, "$"));
}

/** Data of an event that the gateway knows before it handles the event. */
type EventStart = Pick<
  WebSocketRecord,
  | "connection"
  | "stage"
  | "requestId"
  | "timeEpoch"
  | "eventType"
  | "request"
  | "messageId"
  | "close"
  | "route"
>;

/**
 * Creates the record of an event. It names all fields of the start, because copying them with `...` is slow for records
 * that have different fields.
 */
function createRecord<Start extends EventStart>(
  state: WebSocketApiState,
  start: Start,
): WebSocketRecord & Start;
function createRecord(state: WebSocketApiState, start: EventStart): WebSocketRecord {
  return {
    connection: start.connection,
    stage: start.stage,
    apiId: state.parts.api.id,
    domainName: state.domainName,
    requestId: start.requestId,
    timeEpoch: start.timeEpoch,
    eventType: start.eventType,
    request: start.request,
    messageId: start.messageId,
    close: start.close,
    route: start.route,
    startMs: performance.now(),
    status: 200,
    latencyMs: 0,
  };
}

function reject(upgrade: Upgrade, connection: ConnectionInfo, status: number, message: string): void {
  const { extendedRequestId: requestId } = upgrade.request;
  const response: GatewayResponse = {
    status,
    headers: [["content-type", "application/json", "Content-Type"]],
    body: formatErrorMessage(message, { connectionId: connection.id, requestId }),
  };
  upgrade.reject(response);
}
