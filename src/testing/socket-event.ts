/** Connection of an event. Each part is optional. */
export interface ConnectionParts {
  /** ID of the connection. Default: `test-connection=`. */
  readonly connectionId?: string;
  /** Context of the authorizer, such as the claims of the client's token. Default: none, as in a public API. */
  readonly claims?: Readonly<Record<string, string>>;
}

/** Default ID of the connection of an event. */
export const TEST_CONNECTION_ID = "test-connection=";

const API_ID = "testapi";
const DOMAIN_NAME = `${API_ID}.execute-api.us-east-1.amazonaws.com`;

/** Fields of `requestContext` that differ between the kinds of events. */
interface ContextFields {
  readonly routeKey: string;
  readonly eventType: "CONNECT" | "MESSAGE" | "DISCONNECT";
  readonly messageId?: string;
  readonly disconnectStatusCode?: number;
  readonly disconnectReason?: string;
}

function createContext(
  { connectionId = TEST_CONNECTION_ID, claims }: ConnectionParts,
  fields: ContextFields,
) {
  const authorizer = { principalId: claims?.sub ?? "test-principal", ...claims, integrationLatency: 1 };
  const time = Date.parse("2026-01-01T00:00:00Z");
  return {
    ...fields,
    ...(claims && { authorizer }),
    extendedRequestId: "test-request",
    requestTime: "01/Jan/2026:00:00:00 +0000",
    messageDirection: "IN",
    stage: "live",
    connectedAt: time,
    requestTimeEpoch: time,
    identity: { sourceIp: "127.0.0.1" },
    requestId: "test-request",
    domainName: DOMAIN_NAME,
    connectionId,
    apiId: API_ID,
  };
}

/** Creates the event of a message. */
export function createTestMessageEvent(parts: ConnectionParts, routeKey: string, frame: object): object {
  const requestContext = createContext(parts, { routeKey, messageId: "test-message", eventType: "MESSAGE" });
  return { requestContext, body: JSON.stringify(frame), isBase64Encoded: false };
}

/**
 * Creates the event of a handshake. An event without a query has no field for it, and the names of headers keep their
 * capitalization.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html
 */
export function createTestConnectEvent(
  parts: ConnectionParts,
  headers: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
): object {
  return {
    ...headerFields({ Host: DOMAIN_NAME, ...headers }),
    ...(Object.keys(query).length > 0 && {
      queryStringParameters: query,
      multiValueQueryStringParameters: toLists(query),
    }),
    requestContext: createContext(parts, { routeKey: "$connect", eventType: "CONNECT" }),
    isBase64Encoded: false,
  };
}

/** Creates the event of a closed connection. */
export function createTestDisconnectEvent(
  parts: ConnectionParts,
  disconnectStatusCode: number,
  disconnectReason: string,
): object {
  const headers = { Host: DOMAIN_NAME, "x-api-key": "", "X-Forwarded-For": "127.0.0.1", "x-restapi": "" };
  const fields = { disconnectStatusCode, eventType: "DISCONNECT", disconnectReason } as const;
  return {
    ...headerFields(headers),
    requestContext: createContext(parts, { routeKey: "$disconnect", ...fields }),
    isBase64Encoded: false,
  };
}

function headerFields(headers: Readonly<Record<string, string>>) {
  return { headers, multiValueHeaders: toLists(headers) };
}

function toLists(values: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));
}
