import { WEBSOCKET_API_QUOTAS } from "#aws";
import { ownValue } from "#own-value";
import { MAX_BUFFERED_BYTES } from "../../http/client-socket";
import type { GatewayRequest } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { ManagementCall, WebSocketApiState } from "./api-state";
import type { Connection } from "./connection";
import type { OpenConnections } from "./connections";
import { managementError } from "./management-error";

/** Code and reason of a connection that `DELETE` closes. Captured on AWS. */
const CLOSED = { code: 1000, reason: "Connection Closed Normally" };

/**
 * Sends a message to a connection, describes it, or closes it: `POST`, `GET` and `DELETE` of
 * `/{stage}/@connections/{connectionId}`. Any other request is rejected.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export async function manageConnection(
  state: WebSocketApiState,
  connections: OpenConnections,
  request: GatewayRequest,
): Promise<GatewayResponse> {
  const call = readCall(state, request);
  if ("status" in call) return call;
  const denied = await state.parts.authorizeCall(request, call);
  if (denied) return denied;
  const { connectionId, method, stage } = call;
  if (!CONNECTION_ID.test(connectionId)) {
    const message = `Invalid connectionId: ${connectionId}`;
    return managementError("BadRequestException", { message }, message);
  }
  const connection = connections.find(connectionId);
  if (connection?.info.stage !== stage)
    return managementError("GoneException", undefined, "the connection is closed or never existed");
  return OPERATIONS[method](connection, connections, request);
}

const CONNECTION_ID = /^[\w-]{15}=$/;

/** Path of a request to a connection. Both forms of `@` are in use. */
const CALL_PATH = /^\/([^/]+)\/(?:@|%40)connections\/([^/]+)$/i;

function readCall(state: WebSocketApiState, request: GatewayRequest): ManagementCall | GatewayResponse {
  const { method, encodedPath } = request;
  const [, name = ""] = encodedPath.split("/", 2);
  const stage = decode(name);
  const isStage = stage !== undefined && state.findStage(stage) !== undefined;
  if (!isStage || encodedPath.length <= name.length + 2) {
    const reason = isStage ? "the request is no WebSocket handshake" : `the API has no stage "${name}"`;
    return managementError("ForbiddenException", { message: "Forbidden" }, reason);
  }
  const [, , id] = CALL_PATH.exec(encodedPath) ?? [];
  if (id === undefined || ownValue(OPERATIONS, method) === undefined) {
    const message = `No method found matching route ${encodedPath.slice(1)} for http method ${method}`;
    return managementError("NotFoundException", { message }, message);
  }
  const connectionId = decode(id) ?? id;
  return { method: method as ManagementCall["method"], stage, connectionId };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

type Operation = (
  connection: Connection,
  connections: OpenConnections,
  request: GatewayRequest,
) => GatewayResponse;

const OPERATIONS = {
  POST: (connection, _, { body }) => {
    const { messageBytes } = WEBSOCKET_API_QUOTAS;
    if (body.length > messageBytes) {
      const message = `The message has ${body.length} bytes; the limit is ${messageBytes}.`;
      return managementError("PayloadTooLargeException", { message }, message);
    }
    if (connection.socket.bufferedBytes > MAX_BUFFERED_BYTES) {
      return managementError("LimitExceededException", undefined, "the client does not read its messages");
    }
    connection.send(body, performance.now());
    return { status: 200, headers: [], body: Buffer.alloc(0) };
  },
  GET: ({ info, lastActiveAtMs }) => {
    const { connectedAtMs, sourceIp, userAgent } = info;
    const description = {
      connectedAt: new Date(connectedAtMs).toISOString(),
      identity: { sourceIp, userAgent },
      lastActiveAt: new Date(lastActiveAtMs).toISOString(),
    };
    const body = Buffer.from(JSON.stringify(description));
    return { status: 200, headers: [["content-type", "application/json", "Content-Type"]], body };
  },
  DELETE: (connection, connections) => {
    connections.close(connection, CLOSED);
    return { status: 204, headers: [], body: Buffer.alloc(0) };
  },
} satisfies Record<string, Operation>;
