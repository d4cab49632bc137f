/** An HTTP request, read whole. */
export interface GatewayRequest {
  readonly method: string;
  /** The path as it was sent, without its query: still percent-encoded, the stage's name still at its front. */
  readonly encodedPath: string;
  /** Percent-decoded, with the name of a named stage at its front. */
  readonly path: string;
  /** What stands after `?`, verbatim; empty where there is none. */
  readonly rawQuery: string;
  /** In the order sent, repeated names each by itself. */
  readonly headers: readonly RequestHeader[];
  readonly body: Buffer;
  readonly sourceIp: string;
  /** `HTTP/1.1`. */
  readonly protocol: string;
  /** Milliseconds since 1970. */
  readonly timeEpoch: number;
  /** API Gateway's own, as `apigw-requestid` tells it. */
  readonly requestId: string;
  /** `Root=1-…;Parent=…;Sampled=1`. */
  readonly traceHeader: string;
}

/** A header's name in lower case, its value, and its name as it was sent where that differs. */
export type RequestHeader = readonly [name: string, value: string, sentAs?: string];

/** A header's value, repeats joined by `,`. */
export function headerOf({ headers }: Pick<GatewayRequest, "headers">, name: string): string | undefined {
  let found: string | undefined;
  for (const [one, value] of headers) {
    if (one === name) found = found === undefined ? value : `${found},${value}`;
  }
  return found;
}

/** What the caller calls the API's host, without a port. */
export function domainNameOf(request: GatewayRequest): string {
  return (headerOf(request, "host") ?? "localhost").replace(/:\d+$/, "");
}
