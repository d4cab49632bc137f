/**
 * `$context` variables of both kinds of API that have a value before the caller is authorized and before the response
 * exists. An identity source can name them.
 */
export const KNOWN_BEFORE_AUTHORIZATION = [
  "accountId",
  "apiId",
  "domainName",
  "domainPrefix",
  "extendedRequestId",
  "httpMethod",
  "identity.sourceIp",
  "identity.userAgent",
  "path",
  "protocol",
  "requestId",
  "requestTime",
  "requestTimeEpoch",
  "stage",
] as const;
