import type { StreamedBody } from "./streamed-body";

/** HTTP response that a caller receives. */
export interface GatewayResponse {
  readonly status: number;
  /**
   * Headers in the order in which they are sent, each with its lowercase name and its value. A repeated name
   * has several entries. A REST API sends the name in the spelling of `sentAs`, if it is present.
   */
  readonly headers: readonly (readonly [name: string, value: string, sentAs?: string])[];
  /** Whole body. It is empty if the response has a `stream`. */
  readonly body: Buffer;
  /** Body that is sent while it is created. Only a REST API has it. */
  readonly stream?: StreamedBody;
  /**
   * True if the gateway created the response itself. API Gateway sends the header names of such a response in
   * lower case.
   */
  readonly isError?: true;
  /**
   * Reason why the gateway responded with an error. It is shown in the terminal and never sent to the caller.
   */
  readonly reason?: string;
  /** Error of a REST API, from which a gateway response of the API can create another response. */
  readonly error?: ResponseError;
}

/** Error that a REST API reports itself. */
export interface ResponseError {
  /** Type of the gateway response: `MISSING_AUTHENTICATION_TOKEN`. */
  readonly type: string;
  readonly message: string | null;
  /** Difference between the body and its model: `[object has missing required properties (["name"])]`. */
  readonly validationError?: string;
}

/**
 * Values of the field `message` in the error responses that API Gateway itself creates, by status code. No record of a
 * response of API Gateway with status 408 or 417 was found.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html
 */
const MESSAGES = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Timeout",
  413: "Request Entity Too Large",
  417: "Expectation Failed",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

/** Status codes of the error responses that the gateway itself creates. */
export type ErrorStatus = keyof typeof MESSAGES;

/**
 * Returns the response of a route that is not emulated: status 501, which API Gateway never sends, with the reason in
 * the body.
 */
export function notEmulatedResponse(reason: string): GatewayResponse {
  return {
    status: 501,
    isError: true,
    headers: [["content-type", "application/json"]],
    body: Buffer.from(JSON.stringify({ code: "GW_NOT_EMULATED", message: reason })),
    reason,
  };
}

/**
 * Returns an error response that the gateway itself creates. Its body is `{"message":"Not Found"}` for the
 * status 404.
 *
 * @param reason why the gateway responds with an error; shown in the terminal, not to the caller
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
