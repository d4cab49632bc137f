import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { HTTP_API_FORMAT } from "./http-api-format";
import { createHttpServer, type Responder } from "./request-listener";
import { REST_API_FORMAT } from "./rest-api-format";
import { type UpgradeHandler, Upgrades } from "./upgrades";
import { WEBSOCKET_API_FORMAT } from "./web-socket-api-format";

/** Terraform address and kind of an API. */
export interface ListenedApi {
  readonly address: string;
  readonly kind: keyof typeof FORMATS;
}

const FORMATS = { HTTP: HTTP_API_FORMAT, REST: REST_API_FORMAT, WEBSOCKET: WEBSOCKET_API_FORMAT };

/** Functions that handle what clients send to an API. */
export interface Handlers {
  readonly respond: Responder;
  /** Handles the requests that open WebSocket connections. A server of another kind of API handles them like other requests. */
  readonly upgrade: UpgradeHandler;
}

/** HTTP listener of one API, on its own local port. Requests wait until {@link setHandlers} is called. */
export class Listener {
  /** Terraform address of the API. */
  readonly address: string;
  readonly #server: Server;
  readonly #host: string;
  /** Absent for an API without WebSocket connections. */
  readonly #upgrades?: Upgrades;
  #resolveHandlers!: (handlers: Handlers) => void;
  #respond: Responder;

  constructor({ address, kind }: ListenedApi, host: string) {
    const handlers = new Promise<Handlers>((resolve) => {
      this.#resolveHandlers = resolve;
    });
    this.address = address;
    this.#host = host;
    this.#respond = async (request, send) => (await handlers).respond(request, send);
    const format = FORMATS[kind];
    this.#server = createHttpServer((request, send) => this.#respond(request, send), format);
    if (kind === "WEBSOCKET") {
      this.#upgrades = new Upgrades(this.#server, format, async (upgrade) =>
        (await handlers).upgrade(upgrade),
      );
    }
  }

  /** URL of the API, without a stage and without a trailing `/`. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `${this.#upgrades ? "ws" : "http"}://${this.#host.includes(":") ? `[${this.#host}]` : this.#host}:${port}`;
  }

  /**
   * Starts listening.
   * @throws Error if the port or the host is not available
   */
  async open(port: number): Promise<void> {
    this.#server.listen(port, this.#host);
    try {
      await once(this.#server, "listening");
    } catch (error) {
      throw new Error(formatListenError(error as NodeJS.ErrnoException, port, this.#host));
    }
  }

  /** Sets the functions that handle requests, including the requests that are already waiting. */
  setHandlers(handlers: Handlers): void {
    this.#respond = handlers.respond;
    this.#resolveHandlers(handlers);
  }

  /** Stops listening and closes all connections. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    this.#upgrades?.close();
    await closed;
  }
}

/**
 * Returns the message for an error of `server.listen()`.
 * @see https://nodejs.org/api/errors.html#common-system-errors
 */
function formatListenError({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  switch (code) {
    case "EADDRINUSE":
      return `port ${port} of ${host} is in use. Stop the process that uses it, or choose another port.`;
    case "EACCES":
      return `port ${port} requires administrator rights. Choose a port from 1024 to 65535.`;
    default:
      return `host is "${host}"; expected an address of this computer, such as 127.0.0.1 (${message})`;
  }
}

/**
 * Checks that a port is available, without keeping it open.
 * @throws Error if the port or the host is not available
 */
export async function checkPort(host: string, port: number): Promise<void> {
  const listener = new Listener({ address: "", kind: "HTTP" }, host);
  await listener.open(port);
  await listener.close();
}

/**
 * Opens a listener for each API.
 *
 * @param port port of the first API; further APIs use the following ports. 0 selects a free port for each API
 * @throws Error if a port or the host is not available; the listeners that were already open are closed first
 */
export async function openListeners(
  apis: readonly ListenedApi[],
  host: string,
  port: number,
): Promise<readonly Listener[]> {
  const listeners = apis.map((api) => new Listener(api, host));
  try {
    for (const [index, listener] of listeners.entries()) await listener.open(port === 0 ? 0 : port + index);
    return listeners;
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close()));
    throw error;
  }
}
