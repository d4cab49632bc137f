import type { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { WEBSOCKET_API_QUOTAS } from "#aws";
import { FrameHeaderReader } from "./frame-headers";

/** Code and reason with which a connection was closed. */
export interface SocketClose {
  readonly code: number;
  readonly reason: string;
  /** Frame or message that the gateway rejected, for the terminal. The client does not get it. */
  readonly cause?: string;
}

/** Receiver of the messages of a client. */
export interface SocketListener {
  onMessage(text: string): void;
  /** Called once, when the connection is closed by the client, by the gateway, or by an error. */
  onClose(close: SocketClose): void;
}

/**
 * Close codes by the error of the package `ws`. Other errors are violations of the protocol.
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1
 */
const CODES_BY_ERROR: Readonly<Record<string, number>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
};
const PROTOCOL_ERROR = 1002;
const BINARY_FRAME = 1003;
const TOO_LONG = 1009;

/** Maximum number of bytes that wait for a client that does not read. The gateway then stops reading from the client. */
export const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

/** Connection of the package `ws`. The declaration files of this package cannot refer to those of `ws`, which users lack. */
interface MessageSocket extends EventEmitter {
  readonly bufferedAmount: number;
  readonly readyState: number;
  readonly OPEN: number;
  send(data: Buffer, options: { readonly binary: boolean; readonly fin: boolean }): void;
  close(code: number, reason: string): void;
  pause(): void;
  resume(): void;
}

/**
 * WebSocket connection of a client, with the limits of API Gateway: a binary frame closes it with 1003, and a frame of
 * more than 32 KB or a message of more than 128 KB with 1009.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-binary-media-types.html
 */
export class ClientSocket {
  readonly #webSocket: MessageSocket;
  readonly #socket: Socket;
  /** Code and reason that the gateway chose. A client can answer with others. */
  #ownClose: SocketClose | undefined;
  /** Number of reasons not to read from the client. */
  #pauses = 0;
  #isDraining = false;

  /** @param socket socket of the connection, from which no data has been read since the handshake */
  constructor(webSocket: MessageSocket, socket: Socket, listener: SocketListener) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    const frames = new FrameHeaderReader(({ isBinary, isControl, payloadBytes }) => {
      const { frameBytes } = WEBSOCKET_API_QUOTAS;
      if (isBinary) this.close(BINARY_FRAME, "", "the client sent a binary frame");
      else if (!isControl && payloadBytes > frameBytes)
        this.close(TOO_LONG, "", `a frame has ${payloadBytes} bytes; the limit is ${frameBytes}`);
    });
    // The listener precedes the one of `ws`, which therefore handles a message only if its frames are accepted.
    socket.prependListener("data", (data: Buffer) => frames.read(data));
    webSocket.on("message", (data: Buffer) => {
      if (!this.#ownClose) listener.onMessage(data.toString());
    });
    webSocket.on("error", ({ code = "", message }: NodeJS.ErrnoException) => {
      if (code.startsWith("WS_ERR_"))
        this.#ownClose ??= { code: CODES_BY_ERROR[code] ?? PROTOCOL_ERROR, reason: "", cause: message };
    });
    webSocket.on("close", (code: number, reason: Buffer) =>
      listener.onClose(this.#ownClose ?? { code, reason: reason.toString() }),
    );
  }

  /** Number of bytes that wait until the client reads them. */
  get bufferedBytes(): number {
    return this.#webSocket.bufferedAmount;
  }

  /** Sends a text message, in frames of at most 32 KB. A message to a closed connection is lost. */
  send(message: Buffer): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return;
    const { frameBytes } = WEBSOCKET_API_QUOTAS;
    for (let start = 0; start === 0 || start < message.length; start += frameBytes) {
      const end = start + frameBytes;
      this.#webSocket.send(message.subarray(start, end), { binary: false, fin: end >= message.length });
    }
    this.#pauseUntilDrained();
  }

  /** Stops reading from a client that does not read, until it has read all data that was sent to it. */
  #pauseUntilDrained(): void {
    if (this.#isDraining || this.bufferedBytes <= MAX_BUFFERED_BYTES) return;
    this.#isDraining = true;
    this.pause();
    this.#socket.once("drain", () => {
      this.#isDraining = false;
      this.resume();
    });
  }

  /** Closes the connection. A client that does not answer is disconnected later. */
  close(code: number, reason = "", cause?: string): void {
    if (this.#ownClose) return;
    this.#ownClose = { code, reason, cause };
    this.#webSocket.close(code, reason);
  }

  /** Stops reading from the client until {@link resume} is called as often. */
  pause(): void {
    this.#pauses += 1;
    this.#webSocket.pause();
  }

  resume(): void {
    this.#pauses -= 1;
    if (this.#pauses === 0) this.#webSocket.resume();
  }
}
