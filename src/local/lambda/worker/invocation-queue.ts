import type { HostMessage, InvokeMessage } from "../messages";
import type { WorkerCallCounter } from "../shared-call-counter";

type QueueMessage = Extract<HostMessage, { readonly kind: "invoke" | "reopen" }>;

/**
 * Queue of a worker's invocations. It runs them one at a time, in the order of their messages.
 *
 * Each invocation begins in its own turn of the event loop, after setImmediate(). An error that the previous invocation
 * left behind is therefore raised first. It fails the worker before the next invocation has begun, so the host can run
 * that one elsewhere.
 */
export class Runner {
  readonly #run: (message: InvokeMessage, done: () => void) => void;
  readonly #callCounter: WorkerCallCounter;
  readonly #queue: QueueMessage[] = [];
  #isRunning = false;

  /** @param run begins an invocation, and calls `done` once when it has completed */
  constructor(run: (message: InvokeMessage, done: () => void) => void, callCounter: WorkerCallCounter) {
    this.#run = run;
    this.#callCounter = callCounter;
  }

  add(message: QueueMessage): void {
    this.#queue.push(message);
    if (!this.#isRunning) this.#runNext();
  }

  /** Begins the next invocation that the host has not reclaimed. */
  #runNext(): void {
    this.#isRunning = false;
    for (let message = this.#queue.shift(); message; message = this.#queue.shift()) {
      if (message.kind === "reopen") this.#callCounter.reopen(message.key);
      else if (this.#callCounter.begin()) {
        this.#isRunning = true;
        this.#run(message, this.#done);
        return;
      }
    }
  }

  readonly #done = (): void => {
    setImmediate(() => this.#runNext());
  };
}
