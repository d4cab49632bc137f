/** Event of a WebSocket. Which properties it has depends on its type and on the implementation. */
export interface WebSocketInstanceEvent {
  readonly type: string;
  /** Data of a message. */
  readonly data?: unknown;
  /** Close code. */
  readonly code?: number;
  /** Reason of the close, which can be empty. */
  readonly reason?: string;
  /** Cause of an error. Browsers do not state it. */
  readonly error?: unknown;
}

/** Part of the interface of a WebSocket that the client of a WebSocket API uses. */
export interface WebSocketInstance {
  readonly readyState: number;
  /** Number of bytes that are not sent yet. */
  readonly bufferedAmount: number;
  send(data: string): void;
  close(): void;
  addEventListener(
    type: "open" | "message" | "close" | "error",
    listener: (event: WebSocketInstanceEvent) => void,
  ): void;
}

/**
 * Implementation of the class `WebSocket`: the class of a browser, of Node 22 or newer, or of the package `ws`.
 * @see https://websockets.spec.whatwg.org/#the-websocket-interface
 */
export type WebSocketClass = new (url: string, protocols: string[]) => WebSocketInstance;
