import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createHttpServer, type Responder } from "./server";

/** A port of this machine, where an API is served. */
export class Listener {
  /** Of the API. */
  readonly address: string;
  readonly #server: Server;
  readonly #host: string;
  #answerWith!: (respond: Responder) => void;
  #respond: Responder;

  constructor(address: string, host: string) {
    const responder = new Promise<Responder>((resolve) => {
      this.#answerWith = resolve;
    });
    this.address = address;
    this.#host = host;
    // Requests that come before there is an answer wait for it.
    this.#respond = async (request) => (await responder)(request);
    this.#server = createHttpServer((request) => this.#respond(request));
  }

  /** Without a `/` at its end. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${this.#host.includes(":") ? `[${this.#host}]` : this.#host}:${port}`;
  }

  /** @throws Error where it cannot listen there */
  async open(port: number): Promise<void> {
    this.#server.listen(port, this.#host);
    try {
      await once(this.#server, "listening");
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const isTaken = code === "EADDRINUSE" || code === "EACCES";
      throw new Error(`${message}; choose another ${isTaken ? "port" : "host"}`);
    }
  }

  setResponder(respond: Responder): void {
    this.#respond = respond;
    this.#answerWith(respond);
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** A listener for each API, the first at the port, the others at the next ones. @throws Error where one is taken */
export async function openListeners(
  addresses: readonly string[],
  host: string,
  port: number,
): Promise<readonly Listener[]> {
  const listeners = addresses.map((address) => new Listener(address, host));
  try {
    for (const [index, one] of listeners.entries()) await one.open(port === 0 ? 0 : port + index);
    return listeners;
  } catch (error) {
    await Promise.all(listeners.map((one) => one.close()));
    throw error;
  }
}
