import { WEBSOCKET_API_QUOTAS } from "#aws/web-socket-quotas";
import type { Message } from "./message";
import type { Problem } from "./problem";
import { SocketClosedError } from "./socket-closed-error";
import { formatFrame, type GatewayFrame, gatewayProblem } from "./socket-frames";
import type { SocketSettings } from "./socket-options";
import type { WebSocketInstance } from "./web-socket-class";

/** Time during which API Gateway can send an error for a message. An integration ends after 29 seconds. */
const GATEWAY_ERROR_WINDOW_MS = WEBSOCKET_API_QUOTAS.integrationTimeoutMs.max + 1000;

/** Maximum number of messages that wait until they can be sent. */
const MAX_WAITING = 100;

/** Number of bytes in the buffer of the socket from which messages wait. */
const MAX_BUFFERED_BYTES = 128 * 1024;

/** Time between two checks of the buffer, because browsers have no event for it. */
const BUFFER_CHECK_MS = 50;

/** Value of the property `readyState` of an open socket. */
const OPEN = 1;

/** Error for a message without a reply, or for one that could not be sent in time. */
export class SocketTimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/** Message that waits until it is sent, or for its reply. */
interface QueuedMessage {
  readonly action: string;
  readonly text: string;
  /** ID that the reply contains. A one-way message has none. */
  readonly id?: string;
  readonly timer: ReturnType<typeof setTimeout>;
  readonly resolve: (body?: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Messages of a client in the order of their calls. A message waits for a connection and for space in the buffer of the
 * socket. Then it is sent once, and a two-way message waits for its reply.
 */
export class MessageQueue {
  readonly #settings: Pick<SocketSettings, "routeKeyField" | "timeoutMs">;
  #waiting: QueuedMessage[] = [];
  readonly #pending = new Map<string, QueuedMessage>();
  #socket: WebSocketInstance | undefined;
  #lastId = 0;
  #bufferTimer: ReturnType<typeof setTimeout> | undefined;
  /** Reason why there is no connection. */
  #lost: SocketClosedError | undefined;
  #isClosed = false;
  /** Time until which an error of API Gateway can belong to a message that no longer waits for a reply. */
  #ambiguousUntil = 0;

  constructor(settings: Pick<SocketSettings, "routeKeyField" | "timeoutMs">) {
    this.#settings = settings;
  }

  /** Adds a message. The result is resolved with the body of the reply, or when a one-way message is sent. */
  send({ action, reply }: Message, body: unknown): Promise<unknown> {
    const { routeKeyField, timeoutMs } = this.#settings;
    if (this.#isClosed && this.#lost) throw unsentError(action, this.#lost);
    const id = reply === undefined ? undefined : String(++this.#lastId);
    const text = formatFrame({ action, id, body }, routeKeyField);
    if (this.#waiting.length >= MAX_WAITING)
      throw new Error(
        `${action}: the queue contains ${MAX_WAITING} messages, its maximum. Send fewer messages.`,
      );
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#timeOut(message), timeoutMs);
      const message: QueuedMessage = { action, text, id, timer, resolve, reject };
      this.#waiting.push(message);
      this.#flush();
    });
  }

  /** Sends the waiting messages over a connection that has been opened. */
  open(socket: WebSocketInstance): void {
    this.#socket = socket;
    this.#lost = undefined;
    this.#ambiguousUntil = 0;
    this.#flush();
  }

  /** Rejects the messages that wait for a reply. If the client is closed, it also rejects those that are not sent. */
  lose(error: SocketClosedError, isFinal: boolean): void {
    this.#socket = undefined;
    this.#lost = error;
    clearTimeout(this.#bufferTimer);
    for (const message of this.#pending.values()) {
      const text = `${message.action}: ${error.message}, before the reply. The API may have processed the message.`;
      this.#reject(message, new SocketClosedError(text, error.code, error));
    }
    if (!isFinal) return;
    this.#isClosed = true;
    for (const message of this.#waiting.splice(0)) this.#reject(message, unsentError(message.action, error));
  }

  /** Resolves the message of a reply. A reply that no message waits for is ignored, such as one after the timeout. */
  receiveReply(id: string, body: unknown): void {
    const message = this.#pending.get(id);
    if (message) this.#settle(message).resolve(body);
  }

  /** Rejects the message of a problem. Returns false if no message waits for it. */
  receiveProblem(id: string | undefined, problem: Problem): boolean {
    const message = this.#pending.get(id ?? "");
    if (message) this.#reject(message, problem);
    return message !== undefined;
  }

  /**
   * Rejects the message of an error of API Gateway. The error contains no ID. It belongs to a message only if no other
   * message was sent whose error could still arrive.
   *
   * @returns false if the message is not known
   */
  receiveGatewayError(error: GatewayFrame): boolean {
    const [message, ...others] = this.#pending.values();
    if (!message || others.length > 0 || performance.now() < this.#ambiguousUntil) return false;
    this.#reject(message, gatewayProblem(error, message.action));
    return true;
  }

  /** Sends waiting messages while the connection is open and its buffer has space. */
  #flush(): void {
    clearTimeout(this.#bufferTimer);
    while (this.#socket?.readyState === OPEN) {
      if (this.#waiting.length === 0) return;
      if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) {
        this.#bufferTimer = setTimeout(() => this.#flush(), BUFFER_CHECK_MS);
        return;
      }
      const [message] = this.#waiting.splice(0, 1) as [QueuedMessage];
      if (message.id !== undefined) this.#pending.set(message.id, message);
      this.#socket.send(message.text);
      if (message.id === undefined) this.#finishUncertain(message).resolve();
    }
  }

  #timeOut(message: QueuedMessage): void {
    const { action, id } = message;
    const { timeoutMs } = this.#settings;
    const isSent = this.#pending.has(id ?? "");
    const reason = this.#lost?.message ?? (this.#socket ? "the connection is too slow" : "no connection");
    const text = isSent
      ? `no reply within ${timeoutMs} ms. The API may have processed the message.`
      : `the message was not sent within ${timeoutMs} ms: ${reason}.`;
    this.#waiting = this.#waiting.filter((other) => other !== message);
    const { reject } = isSent ? this.#finishUncertain(message) : this.#settle(message);
    reject(new SocketTimeoutError(`${action}: ${text}`));
  }

  /** Ends a message that was sent, and for which API Gateway can still send an error. */
  #finishUncertain(message: QueuedMessage): QueuedMessage {
    this.#ambiguousUntil = performance.now() + GATEWAY_ERROR_WINDOW_MS;
    return this.#settle(message);
  }

  #reject(message: QueuedMessage, error: Error): void {
    this.#settle(message).reject(error);
  }

  #settle(message: QueuedMessage): QueuedMessage {
    clearTimeout(message.timer);
    if (message.id !== undefined) this.#pending.delete(message.id);
    return message;
  }
}

function unsentError(action: string, error: SocketClosedError): SocketClosedError {
  return new SocketClosedError(`${action}: ${error.message}; the message was not sent.`, error.code, error);
}
