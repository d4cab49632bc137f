import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type ServerOptions, WebSocketServer } from "ws";
import { HTTP_API_QUOTAS, WEBSOCKET_API_QUOTAS } from "#aws";
import { ClientSocket, type SocketListener } from "./client-socket";
import { findHttpError, NO_BODY, readHead, readHttpRequest } from "./read-request";
import type { GatewayRequest } from "./request";
import { errorResponse, type GatewayResponse } from "./response";
import type { ServerFormat } from "./server-format";

/** Request of a client to open a WebSocket connection. It waits until it is accepted or rejected. */
export interface Upgrade {
  readonly request: GatewayRequest;
  /** Ends the request with a response that is not 101. */
  reject(response: GatewayResponse): void;
  /**
   * Opens the connection.
   *
   * @param protocol subprotocol for the header `Sec-WebSocket-Protocol`. Default: the header is not sent
   * @param listen returns the listener of the connection
   * @returns false if the client has closed its socket
   */
  accept(protocol: string | undefined, listen: (socket: ClientSocket) => SocketListener): boolean;
}

/** Function that accepts or rejects an upgrade, now or later. */
export type UpgradeHandler = (upgrade: Upgrade) => void;

/** Time in which a client must answer a close frame. Then the gateway disconnects it. */
const CLOSE_TIMEOUT_MS = 2000;

/** WebSocket part of an HTTP server: it validates upgrades, and knows the sockets of all connections. */
export class Upgrades {
  readonly #format: ServerFormat;
  readonly #webSockets: WebSocketServer;
  readonly #sockets = new Set<Socket>();
  readonly #protocols = new WeakMap<IncomingMessage, string>();

  constructor(server: Server, format: ServerFormat, handle: UpgradeHandler) {
    this.#format = format;
    // The types of the package do not know the option closeTimeout.
    const options: ServerOptions & { readonly closeTimeout: number } = {
      noServer: true,
      clientTracking: false,
      maxPayload: WEBSOCKET_API_QUOTAS.messageBytes,
      closeTimeout: CLOSE_TIMEOUT_MS,
      // Without this function, the first protocol of the client would be accepted. API Gateway accepts only one that the
      // integration of $connect returned.
      handleProtocols: (_, incoming) => this.#protocols.get(incoming) ?? false,
    };
    this.#webSockets = new WebSocketServer(options);
    server.on("upgrade", (incoming, socket: Socket, head) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      socket.on("error", () => socket.destroy());
      const upgrade = this.#readUpgrade(incoming, socket, head);
      if ("status" in upgrade) reject(socket, upgrade, format);
      else handle(upgrade);
    });
  }

  /** Ends all connections, and the requests that still wait. */
  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #readUpgrade(incoming: IncomingMessage, socket: Socket, data: Buffer): Upgrade | GatewayResponse {
    const head = readHead(incoming);
    const error = findHttpError(incoming, head) ?? findUpgradeError(incoming);
    if (error !== undefined) return errorResponse(400, error);
    if (head.bytes > HTTP_API_QUOTAS.headerBytes) {
      return errorResponse(400, `request line and headers exceed ${HTTP_API_QUOTAS.headerBytes} bytes`);
    }
    const settings = { ids: this.#format.createIds(head.headers), format: this.#format };
    const request = readHttpRequest(incoming, head, NO_BODY, settings);
    if (!request) return errorResponse(400, "path is not valid percent-encoding");
    return {
      request,
      reject: (response) => reject(socket, response, this.#format),
      accept: (protocol, listen) => {
        if (socket.destroyed) return false;
        let isOpen = false;
        if (protocol !== undefined) this.#protocols.set(incoming, protocol);
        this.#webSockets.handleUpgrade(incoming, socket, data, (webSocket) => {
          let listener: SocketListener | undefined;
          const client = new ClientSocket(webSocket, socket, {
            onMessage: (text) => listener?.onMessage(text),
            onClose: (close) => listener?.onClose(close),
          });
          listener = listen(client);
          isOpen = true;
        });
        return isOpen;
      },
    };
  }
}

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/**
 * Returns the reason why a request is not a valid opening handshake, or `undefined`.
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1
 */
function findUpgradeError({ method, headers }: IncomingMessage): string | undefined {
  const version = headers["sec-websocket-version"];
  if (method !== "GET") return `the method is ${method}; expected GET`;
  if (headers.upgrade?.toLowerCase() !== "websocket") return "the header Upgrade is not websocket";
  if (!KEY.test(headers["sec-websocket-key"] ?? "")) return "the header Sec-WebSocket-Key is not a key";
  if (!isProtocolList(headers["sec-websocket-protocol"]))
    return "the header Sec-WebSocket-Protocol is not a list of different names";
  return version === "13" ? undefined : `the header Sec-WebSocket-Version is ${version}; expected 13`;
}

function isProtocolList(header: string | undefined): boolean {
  const names = header?.split(",").map((name) => name.trim()) ?? [];
  return names.every((name) => isSubprotocol(name)) && new Set(names).size === names.length;
}

/** Returns true if a text can be the name of a subprotocol. */
export function isSubprotocol(name: string): boolean {
  return TOKEN.test(name);
}

function reject(socket: Socket, response: GatewayResponse, format: ServerFormat): void {
  if (!socket.writable) return;
  const { status, body, headers } = response;
  const ids = format.formatIds(format.createIds([]), response);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    `Date: ${new Date().toUTCString()}`,
    ...headers.map((header) => `${format.formatName(header, undefined)}: ${header[1]}`),
    `Content-Length: ${body.length}`,
    "Connection: close",
    ...ids.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${ids[index + 1]}`] : [])),
  ];
  socket.end(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body]));
}
