import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { empty, event, message, type SocketOptions, type SocketState, socket } from "gatewright/contract";
import { WebSocket, WebSocketServer } from "ws";
import * as z from "zod/mini";

/** Messages and events of the tests. */
export const contract = {
  sendMessage: message("sendMessage", {
    body: z.strictObject({ channel: z.string(), text: z.string() }),
    reply: z.strictObject({ messageId: z.string() }),
  }),
  leave: message("leaveChannel", { reply: empty }),
  typing: message("typing", { body: z.strictObject({ channel: z.string() }) }),
  ping: message("ping"),
  messagePosted: event("messagePosted", { body: z.strictObject({ text: z.string() }) }),
  channelClosed: event("channelClosed"),
};

/** Frame that a client has sent, as its fields. */
export type ClientFrame = Readonly<Record<string, unknown>> & { readonly id?: string };

/** Function that a server calls for a frame. Default: the server does nothing. */
export type Respond = (frame: ClientFrame, connection: WebSocket) => void;

/** Returns a function that sends frames for each frame that arrives. A text is sent unchanged. */
export const sendFrames =
  (...frames: readonly ((frame: ClientFrame) => unknown)[]): Respond =>
  (frame, connection) => {
    for (const toFrame of frames) {
      const sent = toFrame(frame);
      connection.send(typeof sent === "string" || sent instanceof Uint8Array ? sent : JSON.stringify(sent));
    }
  };

/** Returns the frame of a reply. */
export const replyTo = ({ action, id }: ClientFrame, body?: unknown) => ({ reply: action, id, body });

/** WebSocket server without API Gateway. It can send frames and end connections at any time. */
export class SocketServer {
  readonly frames: ClientFrame[] = [];
  readonly requests: IncomingMessage[] = [];
  readonly #server: WebSocketServer;
  readonly #silent: IncomingMessage[] = [];
  readonly #waiting = new Set<() => void>();
  /** Called for each frame. */
  respond: Respond = () => {};
  /** Called for each connection. */
  connected: (connection: WebSocket) => void = () => {};
  /** Status of the response to a handshake. A handshake with the status 0 gets no response. */
  status = 101;
  /** Returns true for a handshake that gets the status 403. */
  isDenied: (request: IncomingMessage) => boolean = () => false;

  constructor() {
    this.#server = new WebSocketServer({
      host: "127.0.0.1",
      port: 0,
      verifyClient: ({ req }, callback) => {
        if (this.isDenied(req)) callback(false, 403);
        else if (this.status > 0) callback(this.status === 101, this.status);
        else this.#silent.push(req);
      },
    });
    this.#server.on("connection", (connection, request) => {
      this.requests.push(request);
      connection.on("message", (data) => {
        const frame = JSON.parse(data.toString());
        this.frames.push(frame);
        this.respond(frame, connection);
        this.#notify();
      });
      this.connected(connection);
      this.#notify();
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/live`;
  }

  get connections(): WebSocket[] {
    return [...this.#server.clients];
  }

  #notify(): void {
    for (const check of this.#waiting) check();
  }

  /** Waits until a condition is true. It is checked after each frame and each new connection. */
  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!isTrue()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  async start(): Promise<this> {
    if (this.#server.address() === null) await once(this.#server, "listening");
    return this;
  }

  async stop(): Promise<void> {
    for (const connection of this.#server.clients) connection.terminate();
    for (const { socket } of this.#silent) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const servers: SocketServer[] = [];
const clients: { close(): void }[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) await server.stop();
});

/** Starts a server that is stopped after the test. */
export async function startSocketServer(respond: Respond = () => {}): Promise<SocketServer> {
  const server = new SocketServer();
  servers.push(server);
  server.respond = respond;
  return server.start();
}

/** Change of the state of a client. */
export interface StateChange {
  readonly state: SocketState;
  readonly cause?: Error;
}

/** Returns a client of a server with short delays, its changes of state, and its errors. */
export function connect(
  url: string,
  options: Partial<SocketOptions> & { heartbeat?: "ping" | "leave" } = {},
) {
  const changes: StateChange[] = [];
  const errors: Error[] = [];
  const waiting = new Set<() => void>();
  const notify = () => {
    for (const check of waiting) check();
  };
  const chat = socket(contract, {
    url,
    WebSocket,
    reconnectDelayMs: 1,
    maxReconnectDelayMs: 4,
    onStateChange(state, cause) {
      changes.push({ state, cause });
      notify();
    },
    onError(error) {
      errors.push(error);
      notify();
    },
    ...options,
  });
  clients.push(chat);
  /** Waits until a condition is true. It is checked after each change of the state and each error. */
  const until = (isTrue: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!isTrue()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return { chat, changes, errors, until };
}
