import { LOG_QUERIES, type LogQuery } from "./log-queries";

/** Text in the query `one-connection` that the reader replaces with an ID. */
const ID = "CONNECTION_ID";

/**
 * Queries of a WebSocket API by name. The fields are those of the access log format of WebSocket APIs, and of the logs of
 * functions as in {@link LOG_QUERIES}.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
export const WEB_SOCKET_QUERIES = {
  "slowest-routes": {
    source: "access",
    lines: [
      'filter ispresent(routeKey) and routeKey != "-"',
      "stats count(*) as calls, pct(integrationLatency, 50) as p50Ms, pct(integrationLatency, 95) as p95Ms, pct(integrationLatency, 99) as p99Ms, max(integrationLatency) as maxMs by routeKey",
      "sort p95Ms desc",
      "limit 50",
    ],
  },
  "messages-by-route": {
    source: "access",
    lines: [
      'filter eventType = "MESSAGE"',
      "stats count(*) as messages, count_distinct(connectionId) as connections by routeKey, status",
      "sort messages desc",
      "limit 100",
    ],
  },
  errors: {
    source: "both",
    lines: [
      'filter status >= 500 or integrationStatus >= 500 or functionStatus >= 500 or level = "ERROR" or level = "FATAL" or (type = "platform.report" and record.status != "success")',
      // API Gateway and Lambda have different request IDs. The access log contains both.
      "fields @timestamp, coalesce(message.requestId, requestId, record.requestId) as request, functionRequestId, coalesce(message.routeKey, routeKey) as route, connectionId, status, coalesce(message.message, errorMessage, record.status) as functionError, coalesce(message.error.message, errorType, record.errorType) as cause, integrationError, error, @log",
      "sort @timestamp desc",
      "limit 200",
    ],
  },
  "rejected-messages": {
    source: "access",
    lines: [
      'filter eventType = "MESSAGE" and status >= 400 and status < 500',
      "stats count(*) as messages, count_distinct(connectionId) as connections by routeKey, status, error, validationError",
      "sort messages desc",
      "limit 50",
    ],
  },
  "rejected-handshakes": {
    source: "access",
    lines: [
      'filter eventType = "CONNECT" and status >= 400',
      "stats count(*) as rejected, count_distinct(sourceIp) as addresses, earliest(requestTime) as since, latest(requestTime) as until by status, error, authorizerError",
      "sort rejected desc",
      "limit 50",
    ],
  },
  "closed-connections": {
    source: "access",
    lines: [
      "# Minutes from the handshake to the end. API Gateway closes a connection after 10 minutes without a message, and after 120 minutes.",
      'filter eventType = "DISCONNECT"',
      "fields floor((toMillis(@timestamp) - connectedAt) / 60000) as minutes",
      "stats count(*) as connections by minutes",
      "sort minutes asc",
      "limit 150",
    ],
  },
  "one-connection": {
    source: "both",
    lines: [
      `# Replace ${ID} with the connectionId of a connection, or with the requestId or functionRequestId of one of its access log entries.`,
      `filter @message like "${ID}"`,
      "fields @timestamp, coalesce(eventType, type, level) as kind, status, coalesce(message.message, errorMessage, routeKey) as text, @message, @log",
      "sort @timestamp asc",
      "limit 1000",
    ],
  },
  "cold-starts": LOG_QUERIES["cold-starts"],
  "top-clients": {
    source: "access",
    lines: [
      "filter ispresent(sourceIp)",
      "stats count(*) as events, count_distinct(connectionId) as connections, count_distinct(routeKey) as routes by sourceIp, principalId",
      "sort events desc",
      "limit 50",
    ],
  },
} as const satisfies Readonly<Record<string, LogQuery>>;
