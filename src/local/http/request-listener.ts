import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Socket } from "node:net";
import { HTTP_API_QUOTAS } from "#aws";
import { dropConnectionHeaders } from "./hop-by-hop";
import { memoizeSecond } from "./memoize-second";
import { randomId } from "./random-id";
import { findHttpError, hasBody, NO_BODY, readBody, readHead, readHttpRequest } from "./read-request";
import type { GatewayRequest } from "./request";
import { errorResponse, type GatewayResponse } from "./response";

/**
 * Function that sends a response to the caller. Returns the response that was sent, which is a 500 response if the given
 * response cannot be written.
 */
export type SendResponse = (response: GatewayResponse) => GatewayResponse;

/** Function that answers a request: it calls `send` once. Its promise never rejects. */
export type Responder = (request: GatewayRequest, send: SendResponse) => Promise<void>;

/** Creates the HTTP server of an API, which reads whole requests and writes responses as API Gateway does. */
export function createHttpServer(respond: Responder): Server {
  const settings = {
    // Node also counts line endings, which API Gateway does not count. The limit for Node is therefore
    // higher, and readWholeRequest() checks the exact limit of API Gateway.
    maxHeaderSize: 2 * HTTP_API_QUOTAS.headerBytes,
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: 350_000,
    insecureHTTPParser: false,
    // Node would respond with an empty body. findHttpError() checks the header.
    requireHostHeader: false,
  };
  const server = createServer(settings, (incoming, response) => {
    serve(incoming, response, respond).catch(() => response.destroy());
  });
  server.maxHeadersCount = 0;
  server.on("clientError", rejectRequest);
  server.on("checkExpectation", rejectExpectation);
  server.on("connect", (_, socket: Socket) =>
    rejectRequest(new Error("CONNECT is not a method of an API"), socket),
  );
  return server;
}

async function serve(incoming: IncomingMessage, response: ServerResponse, respond: Responder): Promise<void> {
  const requestId = newRequestId();
  const { method } = incoming;
  const request = await readWholeRequest(incoming, requestId);
  if (request === undefined) return;
  if ("status" in request) sendResponse(response, request, requestId, method);
  else await respond(request, (result) => sendResponse(response, result, requestId, method));
}

/**
 * Reads a request with its body.
 *
 * @returns an error response if the request must be rejected; `undefined` if the client has closed the connection
 */
async function readWholeRequest(
  incoming: IncomingMessage,
  requestId: string,
): Promise<GatewayRequest | GatewayResponse | undefined> {
  const head = readHead(incoming);
  if (head.bytes > HTTP_API_QUOTAS.headerBytes) return HEADERS_TOO_LONG;
  const httpError = findHttpError(incoming, head);
  if (httpError !== undefined) return errorResponse(400, httpError);
  const body = hasBody(head) ? await readBody(incoming, head) : NO_BODY;
  if (body === "broken") return undefined;
  // The connection stays open: a client that is still sending its body would otherwise get a connection reset
  // before it can read the response.
  if (body === "too long")
    return errorResponse(413, `request body exceeds ${HTTP_API_QUOTAS.bodyBytes} bytes`);
  const request = readHttpRequest(incoming, head, body, requestId);
  return request ?? errorResponse(400, "path is not valid percent-encoding");
}

/**
 * Response to a request whose headers are too long. The body was captured from API Gateway; the status 431 is
 * defined in RFC 6585.
 */
const HEADERS_TOO_LONG: GatewayResponse = {
  status: 431,
  isError: true,
  headers: [["content-type", "text/plain"]],
  body: Buffer.from(`HTTP header is larger than ${HTTP_API_QUOTAS.headerBytes} bytes.`),
  reason: `request line and headers exceed ${HTTP_API_QUOTAS.headerBytes} bytes`,
};

/**
 * Creates a request ID in the format of captured API Gateway responses: fifteen letters, digits, `-` or `_`,
 * followed by `=`.
 */
function newRequestId(): string {
  return `${randomId(12, "base64url").slice(0, 15)}=`;
}

/** Sends a response, or a 500 response if Node rejects its status or its headers. */
function sendResponse(
  response: ServerResponse,
  result: GatewayResponse,
  requestId: string,
  method?: string,
): GatewayResponse {
  // An error after the response was sent, for example in the callback of a log, does not change the response.
  if (response.headersSent) return result;
  try {
    writeResponse(response, result, requestId, method);
    return result;
  } catch (error) {
    const failure = errorResponse(500, `the response cannot be sent: ${(error as Error).message}`);
    writeResponse(response, failure, requestId, method);
    return failure;
  }
}

function writeResponse(
  response: ServerResponse,
  { status, headers, body, isError }: GatewayResponse,
  requestId: string,
  method?: string,
): void {
  const hasBody = status !== 204 && status !== 304;
  const type = headers.find(([name]) => name === "content-type");
  const lines = ["Date", formatDate(Date.now())];
  if (type) lines.push("Content-Type", type[1]);
  if (hasBody) lines.push("Content-Length", String(body.length));
  lines.push("Connection", response.shouldKeepAlive ? "keep-alive" : "close");
  for (const [name, value] of dropConnectionHeaders(headers))
    if (name !== "content-type") lines.push(formatHeaderName(name, isError), value);
  lines.push(formatHeaderName("apigw-requestid", isError), requestId);
  response.writeHead(status, lines);
  if (!hasBody || method === "HEAD") response.end();
  // Node encodes headers as latin1. A body that is a latin1 string is sent in the same packet as the headers.
  // A body that is a buffer would need a second packet.
  else response.end(body.toString("latin1"), "latin1");
}

const formatDate = memoizeSecond((second) => second.toUTCString());

/**
 * Returns a header name with the same capitalization as in captured HTTP/1.1 responses from API Gateway.
 *
 * A response from an integration has capitalized names (`Apigw-Requestid`, `Myheader`). A response that the
 * gateway itself creates has lowercase names.
 */
function formatHeaderName(name: string, isGatewayResponse: true | undefined): string {
  if (isGatewayResponse) return name;
  const cached = HEADER_NAMES.get(name);
  if (cached !== undefined) return cached;
  const formatted = name.replaceAll(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
  if (HEADER_NAMES.size < MAX_HEADER_NAMES) HEADER_NAMES.set(name, formatted);
  return formatted;
}

/**
 * Cache of formatted header names. Its size is limited, because a function can return any number of names.
 */
const HEADER_NAMES = new Map<string, string>();
const MAX_HEADER_NAMES = 1000;

/**
 * Responds to a header `Expect` other than `100-continue`. The connection stays open, as after a body that is too long.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1
 */
function rejectExpectation({ method }: IncomingMessage, response: ServerResponse): void {
  sendResponse(response, errorResponse(417, "Expect is not 100-continue"), newRequestId(), method);
}

/** Responds to input that Node cannot parse as HTTP, and to an incomplete request, if the socket is still writable. */
function rejectRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const { status, headers, body } = clientErrorResponse(error);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...headers.map(([name, value]) => `${formatHeaderName(name, undefined)}: ${value}`),
    `Content-Length: ${body.length}`,
    "Connection: close",
    `apigw-requestid: ${newRequestId()}`,
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

/**
 * Returns the response to an error of Node's parser. Node reports a request that does not arrive in time with the code
 * `ERR_HTTP_REQUEST_TIMEOUT`.
 * @see https://nodejs.org/api/http.html#event-clienterror
 */
function clientErrorResponse({ code, message }: NodeJS.ErrnoException): GatewayResponse {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return HEADERS_TOO_LONG;
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return errorResponse(408, message);
    default:
      return errorResponse(400, message);
  }
}
