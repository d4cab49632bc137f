import type { Figures } from "../call-counter";
import { Child } from "./child";
import type { Latency, Pace } from "./load-generator";
import type { Server } from "./servers";

export const PER_SECOND = 500;
const SECONDS = 3;

/** Makes requests at a constant rate, from a process of its own. */
export class Pacer {
  readonly #child = new Child("load-generator.ts", []);

  async ready(): Promise<void> {
    await this.#child.heard();
  }

  /** How long a server takes to answer, in milliseconds. */
  latency({ url }: Server): Promise<Figures<keyof Latency>> {
    const pace: Pace = { url, perSecond: PER_SECOND, seconds: SECONDS };
    return this.#child.ask<Latency>(pace);
  }

  end(): Promise<void> {
    return this.#child.end();
  }
}
