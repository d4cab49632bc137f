import type { ServerResponse } from "node:http";

/** Lets requests in, or has them wait while it is shut. */
export class RequestGate {
  readonly #inside = new Set<ServerResponse>();
  /** Resolves when it opens; absent while it is open. */
  #opening?: Promise<void>;

  /** Handles a request, once the gate is open and unless its caller left meanwhile. */
  async enter(response: ServerResponse, handle: () => void): Promise<void> {
    while (this.#opening) await this.#opening;
    if (response.destroyed) return;
    this.#inside.add(response);
    response.once("close", () => this.#inside.delete(response));
    handle();
  }

  /**
   * Shuts it, and waits until nobody is inside.
   * @returns what opens it
   */
  async close(): Promise<() => void> {
    let open = () => {};
    this.#opening = new Promise((resolve) => {
      open = () => {
        this.#opening = undefined;
        resolve();
      };
    });
    await Promise.all([...this.#inside].map((one) => new Promise((resolve) => one.once("close", resolve))));
    return open;
  }

  /** Turns out who has not sent all of a request. */
  abortIncomplete(): void {
    for (const { req } of this.#inside) if (!req.complete) req.destroy();
  }
}
