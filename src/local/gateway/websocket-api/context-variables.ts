import { ownValue } from "#own-value";
import { formatRequestTime } from "../core/route-context";
import type { WebSocketRecord } from "./web-socket-record";

type Value = string | number | undefined | null;

/**
 * Returns the value of a `$context` variable in the access log of a WebSocket API.
 *
 * @param name name without `$context.`, such as `connectionId` or `authorizer.principalId`
 * @returns `undefined` if the variable is unknown or has no value
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
export function webSocketVariable(name: string, record: WebSocketRecord): string | undefined {
  const value = ownValue(VARIABLES, name)?.(record) ?? authorizerVariable(name, record);
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

const VARIABLES: Readonly<Record<string, (record: WebSocketRecord) => Value>> = {
  apiId: ({ apiId }) => apiId,
  "authorizer.error": authorizerError,
  "authorizer.integrationLatency": authorizerLatency,
  "authorizer.latency": authorizerLatency,
  "authorizer.requestId": ({ authorization }) => authorization?.invocation?.requestId,
  "authorizer.integrationStatus": ({ authorization }) => authorization?.invocation?.status,
  "authorizer.status": ({ authorization }) => statusOf(authorization),
  "authorize.error": authorizerError,
  "authorize.latency": authorizerLatency,
  "authorize.status": ({ authorization }) => statusOf(authorization),
  connectedAt: ({ connection }) => connection.connectedAtMs,
  connectionId: ({ connection }) => connection.id,
  domainName: ({ domainName }) => domainName,
  "error.message": ({ errorMessage }) => errorMessage,
  "error.messageString": ({ errorMessage }) => errorMessage && JSON.stringify(errorMessage),
  "error.responseType": ({ errorMessage, status }) =>
    errorMessage === undefined ? undefined : RESPONSE_TYPES[status],
  "error.validationErrorString": ({ validationError }) => validationError,
  eventType: ({ eventType }) => eventType,
  extendedRequestId: ({ requestId }) => requestId,
  "identity.apiKey": ({ connection }) => connection.apiKey?.value,
  "identity.apiKeyId": ({ connection }) => connection.apiKey?.id,
  "identity.sourceIp": ({ connection }) => connection.sourceIp,
  "identity.userAgent": ({ connection }) => connection.userAgent,
  "integration.error": ({ integration }) => integration?.reason,
  "integration.integrationStatus": ({ integration }) => integration?.status,
  "integration.latency": ({ integration }) => integration && Math.round(integration.latencyMs),
  "integration.requestId": ({ integration }) => integration?.requestId,
  "integration.status": ({ integration }) => integration?.status,
  integrationLatency: ({ integration }) => integration && Math.round(integration.latencyMs),
  messageId: ({ messageId }) => messageId,
  requestId: ({ requestId }) => requestId,
  requestTime: ({ timeEpoch }) => formatRequestTime(timeEpoch),
  requestTimeEpoch: ({ timeEpoch }) => timeEpoch,
  routeKey: ({ route }) => route?.key,
  stage: ({ stage }) => stage.name,
  status: ({ status }) => status,
};

/** Values of `$context.error.responseType`. They are those of REST APIs, which WebSocket APIs share only in part. */
const RESPONSE_TYPES: Readonly<Record<number, string>> = {
  401: "UNAUTHORIZED",
  403: "ACCESS_DENIED",
  429: "THROTTLED",
  500: "INTEGRATION_FAILURE",
  502: "INTEGRATION_FAILURE",
};

function authorizerError({ authorization }: WebSocketRecord): Value {
  return authorization && !authorization.isAuthorized ? authorization.reason : undefined;
}

function authorizerLatency({ authorizationLatencyMs: latencyMs }: WebSocketRecord): Value {
  return latencyMs === undefined ? undefined : Math.round(latencyMs);
}

function statusOf(authorization: WebSocketRecord["authorization"]): Value {
  if (!authorization) return undefined;
  return authorization.isAuthorized ? 200 : authorization.status;
}

/** Returns a value that the authorizer returned. It has one on each route of the connection. */
function authorizerVariable(name: string, { connection }: WebSocketRecord): Value {
  const prefix = "authorizer.";
  if (!name.startsWith(prefix)) return undefined;
  return ownValue(connection.caller?.authorizer as Record<string, Value>, name.slice(prefix.length));
}
