import type { ServerResponse } from "node:http";

/** Gate that requests pass before they are handled. They wait while it is closed. */
export class RequestGate {
  /** Responses of requests that are being handled. */
  readonly #active = new Set<ServerResponse>();
  /** Resolves when the gate opens; absent while it is open. */
  #opening?: Promise<void>;

  /** Handles a request as soon as the gate is open, unless its connection has closed by then. */
  async enter(response: ServerResponse, handle: () => void): Promise<void> {
    while (this.#opening) await this.#opening;
    if (response.destroyed) return;
    this.#active.add(response);
    response.once("close", () => this.#active.delete(response));
    handle();
  }

  /**
   * Closes the gate, and waits until no request is being handled.
   *
   * @returns a function that opens the gate
   */
  async close(): Promise<() => void> {
    let open = () => {};
    this.#opening = new Promise((resolve) => {
      open = () => {
        this.#opening = undefined;
        resolve();
      };
    });
    const responses = [...this.#active];
    await Promise.all(responses.map((response) => new Promise((resolve) => response.once("close", resolve))));
    return open;
  }

  /** Ends the connections of active requests that have not been received completely. */
  abortIncomplete(): void {
    for (const { req } of this.#active) if (!req.complete) req.destroy();
  }
}
