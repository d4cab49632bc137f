import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { decodedPath } from "./path";
import type { GatewayRequest, RequestHeader } from "./request";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
export const MOST_BODY_BYTES = 10 * 1024 * 1024;
export const MOST_HEADER_BYTES = 10_240;

/** The request line and all headers, without what separates them. */
export function headerBytes({ method = "", url = "", rawHeaders }: IncomingMessage): number {
  return rawHeaders.reduce((sum, text) => sum + text.length, method.length + url.length);
}

/** A request's body, read whole; what comes after it is too long is thrown away. */
export async function bodyOf(incoming: IncomingMessage): Promise<Buffer | "too long" | "broken"> {
  if (Number(incoming.headers["content-length"] ?? 0) > MOST_BODY_BYTES) {
    incoming.resume();
    return "too long";
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BODY_BYTES) resolve("too long");
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
  body: Buffer,
  requestId: string,
): GatewayRequest | undefined {
  const [encodedPath = "/", rawQuery = ""] = splitUrl(incoming.url ?? "/");
  const path = decodedPath(encodedPath);
  if (path === undefined) return undefined;
  const timeEpoch = Date.now();
  const sourceIp = plainAddress(incoming.socket);
  const trace = traceHeader(incoming, timeEpoch);
  return {
    method: incoming.method ?? "GET",
    encodedPath,
    path,
    rawQuery,
    headers: headersOf(incoming, sourceIp, trace, body),
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

/**
 * A new trace, or a part of the caller's.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
function traceHeader({ headers }: IncomingMessage, timeEpoch: number): string {
  const given = headers["x-amzn-trace-id"];
  const seconds = Math.floor(timeEpoch / 1000).toString(16);
  const own = `1-${seconds}-${randomBytes(12).toString("hex")}`;
  const isTraced = typeof given === "string" && given.includes("Root=");
  return isTraced ? `Self=${own};${given}` : `Root=${own}`;
}

/** What the service writes itself, over what came. */
const OWN = ["content-length", "x-amzn-trace-id", "x-forwarded-port", "x-forwarded-proto"];
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
const NOT_PASSED = new Set([...OWN, ...HOP_BY_HOP]);

function headersOf(
  { rawHeaders, socket }: IncomingMessage,
  sourceIp: string,
  trace: string,
  body: Buffer,
): RequestHeader[] {
  const headers: RequestHeader[] = [];
  const forwarded: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sentAs = rawHeaders[index] ?? "";
    const value = rawHeaders[index + 1] ?? "";
    const name = sentAs.toLowerCase();
    if (name === "x-forwarded-for") forwarded.push(value);
    else if (!NOT_PASSED.has(name)) headers.push(name === sentAs ? [name, value] : [name, value, sentAs]);
  }
  headers.push(
    ["content-length", String(body.length)],
    ["x-amzn-trace-id", trace],
    ["x-forwarded-for", [...forwarded, sourceIp].join(", ")],
    ["x-forwarded-port", String(socket.localPort)],
    ["x-forwarded-proto", "http"],
  );
  return headers;
}
