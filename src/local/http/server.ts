import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Socket } from "node:net";
import { memoizeSecond } from "./memoize-second";
import { randomId } from "./random-id";
import {
  hasBody,
  MAX_BODY_BYTES,
  MAX_HEADER_BYTES,
  NO_BODY,
  readBody,
  readHead,
  readRequest,
} from "./read-request";
import type { GatewayRequest } from "./request";
import { errorResponse, type GatewayResponse } from "./response";

/** Answers requests; it never throws. */
export type Responder = (request: GatewayRequest) => Promise<GatewayResponse>;

/** An HTTP server for an API: reads requests whole, and writes answers as API Gateway does. */
export function createHttpServer(respond: Responder): Server {
  const settings = {
    // Node counts more than the service does, each line's ending among it; what it lets through is counted again.
    maxHeaderSize: 2 * MAX_HEADER_BYTES,
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: 350_000,
    insecureHTTPParser: false,
  };
  const server = createServer(settings, (incoming, response) => {
    serve(incoming, response, respond).catch(() => response.destroy());
  });
  server.maxHeadersCount = 0;
  server.on("clientError", rejectRequest);
  return server;
}

async function serve(incoming: IncomingMessage, response: ServerResponse, respond: Responder): Promise<void> {
  const requestId = newRequestId();
  const answer = await writeResponseTo(incoming, requestId, respond);
  if (answer) write(response, answer, requestId, incoming.method);
}

/** @returns `undefined` where nobody is left to be answered */
async function writeResponseTo(
  incoming: IncomingMessage,
  requestId: string,
  respond: Responder,
): Promise<GatewayResponse | undefined> {
  const head = readHead(incoming);
  if (head.bytes > MAX_HEADER_BYTES) return HEADERS_TOO_LONG;
  const body = hasBody(head) ? await readBody(incoming, head) : NO_BODY;
  if (body === "broken") return undefined;
  // The connection stays: were it closed, whoever is still sending would hear of that before the answer.
  if (body === "too long") return errorResponse(413, `its body is over ${MAX_BODY_BYTES} bytes`);
  const request = readRequest(incoming, head, body, requestId);
  return request ? respond(request) : errorResponse(400, "its path is not percent-encoded as it should be");
}

/** Made by the front end, in its own words: captured from API Gateway, with 431 of RFC 6585 for what was not. */
const HEADERS_TOO_LONG: GatewayResponse = {
  status: 431,
  isError: true,
  headers: [["content-type", "text/plain"]],
  body: Buffer.from(`HTTP header is larger than ${MAX_HEADER_BYTES} bytes.`),
  reason: "its request line and headers are too long",
};

/** As captured: fifteen letters, digits, `-` and `_`, and `=`. */
function newRequestId(): string {
  return `${randomId(12, "base64url").slice(0, 15)}=`;
}

function write(response: ServerResponse, answer: GatewayResponse, requestId: string, method?: string): void {
  const { status, headers, body, isError } = answer;
  const hasBody = status !== 204 && status !== 304;
  const type = headers.find(([name]) => name === "content-type");
  const lines = ["Date", date(Date.now())];
  if (type) lines.push("Content-Type", type[1]);
  if (hasBody) lines.push("Content-Length", String(body.length));
  lines.push("Connection", response.shouldKeepAlive ? "keep-alive" : "close");
  for (const [name, value] of headers)
    if (name !== "content-type") lines.push(formatHeaderName(name, isError), value);
  lines.push(formatHeaderName("apigw-requestid", isError), requestId);
  response.writeHead(status, lines);
  if (!hasBody || method === "HEAD") response.end();
  // A text is sent in one piece with the headers, which are latin1 too; bytes would be another.
  else response.end(body.toString("latin1"), "latin1");
}

const date = memoizeSecond((second) => second.toUTCString());

/** Over HTTP/1.1 the names that an integration gave are captured as `Apigw-Requestid`, `Myheader`; not so the service's own. */
function formatHeaderName(name: string, isOwn: true | undefined): string {
  if (isOwn) return name;
  const known = HEADER_NAMES.get(name);
  if (known !== undefined) return known;
  const made = name.replaceAll(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
  if (HEADER_NAMES.size < MAX_HEADER_NAMES) HEADER_NAMES.set(name, made);
  return made;
}

/** Names come again and again; a function that makes up new ones does not fill the memory. */
const HEADER_NAMES = new Map<string, string>();
const MAX_HEADER_NAMES = 1000;

/** What is no HTTP is told so, as far as it can be. */
function rejectRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const isTooLong = error.code === "HPE_HEADER_OVERFLOW";
  const { status, headers, body } = isTooLong ? HEADERS_TOO_LONG : errorResponse(400, error.message);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...headers.map(([name, value]) => `${formatHeaderName(name, undefined)}: ${value}`),
    `Content-Length: ${body.length}`,
    "Connection: close",
    `apigw-requestid: ${newRequestId()}`,
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}
