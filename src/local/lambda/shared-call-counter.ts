/**
 * Largest count; the next one is 0. All counts stay non-negative, so negative numbers are free for the keys of a closed
 * counter. It is also a bit mask: `(a - b) & MAX_COUNT` is the difference of two counts, even after an overflow.
 */
const MAX_COUNT = 0x3fffffff;

/**
 * Counter of the invocations that a worker has begun, in memory that the worker and the host thread share. The host
 * thread runs the gateway. This class is the host's side; {@link WorkerCallCounter} is the worker's.
 *
 * The host sends quick invocations to a worker before the worker is free (pipelining). If one of them turns out to be
 * slow, the host reclaims those behind it. The counter decides which side gets an invocation:
 *
 * - Each invocation is either begun by the worker or reclaimed by the host, by exactly one of them. Both sides
 *   change the same memory cell atomically, so the side that does it first wins.
 * - While the counter is open, the cell is the number of invocations begun (0 or more).
 * - While it is closed, the cell is a key (below 0), and the worker begins nothing.
 * - Every close uses a new key. Only that key reopens the counter, so a reopen message for an earlier close has no
 *   effect.
 * - Messages reach the worker in the order they were sent: reclaimed invocations, then the reopen message, then later
 *   invocations. So the counter is still closed when the worker comes to the reclaimed ones, and it skips them.
 *
 * @see https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Atomics
 */
export class SharedCallCounter {
  readonly memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #cell = new Int32Array(this.memory);
  /** Invocations sent and not reclaimed, as a count. */
  #enqueued = 0;
  /** Invocations begun, as of the last close. It stays correct while the counter is closed, because none can begin. */
  #begun = 0;
  #timesClosed = 0;

  /** Counts an invocation that is about to be sent. Call it before the message is posted to the worker. */
  enqueue(): void {
    this.#enqueued = increment(this.#enqueued);
  }

  /**
   * Closes the counter and reclaims all invocations that have not begun. None begins until the worker receives the key.
   *
   * @returns `taken`: how many invocations were reclaimed, always the last ones sent. `key`: the key to send to the
   *   worker in a reopen message, before any other invocation
   */
  close(): { readonly taken: number; readonly key: number } {
    this.#timesClosed = increment(this.#timesClosed);
    const key = -1 - this.#timesClosed;
    const previous = Atomics.exchange(this.#cell, 0, key);
    if (previous >= 0) this.#begun = previous;
    const taken = (this.#enqueued - this.#begun) & MAX_COUNT;
    this.#enqueued = this.#begun;
    return { taken, key };
  }
}

/** Worker's side of a {@link SharedCallCounter}. */
export class WorkerCallCounter {
  readonly #cell: Int32Array;
  #begun = 0;

  /** @param memory `memory` of the host's side */
  constructor(memory: SharedArrayBuffer) {
    this.#cell = new Int32Array(memory);
  }

  /** Begins the next invocation. Returns false if the host has reclaimed it; the worker must then skip it. */
  begin(): boolean {
    const next = increment(this.#begun);
    if (Atomics.compareExchange(this.#cell, 0, this.#begun, next) !== this.#begun) return false;
    this.#begun = next;
    return true;
  }

  /** Reopens the counter. Does nothing if the host has closed it again since, with another key. */
  reopen(key: number): void {
    Atomics.compareExchange(this.#cell, 0, key, this.#begun);
  }
}

function increment(count: number): number {
  return (count + 1) & MAX_COUNT;
}
