import { lowercaseNames } from "#contract";
import { redactLogNames } from "../redact";
import { toProblem } from "../to-problem";
import {
  type ConnectionContext,
  connectionContext,
  requireEventType,
  type SocketHandler,
  type SocketLambdaEvent,
  toSocketHandler,
} from "./lambda-event";

/** Handshake that a handler receives. Its connection is not open yet, and cannot receive events. */
export interface ConnectRequest extends ConnectionContext {
  /** Query parameters, percent-decoded. A parameter that occurs several times has its last value. */
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Headers, with lowercase names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Subprotocols that the client offers, without the token that follows `bearer`. */
  readonly protocols: readonly string[];
}

/** Result of a handler that accepts a connection. */
export interface AcceptedConnection {
  /**
   * Subprotocol of the connection, which the client has offered. Default: `bearer` if the client has offered it, otherwise
   * none. Browsers close a connection if they have offered subprotocols and the server selects none.
   */
  readonly protocol?: string;
}

// biome-ignore lint/suspicious/noConfusingVoidType: a handler without a return statement returns void
type ConnectResult = AcceptedConnection | void | undefined;

/** Subprotocol of a client that sends its token in the next subprotocol, because browsers cannot set headers. */
const BEARER = "bearer";

/**
 * Returns the Lambda handler of the route `$connect`. API Gateway opens the connection only if `handler` returns.
 *
 * To reject a connection, throw an `HttpError`: the handshake fails with its status. After any other error, which is
 * logged, and after a result of another form, it fails with 500. The log contains neither the query parameter `token` nor
 * the header `sec-websocket-protocol`.
 *
 * @param handler function that receives the handshake
 * @example
 * const handler = handleConnect(({ headers, protocols }) => {
 *   if (headers.origin !== "https://example.com") throw new HttpError(403, "unknown-origin", "The origin is unknown.");
 *   return { protocol: protocols.includes("chat.v1") ? "chat.v1" : undefined };
 * });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html
 */
export function handleConnect(
  handler: (request: ConnectRequest) => ConnectResult | Promise<ConnectResult>,
): SocketHandler {
  redactLogNames("token", "sec-websocket-protocol");
  return toSocketHandler("$connect", async (event) => {
    const context = connectionContext(event);
    try {
      requireEventType(event, "CONNECT");
      const headers = lowercaseNames(event.headers ?? {});
      const protocols = readProtocols(event);
      const query = event.queryStringParameters ?? {};
      const accepted = await handler({ query, headers, protocols, ...context });
      checkResult(accepted);
      const protocol = selectProtocol(accepted?.protocol, protocols);
      if (protocol === undefined) return { statusCode: 200 };
      return { statusCode: 200, headers: { "Sec-WebSocket-Protocol": protocol } };
    } catch (error) {
      return { statusCode: toProblem(error, context.log).status };
    }
  });
}

/** Returns the subprotocols that a client offers, without the token that follows `bearer`. */
function readProtocols({ headers, multiValueHeaders }: SocketLambdaEvent): string[] {
  const values = lowercaseNames<unknown>(multiValueHeaders ?? headers ?? {})["sec-websocket-protocol"] ?? "";
  const offered = String(values)
    .split(",")
    .map((protocol) => protocol.trim());
  return offered.filter((protocol, index) => protocol !== "" && offered[index - 1] !== BEARER);
}

/**
 * Checks the result of a handler. JavaScript can return the result of a Lambda function, such as `{ statusCode: 403 }`, which
 * must not open the connection.
 * @throws Error if the result has other properties than `protocol`
 */
function checkResult(result: unknown): void {
  if (result === undefined || result === null) return;
  const isObject = typeof result === "object";
  if (isObject && Object.keys(result).every((name) => name === "protocol")) return;
  const kind = isObject ? `an object with the properties ${Object.keys(result)}` : `a ${typeof result}`;
  throw new Error(
    `the handler of $connect returned ${kind}; expected nothing or { protocol }. Throw an HttpError to reject the connection.`,
  );
}

/** @throws Error if the client has not offered the protocol, because it would close the connection */
function selectProtocol(protocol: string | undefined, offered: readonly string[]): string | undefined {
  if (protocol === undefined) return offered.includes(BEARER) ? BEARER : undefined;
  if (offered.includes(protocol)) return protocol;
  // The protocol may contain the token of the client.
  const name = offered.includes(BEARER) ? "" : `"${protocol}" `;
  throw new Error(
    `the protocol ${name}is not one that the client offers; expected ${offered.join(" or ") || "none"}`,
  );
}
