import type { InvokeMessage, MainThreadMessage } from "../messages";
import type { WorkerCallCounter } from "../shared-call-counter";

type QueueMessage = Extract<MainThreadMessage, { readonly kind: "invoke" | "reopen" }>;

/**
 * Queue of a worker's invocations. It runs one invocation at a time, in the order of their messages.
 *
 * After an invocation has completed, the next invocation starts in a later turn of the event loop, by
 * `setImmediate()`. If the completed invocation left an error behind, such as an unhandled rejection, Node
 * raises the error before that turn. The worker then fails before the next invocation has started, which
 * allows the main thread to run that invocation in another worker.
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
