import type { HostMessage, InvokeOrder } from "../messages";
import type { WorkerCallCounter } from "../shared-call-counter";

type CallOrder = Extract<HostMessage, { readonly kind: "invoke" | "reopen" }>;

/**
 * Runs calls one at a time, each in a turn of the event loop of its own: an error that the one before it left behind comes
 * first, and is not held against it.
 */
export class Runner {
  readonly #run: (order: InvokeOrder, done: () => void) => void;
  readonly #turns: WorkerCallCounter;
  readonly #orders: CallOrder[] = [];
  #isRunning = false;

  /** @param run begins a call, and says when it is done */
  constructor(run: (order: InvokeOrder, done: () => void) => void, turns: WorkerCallCounter) {
    this.#run = run;
    this.#turns = turns;
  }

  add(order: CallOrder): void {
    this.#orders.push(order);
    if (!this.#isRunning) this.#next();
  }

  /** Passes over what was taken back. */
  #next(): void {
    this.#isRunning = false;
    for (let order = this.#orders.shift(); order; order = this.#orders.shift()) {
      if (order.kind === "reopen") this.#turns.reopen(order.key);
      else if (this.#turns.begin()) {
        this.#isRunning = true;
        this.#run(order, this.#done);
        return;
      }
    }
  }

  readonly #done = (): void => {
    setImmediate(() => this.#next());
  };
}
