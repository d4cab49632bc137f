import type { RequestHeader } from "./request";
import type { GatewayResponse } from "./response";

/** IDs that the gateway assigns to a request. */
export interface RequestIds {
  readonly requestId: string;
  readonly extendedRequestId: string;
}

/** Parts of requests and responses that differ between the kinds of APIs. */
export interface ServerFormat {
  createIds(headers: readonly RequestHeader[]): RequestIds;
  /** Returns the method with which the request is routed. */
  readMethod(method: string, headers: readonly RequestHeader[]): string;
  /** Decodes the path of a request. Returns `undefined` if it is not valid; the server then responds with 400. */
  decodePath(encodedPath: string): string | undefined;
  /** Returns a header name as it is sent. */
  formatName(header: GatewayResponse["headers"][number], isGatewayResponse: true | undefined): string;
  /** Returns the names and values of the headers with the IDs of the request, in the order in which they are sent. */
  formatIds(ids: RequestIds, response: GatewayResponse): readonly string[];
  /** Response to a request whose body is too long. */
  readonly bodyTooLong: GatewayResponse;
}
