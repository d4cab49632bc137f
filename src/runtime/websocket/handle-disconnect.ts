import { connectionsOf, type SocketConnections } from "./connections";
import {
  type ConnectionContext,
  connectionContext,
  isOutsideLambda,
  requireEventType,
  type SocketHandler,
  toSocketHandler,
} from "./lambda-event";

/** End of a connection that a handler receives. */
export interface DisconnectRequest extends ConnectionContext {
  /** Close code. 1001 after the idle limit; 1005 if the client sent none. */
  readonly closeCode: number;
  /** Reason in the close frame. Empty if it contains none. */
  readonly reason: string;
  /** Connections of the API, to send events to other clients. The own connection no longer exists. */
  readonly connections: SocketConnections;
}

/**
 * Returns the Lambda handler of the route `$disconnect`, which runs after the end of a connection. API Gateway tries to
 * invoke it, but does not guarantee it. An error is logged, and has no other effect. To send events, the function needs the
 * permission `execute-api:ManageConnections`: call `grantManageConnections(fn)` of the `WebSocketApi`.
 *
 * @param handler function that receives the end of a connection
 * @example
 * const members = new Set<string>();
 * const memberLeft = event("memberLeft");
 * const handler = handleDisconnect(async ({ connectionId, closeCode, connections, log }) => {
 *   members.delete(connectionId);
 *   const { sent } = await connections.broadcast(members, memberLeft);
 *   log.info("left", { closeCode, sent });
 * });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html
 */
export function handleDisconnect(
  handler: (request: DisconnectRequest) => void | Promise<void>,
): SocketHandler {
  const isValidated = isOutsideLambda();
  return toSocketHandler("$disconnect", async (event) => {
    const context = connectionContext(event);
    try {
      requireEventType(event, "DISCONNECT");
      // 1005 means that the close frame has no code (RFC 6455, section 7.4.1).
      const { disconnectStatusCode: closeCode = 1005, disconnectReason: reason = "" } = event.requestContext;
      const connections = connectionsOf(event, isValidated);
      await handler({ closeCode, reason, connections, ...context });
      return { statusCode: 200 };
    } catch (error) {
      context.log.error("unhandled error in handler", { error });
      return { statusCode: 500 };
    }
  });
}
