/**
 * Fields of an access log entry: the caller, the request and its route, the response, the latencies, and the
 * reason when a request was rejected or failed. API Gateway logs an empty value as `"-"`.
 *
 * The fields whose text the caller chooses come first. API Gateway inserts each value into the format as text. If a
 * value contains a quote, it can add fields to the JSON. A reader of JSON uses the last of several fields with the same
 * name, so that such a field cannot replace one that API Gateway computes.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
const fields = (routeKey: string) => ({
  path: "$context.path",
  userAgent: "$context.identity.userAgent",
  requestId: "$context.requestId",
  requestTime: "$context.requestTime",
  httpMethod: "$context.httpMethod",
  routeKey,
  status: "$context.status",
  protocol: "$context.protocol",
  responseLength: "$context.responseLength",
  responseLatency: "$context.responseLatency",
  sourceIp: "$context.identity.sourceIp",
  principalId: "$context.authorizer.principalId",
  subject: "$context.authorizer.claims.sub",
  authorizerError: "$context.authorizer.error",
  error: "$context.error.message",
  errorType: "$context.error.responseType",
  integrationStatus: "$context.integrationStatus",
  functionStatus: "$context.integration.status",
  functionRequestId: "$context.integration.requestId",
  integrationLatency: "$context.integrationLatency",
  integrationError: "$context.integrationErrorMessage",
});

/** Access log format of a stage: JSON on a single line, because API Gateway accepts no line break. */
export const ACCESS_LOG_FORMAT = JSON.stringify(fields("$context.routeKey"));

/**
 * Access log format of a stage of a REST API. It has the same fields, so that the same queries read the logs of both
 * kinds of API, and the ID of the API key. REST APIs have no route keys. The field `routeKey` consists of the method
 * of the request and the path of the resource: `GET /products/{productId}`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export const REST_ACCESS_LOG_FORMAT = JSON.stringify({
  ...fields("$context.httpMethod $context.resourcePath"),
  // The ID of the API key, which is no secret. The variable `identity.apiKey` is the value of the key.
  apiKeyId: "$context.identity.apiKeyId",
});

/**
 * Access log format of a stage of a WebSocket API. An entry is about a connection or a message. `$context.identity` is that
 * of the handshake.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
export const WEB_SOCKET_ACCESS_LOG_FORMAT = JSON.stringify({
  userAgent: "$context.identity.userAgent",
  requestId: "$context.requestId",
  requestTime: "$context.requestTime",
  eventType: "$context.eventType",
  routeKey: "$context.routeKey",
  status: "$context.status",
  connectionId: "$context.connectionId",
  connectedAt: "$context.connectedAt",
  messageId: "$context.messageId",
  sourceIp: "$context.identity.sourceIp",
  principalId: "$context.authorizer.principalId",
  authorizerError: "$context.authorizer.error",
  error: "$context.error.message",
  errorType: "$context.error.responseType",
  validationError: "$context.error.validationErrorString",
  integrationStatus: "$context.integration.integrationStatus",
  functionStatus: "$context.integration.status",
  functionRequestId: "$context.integration.requestId",
  integrationLatency: "$context.integrationLatency",
  integrationError: "$context.integration.error",
});
