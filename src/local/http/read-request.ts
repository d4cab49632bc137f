import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { HTTP_API_QUOTAS } from "#aws";
import { HOP_BY_HOP, listedInConnection } from "./hop-by-hop";
import { newTraceId } from "./random-id";
import { type GatewayRequest, headerOf, type RequestHeader } from "./request";
import type { RequestIds, ServerFormat } from "./server-format";

/** Headers of a request. They can be read before the body has arrived. */
export interface RequestHead {
  /** All headers, in the order in which they were sent. */
  readonly headers: readonly RequestHeader[];
  /** Value of the `Host` header. If the header is repeated, its values are joined by `,`. */
  readonly host: string | undefined;
  /** Total size in bytes of the method, the URL, and the names and values of the headers, without separators. */
  readonly bytes: number;
}

/** Reads the headers of a request and counts their bytes. */
export function readHead({ method = "", url = "", rawHeaders }: IncomingMessage): RequestHead {
  const headers: RequestHeader[] = [];
  let host: string | undefined;
  let bytes = method.length + url.length;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sentAs = rawHeaders[index] ?? "";
    const value = rawHeaders[index + 1] ?? "";
    const name = sentAs.toLowerCase();
    bytes += name.length + value.length;
    headers.push(name === sentAs ? [name, value] : [name, value, sentAs]);
    if (name === "host") host = host === undefined ? value : `${host},${value}`;
  }
  return { headers, host, bytes };
}

/**
 * Valid value of a `Host` header: a name or an IP address, and optionally a port. RFC 3986 allows a comma in a name.
 * This pattern does not, because {@link readHead} joins the values of a repeated header with a comma.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.2
 */
const HOST = /^(?:\[[\da-f:.]+\]|(?:[\w.~!$&'()*+;=-]|%[\da-f]{2})+)(?::\d*)?$/i;

/**
 * Finds an error that Node's parser does not report: a version other than HTTP/1.0 and HTTP/1.1, or a `Host` header
 * that is missing, repeated or malformed. Only HTTP/1.0 allows a request without this header.
 *
 * @returns the error, or `undefined` if the request is valid
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function findHttpError(incoming: IncomingMessage, { host }: RequestHead): string | undefined {
  const { httpVersion, httpVersionMajor, httpVersionMinor } = incoming;
  if (httpVersionMajor !== 1) return `the HTTP version is ${httpVersion}; expected 1.0 or 1.1`;
  if (host === undefined) return httpVersionMinor === 0 ? undefined : "the header Host is missing";
  return HOST.test(host) ? undefined : `the header Host is "${host}"; expected one host name`;
}

/** Empty body, for requests that have no body. */
export const NO_BODY = Buffer.alloc(0);

/**
 * Returns true if the request has a body. The headers `content-length` and `transfer-encoding` indicate one.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-6.3
 */
export function hasBody(head: RequestHead): boolean {
  return headerOf(head, "content-length") !== undefined || headerOf(head, "transfer-encoding") !== undefined;
}

/**
 * Reads the whole body of a request. Data beyond the maximum size is discarded.
 *
 * @returns the body; `"too long"` if the body exceeds the quota, which HTTP APIs and REST APIs share; `"broken"` if the connection is
 * closed before the body is complete
 */
export async function readBody(
  incoming: IncomingMessage,
  head: RequestHead,
): Promise<Buffer | "too long" | "broken"> {
  if (Number(headerOf(head, "content-length") ?? 0) > HTTP_API_QUOTAS.bodyBytes) {
    incoming.resume();
    return "too long";
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > HTTP_API_QUOTAS.bodyBytes) resolve("too long");
      else chunks.push(chunk);
    });
    incoming.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    incoming.on("error", () => resolve("broken"));
    incoming.on("close", () => resolve("broken"));
  });
}

/** Settings with which a request is read. */
export interface RequestSettings {
  readonly ids: RequestIds;
  readonly format: ServerFormat;
}

/**
 * Converts a request of Node's HTTP server and its body to a {@link GatewayRequest}, and adds the headers that API
 * Gateway adds.
 *
 * @returns `undefined` if the path cannot be decoded
 */
export function readHttpRequest(
  incoming: IncomingMessage,
  head: RequestHead,
  body: Buffer,
  { ids, format }: RequestSettings,
): GatewayRequest | undefined {
  const [encodedPath = "/", rawQuery = ""] = splitUrl(incoming.url ?? "/");
  const path = format.decodePath(encodedPath);
  if (path === undefined) return undefined;
  const timeEpoch = Date.now();
  const sourceIp = clientAddress(incoming.socket);
  const trace = traceHeader(head, timeEpoch);
  return {
    method: format.readMethod(incoming.method ?? "GET", head.headers),
    encodedPath,
    path,
    rawQuery,
    headers: forwardHeaders(head, [
      ["content-length", String(body.length)],
      ["x-amzn-trace-id", trace],
      ["x-forwarded-for", forwardedFor(head, sourceIp)],
      ["x-forwarded-port", String(incoming.socket.localPort)],
      ["x-forwarded-proto", "http"],
    ]),
    body,
    sourceIp,
    protocol: `HTTP/${incoming.httpVersion}`,
    timeEpoch,
    requestId: ids.requestId,
    extendedRequestId: ids.extendedRequestId,
    traceHeader: trace,
  };
}

/**
 * Splits a request target into path and query. The target may be an absolute URL:
 * `GET http://localhost:3000/products`.
 */
function splitUrl(url: string): readonly [string, string] {
  const target = url.replace(/^https?:\/\/[^/?]*/i, "");
  const question = target.indexOf("?");
  const path = question < 0 ? target : target.slice(0, question);
  return [path.startsWith("/") ? path : `/${path}`, question < 0 ? "" : target.slice(question + 1)];
}

/**
 * Returns the client's IP address, without the prefix `::ffff:` that an IPv6 socket adds to IPv4 addresses.
 */
function clientAddress({ remoteAddress = "127.0.0.1" }: Socket): string {
  return remoteAddress.replace(/^::ffff:/, "");
}

function forwardedFor({ headers }: RequestHead, sourceIp: string): string {
  const previous = headers.filter(([name]) => name === "x-forwarded-for").map(([, value]) => value);
  return [...previous, sourceIp].join(", ");
}

/**
 * Returns the X-Ray trace header: a new one, or the caller's header with `Self` added.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
function traceHeader(head: RequestHead, timeEpoch: number): string {
  const callerTrace = headerOf(head, "x-amzn-trace-id");
  const id = newTraceId(timeEpoch);
  return callerTrace?.includes("Root=") ? `Self=${id};${callerTrace}` : `Root=${id}`;
}

/** Headers that API Gateway sets itself. They replace headers of the same names from the caller. */
const SET_BY_GATEWAY = [
  "content-length",
  "x-amzn-trace-id",
  "x-forwarded-for",
  "x-forwarded-port",
  "x-forwarded-proto",
];
const NOT_FORWARDED: ReadonlySet<string> = new Set([...HOP_BY_HOP, "expect", ...SET_BY_GATEWAY]);

function forwardHeaders(
  { headers }: RequestHead,
  gatewayHeaders: readonly RequestHeader[],
): readonly RequestHeader[] {
  const listed = listedInConnection(headers);
  const forwarded = headers.filter(([name]) => !NOT_FORWARDED.has(name) && !listed.has(name));
  return [...forwarded, ...gatewayHeaders];
}
