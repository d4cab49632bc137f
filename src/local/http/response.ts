/** HTTP response that a caller receives. */
export interface GatewayResponse {
  readonly status: number;
  /** Lowercase names with their values, in the order sent. A repeated name has several entries. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** True if the gateway created the response itself. Its header names are then sent in lower case. */
  readonly isError?: true;
  /** Reason for an error of the gateway, shown in the terminal; never sent to the caller. */
  readonly reason?: string;
}

/**
 * Messages of API Gateway's own responses.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html
 */
const MESSAGES = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  413: "Request Entity Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

/** Status codes with which the gateway itself responds to an error. */
export type ErrorStatus = keyof typeof MESSAGES;

/**
 * Returns an error response of the gateway itself, with the body `{"message":"Not Found"}`.
 *
 * @param reason text for the terminal; the caller does not see it
 */
export function errorResponse(
  status: ErrorStatus,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): GatewayResponse {
  return {
    status,
    isError: true,
    headers: [["content-type", "application/json"], ...Object.entries(headers)],
    body: Buffer.from(JSON.stringify({ message: MESSAGES[status] })),
    reason,
  };
}
