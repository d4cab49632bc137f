/**
 * Fields of an access log entry: the caller, the request and its route, the response, the latencies, and the
 * reason when a request was rejected or failed. API Gateway logs an empty value as `"-"`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
const FIELDS = {
  requestId: "$context.requestId",
  requestTime: "$context.requestTime",
  httpMethod: "$context.httpMethod",
  path: "$context.path",
  routeKey: "$context.routeKey",
  status: "$context.status",
  protocol: "$context.protocol",
  responseLength: "$context.responseLength",
  responseLatency: "$context.responseLatency",
  sourceIp: "$context.identity.sourceIp",
  userAgent: "$context.identity.userAgent",
  principalId: "$context.authorizer.principalId",
  subject: "$context.authorizer.claims.sub",
  authorizerError: "$context.authorizer.error",
  error: "$context.error.message",
  errorType: "$context.error.responseType",
  integrationStatus: "$context.integrationStatus",
  functionStatus: "$context.integration.status",
  integrationLatency: "$context.integrationLatency",
  integrationError: "$context.integrationErrorMessage",
} as const;

/** Access log format of a stage: JSON on a single line, because API Gateway accepts no line break. */
export const ACCESS_LOG_FORMAT = JSON.stringify(FIELDS);
