import { HTTP_API_QUOTAS } from "#aws";
import { decodePath } from "./path";
import { newRequestId } from "./random-id";
import { errorResponse } from "./response";
import type { ServerFormat } from "./server-format";

/** Format of HTTP APIs. */
export const HTTP_API_FORMAT: ServerFormat = {
  createIds() {
    const requestId = newRequestId();
    return { requestId, extendedRequestId: requestId };
  },
  readMethod: (method) => method,
  decodePath,
  formatName: ([name], isGatewayResponse) => formatHeaderName(name, isGatewayResponse),
  formatIds: ({ requestId }, { isError }) => [formatHeaderName("apigw-requestid", isError), requestId],
  bodyTooLong: errorResponse(413, `request body exceeds ${HTTP_API_QUOTAS.bodyBytes} bytes`),
};

/**
 * Returns a header name with the same capitalization as in captured HTTP/1.1 responses from API Gateway.
 *
 * A response from an integration has capitalized names (`Apigw-Requestid`, `Myheader`). A response that the
 * gateway itself creates has lowercase names.
 */
function formatHeaderName(name: string, isGatewayResponse: true | undefined): string {
  if (isGatewayResponse) return name;
  const cached = HEADER_NAMES.get(name);
  if (cached !== undefined) return cached;
  const formatted = name.replaceAll(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
  if (HEADER_NAMES.size < MAX_HEADER_NAMES) HEADER_NAMES.set(name, formatted);
  return formatted;
}

/**
 * Cache of formatted header names. Its size is limited, because a function can return any number of names.
 */
const HEADER_NAMES = new Map<string, string>();
const MAX_HEADER_NAMES = 1000;
