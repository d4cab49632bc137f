import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";

export type Pairs = readonly (readonly [string, string])[];

/** What a request has beside its line. */
export interface Sent {
  /** By name, or as lines: `["X-One: 1", "x-one: 2"]`. */
  readonly headers?: Readonly<Record<string, string>> | readonly string[];
  readonly body?: string | Uint8Array;
}

/** An answer as it came. */
export interface Reply {
  readonly status: number;
  /** Names in lower case; repeats as Node joins them. */
  readonly headers: IncomingMessage["headers"];
  /** As they were sent. */
  readonly rawHeaders: Pairs;
  readonly bytes: Buffer;
  readonly body: string;
}

/** Sends `POST /notes?x=1`, with nothing that is not said but a host and a length. */
export async function send(url: string, line: string, { headers = {}, body }: Sent = {}): Promise<Reply> {
  const [method = "", target = ""] = line.split(/ (.*)/);
  const { host, hostname, port } = new URL(url);
  const pairs = Array.isArray(headers) ? headers.map(headerLine) : Object.entries(headers);
  const given = new Set(pairs.map(([name]) => name.toLowerCase()));
  const own = [
    ...(given.has("host") ? [] : [["host", host]]),
    ...(given.has("transfer-encoding") ? [] : length(method, body)),
  ];
  const outgoing = request({ method, hostname, port, path: target, headers: [...own, ...pairs].flat() });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  return replyOf(incoming);
}

function headerLine(line: string): [string, string] {
  const [name = "", value = ""] = line.split(/: ?(.*)/s);
  return [name, value];
}

function length(method: string, body: Sent["body"]): Pairs {
  if (body !== undefined) return [["content-length", String(Buffer.byteLength(body))]];
  return method === "POST" ? [["content-length", "0"]] : [];
}

async function replyOf(incoming: IncomingMessage): Promise<Reply> {
  const bytes = await buffer(incoming);
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    rawHeaders: pairsOf(incoming.rawHeaders),
    bytes,
    body: bytes.toString(),
  };
}

export function pairsOf(flat: readonly string[]): Pairs {
  const names = flat.filter((_, index) => index % 2 === 0);
  return names.map((name, index) => [name, flat[2 * index + 1] ?? ""]);
}

/** Says just these bytes, and gives all that is said until the other side closes. */
export async function speak(url: string, text: string | Uint8Array): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(text);
  return (await buffer(socket)).toString("latin1");
}

/** The head of a request, as it is said; the last on its connection. */
export function head(line: string, ...lines: string[]): string {
  return [line, "Host: x", "Connection: close", ...lines, "", ""].join("\r\n");
}

/** A connection on which a request has begun, of whose body nothing has been said: the server has its head. */
export async function begun(url: string, path: string, ...lines: string[]): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(head(`POST ${path} HTTP/1.1`, "Expect: 100-continue", ...lines));
  await once(socket, "data");
  return socket;
}
