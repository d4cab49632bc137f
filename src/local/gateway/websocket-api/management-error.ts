import type { GatewayResponse } from "../../http/response";

/**
 * Errors of requests to `@connections`, by the value of the header `x-amzn-ErrorType`. The status of a wrong path is
 * unverified.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
const STATUS = {
  AccessDeniedException: 403,
  BadRequestException: 400,
  ForbiddenException: 403,
  GoneException: 410,
  LimitExceededException: 429,
  NotFoundException: 404,
  PayloadTooLargeException: 413,
} as const;

/**
 * Returns the response to a request to `@connections` that fails.
 *
 * @param body JSON value of the body. Without a value, the body is empty
 * @param reason reason for the terminal; never sent to the caller
 */
export function managementError(
  exception: keyof typeof STATUS,
  body: object | undefined,
  reason: string,
): GatewayResponse {
  return {
    status: STATUS[exception],
    isError: true,
    headers: [
      ["content-type", "application/json", "Content-Type"],
      ["x-amzn-errortype", exception, "x-amzn-ErrorType"],
    ],
    body: Buffer.from(body === undefined ? "" : JSON.stringify(body)),
    reason,
  };
}
