import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";

/** Names and values of headers, in the order in which they are sent. */
export type HeaderPairs = readonly (readonly [string, string])[];

/** Headers and body of a request. */
export interface RequestContent {
  /** Headers by name, or as lines: `["X-One: 1", "x-one: 2"]`. */
  readonly headers?: Readonly<Record<string, string>> | readonly string[];
  readonly body?: string | Uint8Array;
}

/** Response with its raw headers and body. */
export interface TestResponse {
  readonly status: number;
  /** Headers with lowercase names. Node joins the values of repeated headers. */
  readonly headers: IncomingMessage["headers"];
  /** Headers as the server sent them. */
  readonly rawHeaders: HeaderPairs;
  readonly bytes: Buffer;
  readonly body: string;
}

/** Sends a request such as `POST /notes?x=1`. Only the headers host and content-length are added. */
export async function send(
  url: string,
  line: string,
  { headers = {}, body }: RequestContent = {},
): Promise<TestResponse> {
  const [method = "", target = ""] = line.split(/ (.*)/);
  const { host, hostname, port } = new URL(url);
  const pairs = Array.isArray(headers) ? headers.map(headerLine) : Object.entries(headers);
  const names = new Set(pairs.map(([name]) => name.toLowerCase()));
  const defaults = [
    ...(names.has("host") ? [] : [["host", host]]),
    ...(names.has("transfer-encoding") ? [] : contentLength(method, body)),
  ];
  const outgoing = request({ method, hostname, port, path: target, headers: [...defaults, ...pairs].flat() });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  return readResponse(incoming);
}

function headerLine(line: string): [string, string] {
  const [name = "", value = ""] = line.split(/: ?(.*)/s);
  return [name, value];
}

function contentLength(method: string, body: RequestContent["body"]): HeaderPairs {
  if (body !== undefined) return [["content-length", String(Buffer.byteLength(body))]];
  return method === "POST" ? [["content-length", "0"]] : [];
}

async function readResponse(incoming: IncomingMessage): Promise<TestResponse> {
  const bytes = await buffer(incoming);
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    rawHeaders: toPairs(incoming.rawHeaders),
    bytes,
    body: bytes.toString(),
  };
}

/** Converts Node's flat list of names and values to pairs. */
export function toPairs(flat: readonly string[]): HeaderPairs {
  const names = flat.filter((_, index) => index % 2 === 0);
  return names.map((name, index) => [name, flat[2 * index + 1] ?? ""]);
}

/** Sends exactly these bytes. Returns all bytes that the server sends until it closes the connection. */
export async function sendRaw(url: string, text: string | Uint8Array): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(text);
  return (await buffer(socket)).toString("latin1");
}

/** Returns a request line and headers, including `Connection: close`, as they are sent. */
export function requestHead(line: string, ...lines: string[]): string {
  return [line, "Host: x", "Connection: close", ...lines, "", ""].join("\r\n");
}

/**
 * Opens a connection and sends the head of a request, but not the body. Resolves when the server has received
 * the head.
 */
export async function openRequest(url: string, path: string, ...lines: string[]): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(requestHead(`POST ${path} HTTP/1.1`, "Expect: 100-continue", ...lines));
  await once(socket, "data");
  return socket;
}
