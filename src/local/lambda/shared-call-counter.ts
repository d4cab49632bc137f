/** Counting begins anew beyond it: so many are told apart, and it masks a difference. */
const MAX_CALLS = 0x3fffffff;

/**
 * Which of the calls that a worker was given have begun, in memory that its thread and the gateway's share. A worker is
 * given quick calls ahead of their turn, and they are taken back from one that is not quick after all: each call is
 * either begun or taken back, by whoever is first. This is the gateway's side.
 *
 * @see https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Atomics
 */
export class SharedCallCounter {
  readonly memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #cell = new Int32Array(this.memory);
  #given = 0;
  /** How many had begun when it was last shut. */
  #begun = 0;
  #timesShut = 0;

  /** The worker is given a call. */
  enqueue(): void {
    this.#given = following(this.#given);
  }

  /**
   * Lets none begin until the worker comes to what reopens it.
   * @returns how many of those given, the last, were taken back, and what the worker has to be given to reopen
   */
  close(): { readonly taken: number; readonly key: number } {
    this.#timesShut = following(this.#timesShut);
    const key = -1 - this.#timesShut;
    const before = Atomics.exchange(this.#cell, 0, key);
    if (before >= 0) this.#begun = before;
    const taken = (this.#given - this.#begun) & MAX_CALLS;
    this.#given = this.#begun;
    return { taken, key };
  }
}

/** The worker's side. */
export class WorkerCallCounter {
  readonly #cell: Int32Array;
  #begun = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#cell = new Int32Array(memory);
  }

  /** Begins the next call; whether it was still there. */
  begin(): boolean {
    const next = following(this.#begun);
    if (Atomics.compareExchange(this.#cell, 0, this.#begun, next) !== this.#begun) return false;
    this.#begun = next;
    return true;
  }

  /** Lets calls begin again, unless it was shut once more since. */
  reopen(key: number): void {
    Atomics.compareExchange(this.#cell, 0, key, this.#begun);
  }
}

function following(count: number): number {
  return (count + 1) & MAX_CALLS;
}
