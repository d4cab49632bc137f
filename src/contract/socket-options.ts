import {
  COUNT_RULE,
  CREDENTIAL_RULE,
  type Credential,
  checkOptions,
  DURATION_RULE,
  FUNCTION_RULE,
  isAbsentOr,
  isFunction,
  isText,
  type OptionRule,
} from "./option-rules";
import type { WebSocketClass } from "./web-socket-class";

/**
 * State of the client of a WebSocket API. It is `connecting` until the first connection is open, and while a lost
 * connection is replaced. `closed` is final.
 */
export type SocketState = "connecting" | "open" | "closed";

/** Options of `socket()`. */
export interface SocketOptions {
  /** URL of the API with the scheme `wss` or `ws`, including the name of the stage. */
  readonly url: string;
  /**
   * Access token, or a function that returns it. The function is called before each attempt to connect. Default: the
   * handshake has no token.
   */
  readonly token?: Credential;
  /**
   * Place of the token in the handshake: the query parameter `token`, or the subprotocols `bearer` and the token itself.
   * Browsers cannot set headers. Default: `query`.
   */
  readonly tokenIn?: "query" | "subprotocol";
  /** Subprotocols that the client offers. The API must select one of them. Default: none. */
  readonly protocols?: readonly string[];
  /** Field of a message that contains the route key. Default: `action`. */
  readonly routeKeyField?: string;
  /**
   * Timeout of an attempt to connect, and of a message, in milliseconds. A message ends with its reply, or, if it is
   * one-way, when it is sent. The time includes waiting for a connection. Default: 30,000, because a function can take 29
   * seconds.
   */
  readonly timeoutMs?: number;
  /**
   * Name of a message without a body, which the client sends after 8 minutes without a message in either direction. API
   * Gateway closes a connection after 10 minutes. Default: none. The client then replaces the closed connection.
   */
  readonly heartbeat?: string;
  /**
   * Longest delay before the first attempt to replace a lost connection, in milliseconds. The delay is random. It doubles
   * after each failed attempt. Default: 1,000.
   */
  readonly reconnectDelayMs?: number;
  /** Longest delay before any attempt to connect, in milliseconds. Default: 30,000. */
  readonly maxReconnectDelayMs?: number;
  /**
   * Number of consecutive attempts to connect that fail, after which the client is closed. A connection that is lost in
   * less than 10 seconds counts as a failed attempt. Default: no limit.
   */
  readonly maxAttempts?: number;
  /** Class of the connections, such as `WebSocket` of the package `ws` for Node 20. Default: the global class. */
  readonly WebSocket?: WebSocketClass;
  /** Function that is called after each change of the state. The cause is undefined for `open` and after `close()`. */
  readonly onStateChange?: (state: SocketState, cause?: Error) => void;
  /**
   * Function that is called for each error that no call of `send` returns: problems of one-way messages, errors of API
   * Gateway, failed attempts to connect, malformed frames, and errors of listeners. Default: errors of listeners are
   * thrown as uncaught exceptions, and all others are ignored.
   */
  readonly onError?: (error: Error) => void;
}

/** Options with their default values. */
export type SocketSettings = SocketOptions &
  Required<Omit<SocketOptions, "token" | "heartbeat" | "onStateChange" | "onError">>;

/** Matches a name of a subprotocol (RFC 6455), which is a token of RFC 9110. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;

/** Returns true for a text that can be a subprotocol. A JSON Web Token can be one. */
export function isSubprotocolName(value: unknown): boolean {
  return typeof value === "string" && TOKEN.test(value);
}

function isSocketUrl(value: unknown): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { protocol, hash } = new URL(value);
  return /^wss?:$/.test(protocol) && hash === "";
}

function areSubprotocols(value: unknown): boolean {
  return Array.isArray(value) && value.every(isSubprotocolName) && new Set(value).size === value.length;
}

/** Rules of the options. The type requires that the list is complete. */
const RULES: { readonly [Name in keyof Required<SocketOptions>]: OptionRule } = {
  url: [isSocketUrl, 'a URL with the scheme "wss" or "ws" and without "#"'],
  token: CREDENTIAL_RULE,
  tokenIn: [isAbsentOr((value) => value === "query" || value === "subprotocol"), '"query" or "subprotocol"'],
  protocols: [isAbsentOr(areSubprotocols), "an array of different subprotocols"],
  routeKeyField: [
    isAbsentOr((value) => isText(value) && !["", "id", "body"].includes(String(value))),
    'the name of a field other than "id" and "body"',
  ],
  timeoutMs: DURATION_RULE,
  heartbeat: [isAbsentOr(isText), "the name of a message"],
  reconnectDelayMs: DURATION_RULE,
  maxReconnectDelayMs: DURATION_RULE,
  maxAttempts: COUNT_RULE,
  WebSocket: [
    (value) => isFunction(value ?? globalThis.WebSocket),
    "a class. Node 20 has no global WebSocket; pass the class WebSocket of the package ws",
  ],
  onStateChange: FUNCTION_RULE,
  onError: FUNCTION_RULE,
};

/**
 * Checks the options of `socket()`, and returns them with their default values.
 * @throws Error if an option is wrong. The message has a line for each wrong option
 */
export function resolveSocketOptions(options: SocketOptions): SocketSettings {
  checkOptions("socket", options, RULES);
  const {
    tokenIn = "query",
    protocols = [],
    routeKeyField = "action",
    timeoutMs = 30_000,
    reconnectDelayMs = 1000,
    maxReconnectDelayMs = 30_000,
    maxAttempts = Number.POSITIVE_INFINITY,
    WebSocket = globalThis.WebSocket,
  } = options;
  return {
    ...options,
    tokenIn,
    protocols,
    routeKeyField,
    timeoutMs,
    reconnectDelayMs,
    maxReconnectDelayMs,
    maxAttempts,
    WebSocket,
  };
}
