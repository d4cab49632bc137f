import { randomUUID } from "node:crypto";
import { HTTP_API_QUOTAS } from "#aws";
import { newRequestId } from "./random-id";
import { errorResponse } from "./response";
import type { ServerFormat } from "./server-format";

/**
 * Format of WebSocket APIs: of the requests that open a connection, and of those that send messages to connections. The
 * event of a connection contains the extended request ID as both of its IDs.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export const WEBSOCKET_API_FORMAT: ServerFormat = {
  createIds: () => ({ requestId: randomUUID(), extendedRequestId: newRequestId() }),
  readMethod: (method) => method,
  // The ID of a connection is decoded once, after the path is split.
  decodePath: (encodedPath) => encodedPath,
  formatName: ([name, , sentAs]) => sentAs ?? name,
  formatIds: ({ requestId }) => ["x-amzn-RequestId", requestId],
  bodyTooLong: errorResponse(413, `request body exceeds ${HTTP_API_QUOTAS.bodyBytes} bytes`),
};
