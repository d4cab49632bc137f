import type { ServerResponse } from "node:http";

/**
 * Gate that requests pass before they are handled. The gate is closed while tables are updated and when the
 * server stops. While the gate is closed, requests wait.
 */
export class RequestGate {
  /** Responses of requests that are being handled. */
  readonly #active = new Set<ServerResponse>();
  /** Resolves when the gate opens again; undefined while the gate is open. */
  #opening?: Promise<void>;

  /** Calls `handle` as soon as the gate is open, unless the client has closed the connection by then. */
  async enter(response: ServerResponse, handle: () => void): Promise<void> {
    while (this.#opening) await this.#opening;
    if (response.destroyed) return;
    this.#active.add(response);
    response.once("close", () => this.#active.delete(response));
    handle();
  }

  /**
   * Closes the gate, and waits until the requests that are being handled have completed.
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

  /** Aborts the requests that are being handled but have not been received completely. */
  abortIncomplete(): void {
    for (const { req } of this.#active) if (!req.complete) req.destroy();
  }
}
