import type { Measurement } from "../measure-in-turns";
import { Child } from "./child";
import type { Latency, Load } from "./load-generator";
import type { Server } from "./servers";

export const REQUESTS_PER_SECOND = 500;
const SECONDS = 3;

/**
 * Load generator that sends requests at a constant rate. It runs in a separate process, `load-generator.ts`.
 */
export class LoadGenerator {
  readonly #child = new Child("load-generator.ts", []);

  /** Resolves when the process is ready. Must be awaited before the first measurement. */
  async whenReady(): Promise<void> {
    await this.#child.receive();
  }

  /** Returns the percentiles of a server's latency, in milliseconds. */
  measureLatency({ url }: Server): Promise<Measurement<keyof Latency>> {
    const load: Load = { url, requestsPerSecond: REQUESTS_PER_SECOND, seconds: SECONDS };
    return this.#child.request<Latency>(load);
  }

  end(): Promise<void> {
    return this.#child.end();
  }
}
