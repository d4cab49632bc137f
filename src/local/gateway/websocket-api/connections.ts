import type { SocketClose } from "../../http/client-socket";
import type { Connection, ConnectionLimits } from "./connection";

/** Code and reason of a connection that API Gateway closes because of its age. Captured on AWS. */
const GOING_AWAY: SocketClose = { code: 1001, reason: "Going away" };

/** Longest and shortest time between two searches for expired connections. */
const LONGEST_SWEEP_MS = 1000;
const SHORTEST_SWEEP_MS = 10;

/** Open connections of an API. One timer closes those that are idle or open for too long. */
export class OpenConnections {
  readonly #connections = new Map<string, Connection>();
  readonly #limits: ConnectionLimits;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  add(connection: Connection): void {
    this.#connections.set(connection.info.id, connection);
    const { idleMs, durationMs } = this.#limits;
    const intervalMs = Math.min(
      LONGEST_SWEEP_MS,
      Math.max(SHORTEST_SWEEP_MS, Math.min(idleMs, durationMs) / 10),
    );
    this.#timer ??= setInterval(() => this.#closeExpired(performance.now()), intervalMs).unref();
  }

  find(id: string): Connection | undefined {
    return this.#connections.get(id);
  }

  /** Removes a connection. Returns false if it was removed before. */
  remove({ info }: Connection): boolean {
    const isRemoved = this.#connections.delete(info.id);
    if (this.#connections.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    return isRemoved;
  }

  /** Closes and removes a connection. */
  close(connection: Connection, { code, reason }: SocketClose): void {
    this.remove(connection);
    connection.socket.close(code, reason);
  }

  closeAll(): void {
    for (const connection of [...this.#connections.values()]) this.close(connection, GOING_AWAY);
  }

  #closeExpired(nowMs: number): void {
    for (const connection of [...this.#connections.values()]) {
      if (connection.isExpired(this.#limits, nowMs)) this.close(connection, GOING_AWAY);
    }
  }
}
