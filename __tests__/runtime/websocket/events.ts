import type { SocketLambdaEvent } from "gatewright/runtime/websocket";

const CONTEXT = {
  extendedRequestId: "request-1",
  requestTime: "16/Mar/2025:00:46:22 +0000",
  messageDirection: "IN",
  stage: "live",
  connectedAt: 1742085982000,
  requestTimeEpoch: 1742085982000,
  identity: { sourceIp: "127.0.0.1" },
  requestId: "request-1",
  domainName: "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
  connectionId: "VNRUSeldSwMCIRQ=",
  apiId: "a1b2c3d4e5",
};

type Context = Partial<SocketLambdaEvent["requestContext"]>;

/** Returns the event of a message. */
export function messageEvent(routeKey: string, body: string, context: Context = {}): SocketLambdaEvent {
  return {
    requestContext: { routeKey, messageId: "message-1", eventType: "MESSAGE", ...CONTEXT, ...context },
    body,
    isBase64Encoded: false,
  } as SocketLambdaEvent;
}

/** Returns the event of a handshake. */
export function connectEvent(
  { headers = {}, query }: { headers?: Record<string, string>; query?: Record<string, string> } = {},
  context: Context = {},
): SocketLambdaEvent {
  const all = Object.entries({ Host: CONTEXT.domainName, ...headers });
  return {
    headers: Object.fromEntries(all),
    multiValueHeaders: Object.fromEntries(all.map(([name, value]) => [name, [value]])),
    ...(query && { queryStringParameters: query }),
    requestContext: { routeKey: "$connect", eventType: "CONNECT", ...CONTEXT, ...context },
    isBase64Encoded: false,
  } as SocketLambdaEvent;
}

/** Returns the event of a closed connection. */
export function disconnectEvent(context: Context = {}): SocketLambdaEvent {
  return {
    headers: { Host: CONTEXT.domainName, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" },
    requestContext: { routeKey: "$disconnect", eventType: "DISCONNECT", ...CONTEXT, ...context },
    isBase64Encoded: false,
  } as SocketLambdaEvent;
}
