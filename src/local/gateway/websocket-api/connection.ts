import type { ClientSocket } from "../../http/client-socket";
import { newRequestId } from "../../http/random-id";
import { type GatewayRequest, headerOf } from "../../http/request";
import type { ApiKeyModel } from "../../model/model";
import type { Allowed } from "../core/authorization-result";

/** Data of a connection that its events contain. */
export interface ConnectionInfo {
  readonly id: string;
  /** Name of the stage. */
  readonly stage: string;
  /** Time of the handshake, in milliseconds since the Unix epoch. */
  readonly connectedAtMs: number;
  /** Value of the header `Host` of the handshake. */
  readonly host: string;
  readonly sourceIp: string;
  /** Absent if the client sent no header `User-Agent`. */
  readonly userAgent?: string;
  /** Result of the authorization. Absent before it, and on a public API. */
  caller?: Allowed;
  /** API key of the handshake, if the API requires one. */
  apiKey?: ApiKeyModel;
}

/** Returns the data of a connection that a request opens. */
export function createConnectionInfo(request: GatewayRequest, stage: string): ConnectionInfo {
  return {
    id: newRequestId(),
    stage,
    connectedAtMs: request.timeEpoch,
    host: headerOf(request, "host") ?? "",
    sourceIp: request.sourceIp,
    userAgent: headerOf(request, "user-agent"),
  };
}

/** Maximum number of messages of a connection that are handled at the same time. Reading pauses until one of them ends. */
const MAX_PENDING_MESSAGES = 100;

/** Open connection of a client. */
export class Connection {
  readonly info: ConnectionInfo;
  readonly socket: ClientSocket;
  /** Times of a monotonic clock, in milliseconds. */
  readonly #openedMs: number;
  #activeMs: number;
  #pending = 0;

  constructor(info: ConnectionInfo, socket: ClientSocket, nowMs: number) {
    this.info = info;
    this.socket = socket;
    this.#openedMs = nowMs;
    this.#activeMs = nowMs;
  }

  /** Time of the last message in either direction, in milliseconds since the Unix epoch. */
  get lastActiveAtMs(): number {
    return this.info.connectedAtMs + Math.round(this.#activeMs - this.#openedMs);
  }

  /** Restarts the time after which an idle connection is closed. */
  touch(nowMs: number): void {
    this.#activeMs = nowMs;
  }

  /** Returns true if the connection was idle, or open, for longer than allowed. */
  isExpired({ idleMs, durationMs }: ConnectionLimits, nowMs: number): boolean {
    return nowMs - this.#activeMs >= idleMs || nowMs - this.#openedMs >= durationMs;
  }

  /** Handles a message. Reading from the client pauses while too many messages are being handled. */
  async handle(run: () => Promise<void>): Promise<void> {
    this.#pending += 1;
    if (this.#pending === MAX_PENDING_MESSAGES) this.socket.pause();
    try {
      await run();
    } finally {
      if (this.#pending === MAX_PENDING_MESSAGES) this.socket.resume();
      this.#pending -= 1;
    }
  }

  send(message: Buffer, nowMs: number): void {
    this.touch(nowMs);
    this.socket.send(message);
  }
}

/** Limits after which a connection is closed. */
export interface ConnectionLimits {
  readonly idleMs: number;
  readonly durationMs: number;
}
