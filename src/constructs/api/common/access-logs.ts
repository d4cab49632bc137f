/**
 * What is logged of each request, as JSON: who asked what of which route, the answer, how long it took, and why it was
 * refused or failed. An empty value is logged as `"-"`.
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

/** One line, which is what API Gateway takes. */
export const ACCESS_LOG_FORMAT = JSON.stringify(FIELDS);
