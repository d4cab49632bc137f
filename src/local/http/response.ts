/** What a caller is answered. */
export interface GatewayResponse {
  readonly status: number;
  /** Lower-case names and values, in the order sent, repeated names each by itself. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** Whether the gateway made it itself: its names are not spelt as an integration's are. */
  readonly isError?: true;
  /** Why it is no success that a function meant, for the terminal; never told to the caller. */
  readonly reason?: string;
}

/** API Gateway's own answers: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html */
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

export type ErrorStatus = keyof typeof MESSAGES;

/**
 * An answer of the gateway itself, `{"message":"Not Found"}`.
 *
 * @param reason for the terminal
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
