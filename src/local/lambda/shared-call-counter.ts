/**
 * Largest count of a {@link SharedCallCounter}; the next count is 0 again. Counts are never negative, because
 * a negative number in the counter means that the counter is closed. `MAX_COUNT` is also a bit mask:
 * `(a - b) & MAX_COUNT` is the difference of two counts even if `a` has wrapped around to 0.
 */
const MAX_COUNT = 0x3fffffff;

/**
 * Counter of the invocations that a worker thread has started. The counter is in memory that the worker
 * shares with the main thread, which runs the gateway. This class is the main thread's side of the counter;
 * {@link WorkerCallCounter} is the worker's side.
 *
 * The main thread sends quick invocations to a worker before the worker is free (pipelining). If one of these
 * invocations turns out to be slow, the main thread reclaims the invocations that follow it, in order to run
 * them in another worker. The counter ensures that each invocation is either started by the worker or
 * reclaimed by the main thread, and never both:
 *
 * - Both sides change the same memory cell atomically, so the side that changes it first gets the invocation.
 * - While the counter is open, the cell contains the number of started invocations (0 or more).
 * - While the counter is closed, the cell contains a key (below 0), and the worker starts no invocation.
 * - Every close uses a new key. Only the current key reopens the counter, so a reopen message for an earlier
 *   close has no effect.
 * - The worker receives messages in the order in which they were sent: first the reclaimed invocations, then
 *   the reopen message, then later invocations. The counter is therefore still closed when the worker reads
 *   the reclaimed invocations, so the worker skips them.
 *
 * @see https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Atomics
 */
export class SharedCallCounter {
  readonly memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #cell = new Int32Array(this.memory);
  /** Number of invocations that were sent and not reclaimed. */
  #enqueued = 0;
  /**
   * Number of started invocations when the counter was last closed. The number stays correct while the
   * counter is closed, because no invocation can start.
   */
  #started = 0;
  #timesClosed = 0;

  /** Counts an invocation. Must be called before the message of the invocation is posted to the worker. */
  enqueue(): void {
    this.#enqueued = increment(this.#enqueued);
  }

  /**
   * Closes the counter and reclaims all invocations that have not started. The worker starts no invocation
   * until it has received the returned key.
   *
   * @returns `reclaimedCount` is the number of reclaimed invocations, which are always the last ones sent.
   * `key` must be sent to the worker in a reopen message before any further invocation is sent.
   */
  close(): { readonly reclaimedCount: number; readonly key: number } {
    this.#timesClosed = increment(this.#timesClosed);
    const key = -1 - this.#timesClosed;
    const previous = Atomics.exchange(this.#cell, 0, key);
    if (previous >= 0) this.#started = previous;
    const reclaimedCount = (this.#enqueued - this.#started) & MAX_COUNT;
    this.#enqueued = this.#started;
    return { reclaimedCount, key };
  }
}

/** Worker thread's side of a {@link SharedCallCounter}. */
export class WorkerCallCounter {
  readonly #cell: Int32Array;
  #started = 0;

  /** @param memory `memory` of the main thread's {@link SharedCallCounter} */
  constructor(memory: SharedArrayBuffer) {
    this.#cell = new Int32Array(memory);
  }

  /**
   * Counts the next invocation as started. Returns false if the main thread has reclaimed the invocation; the
   * worker must then skip it.
   */
  tryStart(): boolean {
    const next = increment(this.#started);
    if (Atomics.compareExchange(this.#cell, 0, this.#started, next) !== this.#started) return false;
    this.#started = next;
    return true;
  }

  /** Reopens the counter. Does nothing if the main thread has closed the counter again, with another key. */
  reopen(key: number): void {
    Atomics.compareExchange(this.#cell, 0, key, this.#started);
  }
}

function increment(count: number): number {
  return (count + 1) & MAX_COUNT;
}
