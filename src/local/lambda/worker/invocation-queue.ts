import type { InvokeMessage, MainThreadMessage } from "../messages";
import type { WorkerCallCounter } from "../shared-call-counter";

type QueueMessage = Extract<MainThreadMessage, { readonly kind: "invoke" | "reopen" }>;

/**
 * Queue of a worker's invocations. It runs one invocation at a time, in the order of their messages.
 *
 * After an invocation has completed, the next one starts in a later turn of the event loop, by
 * `setImmediate()`. An error that the previous invocation left behind, such as an unhandled rejection, is
 * raised before that. The worker then fails before the next invocation has started, so the main thread can
 * run that invocation in another worker.
 */
export class Runner {
  readonly #run: (message: InvokeMessage, done: () => void) => void;
  readonly #callCounter: WorkerCallCounter;
  readonly #queue: QueueMessage[] = [];
  #isRunning = false;

  /** @param run starts an invocation, and calls `done` once when the invocation has completed */
  constructor(run: (message: InvokeMessage, done: () => void) => void, callCounter: WorkerCallCounter) {
    this.#run = run;
    this.#callCounter = callCounter;
  }

  add(message: QueueMessage): void {
    this.#queue.push(message);
    if (!this.#isRunning) this.#runNext();
  }

  /** Starts the next invocation that the main thread has not reclaimed. */
  #runNext(): void {
    this.#isRunning = false;
    for (let message = this.#queue.shift(); message; message = this.#queue.shift()) {
      if (message.kind === "reopen") this.#callCounter.reopen(message.key);
      else if (this.#callCounter.tryStart()) {
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
