/**
 * Headers that mappings and templates of a REST API cannot set, because API Gateway sets them itself. LocalStack's tests
 * recorded on AWS that each request of such an integration gets status 500 (test_apigateway_header_remapping).
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  "content-length",
  "transfer-encoding",
  "x-amzn-apigateway-api-id",
  "x-amzn-trace-id",
]);

/** Headers that integrations with AWS services and functions cannot set. */
export const RESERVED_AWS_HEADERS: ReadonlySet<string> = new Set([
  ...RESERVED_HEADERS,
  "authorization",
  "connection",
  "expect",
  "proxy-authenticate",
  "te",
]);
