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
import {
  findHttpError,
  hasBody,
  NO_BODY,
  type RequestHead,
  type RequestSettings,
  readBody,
  readHead,
  readHttpRequest,
} from "./read-request";
import type { GatewayRequest } from "./request";
import { errorResponse, type GatewayResponse } from "./response";
import type { ServerFormat } from "./server-format";

/**
 * Function that sends a response to the caller. Returns the response that was sent, which is a 500 response if the given
 * response cannot be written.
 */
export type SendResponse = (response: GatewayResponse) => GatewayResponse;

/** Function that answers a request: it calls `send` once. Its promise never rejects. */
export type Responder = (request: GatewayRequest, send: SendResponse) => Promise<void>;

/** Creates the HTTP server of an API, which reads whole requests and writes responses as API Gateway does. */
export function createHttpServer(respond: Responder, format: ServerFormat): Server {
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
    const head = readHead(incoming);
    const ids = format.createIds(head.headers);
    const exchange = { head, ids, format, response, method: incoming.method };
    serve(incoming, exchange, respond).catch(() => response.destroy());
  });
  server.maxHeadersCount = 0;
  server.on("clientError", (error, socket: Socket) => rejectRequest(error, socket, format));
  server.on("checkExpectation", (incoming, response) => rejectExpectation(incoming, response, format));
  server.on("connect", (_, socket: Socket) =>
    rejectRequest(new Error("CONNECT is not a method of an API"), socket, format),
  );
  return server;
}

/** Request that waits for its response. */
interface Exchange extends RequestSettings {
  readonly response: ServerResponse;
  /** Method as the client sent it. A response to `HEAD` has no body. */
  readonly method: string | undefined;
}

async function serve(
  incoming: IncomingMessage,
  exchange: Exchange & { readonly head: RequestHead },
  respond: Responder,
): Promise<void> {
  const request = await readWholeRequest(incoming, exchange.head, exchange);
  if (request === undefined) return;
  if ("status" in request) sendResponse(exchange, request);
  else await respond(request, (result) => sendResponse(exchange, result));
}

/**
 * Reads a request with its body.
 *
 * @returns an error response if the request must be rejected; `undefined` if the client has closed the connection
 */
async function readWholeRequest(
  incoming: IncomingMessage,
  head: RequestHead,
  settings: RequestSettings,
): Promise<GatewayRequest | GatewayResponse | undefined> {
  if (head.bytes > HTTP_API_QUOTAS.headerBytes) return HEADERS_TOO_LONG;
  const httpError = findHttpError(incoming, head);
  if (httpError !== undefined) return errorResponse(400, httpError);
  const body = hasBody(head) ? await readBody(incoming, head) : NO_BODY;
  if (body === "broken") return undefined;
  // The connection stays open: a client that is still sending its body would otherwise get a connection reset
  // before it can read the response.
  if (body === "too long") return settings.format.bodyTooLong;
  const request = readHttpRequest(incoming, head, body, settings);
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

/** Sends a response, or a 500 response if Node rejects its status or its headers. */
function sendResponse(exchange: Exchange, result: GatewayResponse): GatewayResponse {
  // An error after the response was sent, for example in the callback of a log, does not change the response.
  if (exchange.response.headersSent) return result;
  try {
    writeResponse(exchange, result);
    return result;
  } catch (error) {
    result.stream?.discard();
    const failure = errorResponse(500, `the response cannot be sent: ${(error as Error).message}`);
    writeResponse(exchange, failure);
    return failure;
  }
}

function writeResponse(exchange: Exchange, result: GatewayResponse): void {
  const { response, format, ids, method } = exchange;
  const { status, headers, body, stream, isError } = result;
  const hasBody = status !== 204 && status !== 304;
  const type = headers.find(([name]) => name === "content-type");
  const length = stream ? headers.find(([name]) => name === "content-length")?.[1] : String(body.length);
  // A body without a length and without chunks, which HTTP/1.0 does not have, ends with the connection.
  if (length === undefined && response.req.httpVersion === "1.0") response.shouldKeepAlive = false;
  const lines = ["Date", formatDate(Date.now())];
  if (type) lines.push("Content-Type", type[1]);
  if (hasBody && length !== undefined) lines.push("Content-Length", length);
  lines.push("Connection", response.shouldKeepAlive ? "keep-alive" : "close");
  for (const header of dropConnectionHeaders(headers))
    if (header[0] !== "content-type") lines.push(format.formatName(header, isError), header[1]);
  lines.push(...format.formatIds(ids, result));
  response.writeHead(status, lines);
  if (stream) {
    response.flushHeaders();
    const isDeclared = hasBody && method !== "HEAD" && length !== undefined;
    stream.send(response, isDeclared ? Number(length) : undefined);
  } else if (!hasBody || method === "HEAD") response.end();
  // Node encodes headers as latin1. A body that is a latin1 string is sent in the same packet as the headers.
  // A body that is a buffer would need a second packet.
  else response.end(body.toString("latin1"), "latin1");
}

const formatDate = memoizeSecond((second) => second.toUTCString());

/**
 * Responds to a header `Expect` other than `100-continue`. The connection stays open, as after a body that is too long.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1
 */
function rejectExpectation(
  { method }: IncomingMessage,
  response: ServerResponse,
  format: ServerFormat,
): void {
  const exchange = { response, format, ids: format.createIds([]), method };
  sendResponse(exchange, errorResponse(417, "Expect is not 100-continue"));
}

/** Responds to input that Node cannot parse as HTTP, and to an incomplete request, if the socket is still writable. */
function rejectRequest(error: NodeJS.ErrnoException, socket: Socket, format: ServerFormat): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const result = clientErrorResponse(error);
  const { status, headers, body } = result;
  const ids = format.formatIds(format.createIds([]), result);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...headers.map((header) => `${format.formatName(header, undefined)}: ${header[1]}`),
    `Content-Length: ${body.length}`,
    "Connection: close",
    ...ids.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${ids[index + 1]}`] : [])),
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
