/** Data of a request that an error message contains. */
export interface FailedRequest {
  readonly connectionId: string;
  readonly requestId: string;
}

/**
 * Returns the text with which API Gateway reports an error to a client: as a message, and as the body of a rejected
 * handshake. The spaces were captured on AWS; the form of a handshake only for a denial by an authorizer.
 */
export function formatErrorMessage(message: string, { connectionId, requestId }: FailedRequest): Buffer {
  return Buffer.from(
    `{"message": ${JSON.stringify(message)}, "connectionId":"${connectionId}", "requestId":"${requestId}"}`,
  );
}

/** Messages of errors, by the status in the access log. How API Gateway reports a throttled message is unverified. */
export const ERROR_MESSAGES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  429: "Too Many Requests",
  500: "Internal server error",
  502: "Internal server error",
};
