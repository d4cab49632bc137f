import { Child } from "../local/child";
import type { MessageLoad, MessageTimes } from "./load-generator";
import type { MeasuredServer } from "./servers";
import { MESSAGE } from "./stack";

/** Number of connections of the measurement of messages per second. */
export const CONNECTIONS = 20;
const SECONDS = 2;

/** Results of one round. */
export interface Round {
  /** Messages per second of all connections together, each with one message in flight. */
  readonly messagesPerSecond: number;
  /** Median time from a message to its response in milliseconds, with one connection. */
  readonly p50Ms: number;
  /** Part of the time in which the load generator was busy with all connections, from 0 to 1. */
  readonly busy: number;
  /** Part of the time in which the server was busy with all connections. Only the server of the package `ws` measures it. */
  readonly serverBusy?: number;
}

/** Load generator that runs in a separate process, `load-generator.ts`. */
export class MessageLoadGenerator {
  readonly #child = new Child("../websocket/load-generator.ts", []);

  /** Resolves when the process is ready. Must be awaited before the first measurement. */
  async whenReady(): Promise<void> {
    await this.#child.receive();
  }

  async measure({ url, readBusy }: MeasuredServer): Promise<Round> {
    await readBusy?.();
    const { messagesPerSecond, busy } = await this.#send({ url, connections: CONNECTIONS, seconds: SECONDS });
    const serverBusy = await readBusy?.();
    const { p50Ms } = await this.#send({ url, connections: 1, seconds: 1 });
    return { messagesPerSecond, p50Ms, busy, serverBusy };
  }

  end(): Promise<void> {
    return this.#child.end();
  }

  #send(load: Omit<MessageLoad, "message">): Promise<MessageTimes> {
    return this.#child.request<MessageTimes>({ ...load, message: MESSAGE });
  }
}
