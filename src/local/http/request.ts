/** HTTP request with its whole body, as the local gateway handles it. */
export interface GatewayRequest {
  readonly method: string;
  /**
   * Path as the client sent it: percent-encoded, without the query. It starts with the stage name unless the
   * stage is `$default`.
   */
  readonly encodedPath: string;
  /** Percent-decoded path. It starts with the stage name unless the stage is `$default`. */
  readonly path: string;
  /** Text after `?`, not decoded; empty if there is no query. */
  readonly rawQuery: string;
  /** Headers in the order in which they were sent. A repeated name has several entries. */
  readonly headers: readonly RequestHeader[];
  readonly body: Buffer;
  readonly sourceIp: string;
  /** HTTP version, such as `HTTP/1.1`. */
  readonly protocol: string;
  /** Time of the request, in milliseconds since the Unix epoch. */
  readonly timeEpoch: number;
  /** Request ID that the gateway assigns. A response of an HTTP API contains it in the header `apigw-requestid`. */
  readonly requestId: string;
  /** Second ID of a request to a REST API. For an HTTP API, it is the same as `requestId`. */
  readonly extendedRequestId: string;
  /** X-Ray trace header, such as `Root=1-…;Parent=…;Sampled=1`. */
  readonly traceHeader: string;
}

/**
 * Header of a request. `name` is lowercase. `sentAs` is the name with the client's capitalization, and is
 * absent if the client sent the name in lower case.
 */
export type RequestHeader = readonly [name: string, value: string, sentAs?: string];

/**
 * Returns the value of a header, by its lowercase name. The values of a repeated header are joined by `,`.
 */
export function headerOf(request: Pick<GatewayRequest, "headers">, name: string): string | undefined {
  let joined: string | undefined;
  for (const [headerName, value] of request.headers) {
    if (headerName === name) joined = joined === undefined ? value : `${joined},${value}`;
  }
  return joined;
}

/** Returns the host name to which the request was sent, without its port. */
export function domainNameOf(request: GatewayRequest): string {
  return (headerOf(request, "host") ?? "localhost").replace(/:\d*$/, "");
}

/** Returns the root of the X-Ray trace header, or an empty text: `1-5759e988-bd862e3fe1be46a994272793`. */
export function traceIdOf({ traceHeader }: Pick<GatewayRequest, "traceHeader">): string {
  return /\bRoot=([^;]*)/.exec(traceHeader)?.[1] ?? "";
}
