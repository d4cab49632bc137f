import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { decodePath } from "./path";
import { randomId } from "./random-id";
import { type GatewayRequest, headerOf, type RequestHeader } from "./request";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;
export const MAX_HEADER_BYTES = 10_240;

/** What comes before a request's body. */
export interface RequestHead {
  /** All of them, in the order sent. */
  readonly headers: readonly RequestHeader[];
  /** Of the request line and the headers, without what separates them. */
  readonly bytes: number;
}

export function readHead({ method = "", url = "", rawHeaders }: IncomingMessage): RequestHead {
  const headers: RequestHeader[] = [];
  let bytes = method.length + url.length;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sentAs = rawHeaders[index] ?? "";
    const value = rawHeaders[index + 1] ?? "";
    const name = sentAs.toLowerCase();
    bytes += name.length + value.length;
    headers.push(name === sentAs ? [name, value] : [name, value, sentAs]);
  }
  return { headers, bytes };
}

export const NO_BODY = Buffer.alloc(0);

/** https://www.rfc-editor.org/rfc/rfc9112#section-6.3 */
export function hasBody(head: RequestHead): boolean {
  return headerOf(head, "content-length") !== undefined || headerOf(head, "transfer-encoding") !== undefined;
}

/** A request's body, read whole; what comes after it is too long is thrown away. */
export async function readBody(
  incoming: IncomingMessage,
  head: RequestHead,
): Promise<Buffer | "too long" | "broken"> {
  if (Number(headerOf(head, "content-length") ?? 0) > MAX_BODY_BYTES) {
    incoming.resume();
    return "too long";
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) resolve("too long");
      else chunks.push(chunk);
    });
    incoming.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    incoming.on("error", () => resolve("broken"));
    incoming.on("close", () => resolve("broken"));
  });
}

/** @returns `undefined` where its path cannot be decoded */
export function readRequest(
  incoming: IncomingMessage,
  head: RequestHead,
  body: Buffer,
  requestId: string,
): GatewayRequest | undefined {
  const [encodedPath = "/", rawQuery = ""] = splitUrl(incoming.url ?? "/");
  const path = decodePath(encodedPath);
  if (path === undefined) return undefined;
  const timeEpoch = Date.now();
  const sourceIp = plainAddress(incoming.socket);
  const trace = traceHeader(head, timeEpoch);
  return {
    method: incoming.method ?? "GET",
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
    requestId,
    traceHeader: trace,
  };
}

/** A request line may name the whole address: `GET http://localhost:3000/products`. */
function splitUrl(url: string): readonly [string, string] {
  const target = url.replace(/^https?:\/\/[^/?]*/i, "");
  const question = target.indexOf("?");
  const path = question < 0 ? target : target.slice(0, question);
  return [path.startsWith("/") ? path : `/${path}`, question < 0 ? "" : target.slice(question + 1)];
}

function plainAddress({ remoteAddress = "127.0.0.1" }: Socket): string {
  return remoteAddress.replace(/^::ffff:/, "");
}

function forwardedFor({ headers }: RequestHead, sourceIp: string): string {
  const before = headers.filter(([name]) => name === "x-forwarded-for").map(([, value]) => value);
  return [...before, sourceIp].join(", ");
}

/**
 * A new trace, or a part of the caller's.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
function traceHeader(head: RequestHead, timeEpoch: number): string {
  const given = headerOf(head, "x-amzn-trace-id");
  const seconds = Math.floor(timeEpoch / 1000).toString(16);
  const own = `1-${seconds}-${randomId(12, "hex")}`;
  return given?.includes("Root=") ? `Self=${own};${given}` : `Root=${own}`;
}

/** What is of the connection, and told to nobody. */
const HOP_BY_HOP = [
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "te",
  "transfer-encoding",
  "upgrade",
];
/** What the service writes itself, over what came. */
const OWN = ["content-length", "x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"];
const NOT_PASSED = new Set([...HOP_BY_HOP, ...OWN]);

function forwardHeaders({ headers }: RequestHead, own: readonly RequestHeader[]): readonly RequestHeader[] {
  return [...headers.filter(([name]) => !NOT_PASSED.has(name)), ...own];
}
