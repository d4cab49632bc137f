/**
 * Headers that `request_parameters` and templates cannot set, because API Gateway sets them itself. LocalStack's tests
 * recorded on AWS that each request of such an integration gets status 500 (test_apigateway_header_remapping).
 */
export const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  "content-length",
  "transfer-encoding",
  "x-amzn-apigateway-api-id",
  "x-amzn-trace-id",
]);

/** Headers that integrations with AWS services cannot set. */
export const RESERVED_AWS_HEADERS: ReadonlySet<string> = new Set([
  ...RESERVED_HEADERS,
  "authorization",
  "connection",
  "expect",
  "proxy-authenticate",
  "te",
]);
