import { ABNORMAL_CLOSURE, SocketClosedError } from "./socket-closed-error";
import { isSubprotocolName, type SocketSettings, type SocketState } from "./socket-options";
import type { WebSocketInstance } from "./web-socket-class";

/** Functions that a connection calls. */
export interface ConnectionEvents {
  open(socket: WebSocketInstance): void;
  /** Called for the data of each message. */
  data(data: unknown): void;
  /** Called when an open connection is lost, when an attempt fails, and when the client is closed (`isFinal`). */
  lost(error: SocketClosedError, isFinal: boolean): void;
  stateChange(state: SocketState, cause?: Error): void;
  error(error: Error): void;
}

/** Time after which an open connection counts as successful. The delay before the next attempt is then short again. */
const STABLE_MS = 10_000;

/**
 * Keeps a connection to a WebSocket API open. After a connection is lost, or an attempt fails, the next attempt
 * starts after a random delay. The longest delay doubles after each failed attempt. Random delays distribute the
 * attempts of many clients, because API Gateway limits the number of new connections per second.
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
export class SocketConnection {
  readonly #settings: SocketSettings;
  readonly #events: ConnectionEvents;
  #state: SocketState = "connecting";
  #socket: WebSocketInstance | undefined;
  /** Number of the attempt. Events of earlier attempts are ignored. */
  #attempt = 0;
  #openedAt: number | undefined;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: SocketSettings, events: ConnectionEvents) {
    this.#settings = settings;
    this.#events = events;
    this.#connect();
  }

  get state(): SocketState {
    return this.#state;
  }

  /** Closes the connection permanently. */
  close(): void {
    this.#end(new SocketClosedError("the client is closed", 1000), undefined);
  }

  /** Replaces a connection that does not respond. It does nothing if no connection is open. */
  replace(reason: string): void {
    if (this.#state === "open") this.#lose(new SocketClosedError(reason));
  }

  async #connect(): Promise<void> {
    const { timeoutMs } = this.#settings;
    const attempt = ++this.#attempt;
    this.#timer = setTimeout(
      () => this.#lose(new SocketClosedError(`no connection within ${timeoutMs} ms`)),
      timeoutMs,
    );
    try {
      const [url, protocols] = await formatHandshake(this.#settings);
      if (attempt === this.#attempt) this.#listen(new this.#settings.WebSocket(url, protocols), attempt);
    } catch (cause) {
      const { message = String(cause) } = Object(cause) as Partial<Error>;
      if (attempt === this.#attempt)
        this.#lose(new SocketClosedError(`no connection: ${message}`, undefined, cause));
    }
  }

  #listen(socket: WebSocketInstance, attempt: number): void {
    this.#socket = socket;
    const isCurrent = () => attempt === this.#attempt;
    let cause: unknown;
    const lose = (code = ABNORMAL_CLOSURE, reason?: string) => {
      if (isCurrent()) this.#lose(new SocketClosedError(describeClose(code, reason, cause), code, cause));
    };
    socket.addEventListener("open", () => {
      if (!isCurrent()) return;
      clearTimeout(this.#timer);
      this.#openedAt = performance.now();
      this.#setState("open");
      if (isCurrent()) this.#events.open(socket);
    });
    socket.addEventListener("message", ({ data }) => {
      if (isCurrent()) this.#events.data(data);
    });
    // Without a listener, the package ws would throw the error.
    socket.addEventListener("error", ({ error }) => {
      cause = error;
      // The class of Node sends no close event for a failed handshake. Other classes send it immediately.
      if (this.#openedAt === undefined) setTimeout(lose, 0);
    });
    socket.addEventListener("close", ({ code, reason }) => lose(code, reason));
  }

  /** Handles the end of a connection or of an attempt: starts the next attempt, or closes the client. */
  #lose(error: SocketClosedError): void {
    const { reconnectDelayMs, maxReconnectDelayMs, maxAttempts } = this.#settings;
    const wasOpen = this.#openedAt !== undefined;
    const isStable = this.#openedAt !== undefined && performance.now() - this.#openedAt >= STABLE_MS;
    this.#failures = isStable ? 0 : this.#failures + 1;
    if (this.#failures >= maxAttempts) {
      this.#end(error, error);
      return;
    }
    this.#detach();
    const delayMs = Math.random() * Math.min(maxReconnectDelayMs, reconnectDelayMs * 2 ** this.#failures);
    this.#timer = setTimeout(() => this.#connect(), delayMs);
    this.#events.lost(error, false);
    if (wasOpen) this.#setState("connecting", error);
    else this.#events.error(error);
  }

  #end(error: SocketClosedError, cause: Error | undefined): void {
    this.#detach();
    this.#events.lost(error, true);
    this.#setState("closed", cause);
  }

  /** Ends the current attempt without waiting for the server. */
  #detach(): void {
    const socket = this.#socket;
    this.#attempt++;
    this.#socket = undefined;
    this.#openedAt = undefined;
    clearTimeout(this.#timer);
    socket?.close();
  }

  #setState(state: SocketState, cause?: Error): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#events.stateChange(state, cause);
  }
}

function describeClose(code: number, reason: string | undefined, cause: unknown): string {
  const { message = "" } = Object(cause) as Partial<Error>;
  const text = reason || message;
  return `the connection was closed with ${code}${text && `: ${text}`}`;
}

/** Returns the URL and the subprotocols of a handshake. @throws Error without the token if the token is invalid */
async function formatHandshake(settings: SocketSettings): Promise<[url: string, protocols: string[]]> {
  const { url, token: credential, tokenIn, protocols } = settings;
  if (credential === undefined) return [url, [...protocols]];
  const token: unknown = typeof credential === "function" ? await credential() : credential;
  if (typeof token !== "string")
    throw new Error(`the token is of the type ${typeof token}; expected a string`);
  if (token === "") throw new Error("the token is empty; expected a JSON Web Token");
  if (tokenIn === "subprotocol") {
    // A browser would throw an error that contains the token.
    if (!isSubprotocolName(token))
      throw new Error("the token cannot be a subprotocol; expected a JSON Web Token");
    // A WebSocket throws an error if a subprotocol occurs twice.
    return [url, [...new Set(["bearer", token, ...protocols])]];
  }
  const withToken = new URL(url);
  withToken.searchParams.set("token", token);
  return [withToken.href, [...protocols]];
}
