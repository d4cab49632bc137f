/** HTTP request with its whole body, as a gateway handles it. */
export interface GatewayRequest {
  readonly method: string;
  /** Path without its query, as the client sent it: percent-encoded, and with the name of a named stage in front. */
  readonly encodedPath: string;
  /** Percent-decoded path, with the name of a named stage in front. */
  readonly path: string;
  /** Text after `?`, unchanged; empty without a query. */
  readonly rawQuery: string;
  /** Headers in the order sent. A repeated name has several entries. */
  readonly headers: readonly RequestHeader[];
  readonly body: Buffer;
  readonly sourceIp: string;
  /** HTTP version, such as `HTTP/1.1`. */
  readonly protocol: string;
  /** Milliseconds since the Unix epoch. */
  readonly timeEpoch: number;
  /** Request id of API Gateway. The response carries it as `apigw-requestid`. */
  readonly requestId: string;
  /** X-Ray trace header, such as `Root=1-…;Parent=…;Sampled=1`. */
  readonly traceHeader: string;
}

/** Lowercase name of a header, its value, and the name as the client sent it if that differs. */
export type RequestHeader = readonly [name: string, value: string, sentAs?: string];

/** Returns the value of a header. Repeated values are joined by `,`. */
export function headerOf(request: Pick<GatewayRequest, "headers">, name: string): string | undefined {
  let joined: string | undefined;
  for (const [headerName, value] of request.headers) {
    if (headerName === name) joined = joined === undefined ? value : `${joined},${value}`;
  }
  return joined;
}

/** Returns the host name to which the request was sent, without its port. */
export function domainNameOf(request: GatewayRequest): string {
  return (headerOf(request, "host") ?? "localhost").replace(/:\d+$/, "");
}
