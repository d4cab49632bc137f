import { randomUUID } from "node:crypto";
import { REST_API_QUOTAS } from "#aws";
import { newRequestId } from "./random-id";
import { headerOf } from "./request";
import type { GatewayResponse } from "./response";
import type { ServerFormat } from "./server-format";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Captured on AWS: https://github.com/koki-develop/lgtm-generator/issues/10. The response has no ID. */
const BODY_TOO_LONG: GatewayResponse = {
  status: 413,
  isError: true,
  headers: [["content-type", "text; charset=utf-8"]],
  body: Buffer.from(`HTTP content length exceeded ${REST_API_QUOTAS.bodyBytes} bytes.`),
  reason: `request body exceeds ${REST_API_QUOTAS.bodyBytes} bytes`,
};

/**
 * Format of REST APIs.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export const REST_API_FORMAT: ServerFormat = {
  createIds(headers) {
    const sent = headerOf({ headers }, "x-amzn-requestid") ?? "";
    return { requestId: UUID.test(sent) ? sent : randomUUID(), extendedRequestId: newRequestId() };
  },
  readMethod: (method, headers) => headerOf({ headers }, "x-http-method-override") ?? method,
  // LocalStack's tests measured on AWS that a REST API does not decode the path.
  decodePath: (encodedPath) => encodedPath,
  formatName: ([name, , sentAs]) => sentAs ?? name,
  formatIds: ({ requestId, extendedRequestId }, response) =>
    response === BODY_TOO_LONG ? [] : ["x-amzn-RequestId", requestId, "x-amz-apigw-id", extendedRequestId],
  bodyTooLong: BODY_TOO_LONG,
};
