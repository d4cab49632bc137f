/** Debounce time, so that several quick saves cause a single synthesis. */
const DEBOUNCE_MS = 500;
/**
 * Time after which a running synthesis is aborted, counted from the moment at which the next synthesis is
 * queued. A synthesis that is still running then is probably hanging.
 */
const ABORT_AFTER_MS = 5000;

/** Queue that runs one synthesis at a time. A synthesis starts only after a pause without new requests. */
export class SynthQueue {
  readonly #synthesize: (signal: AbortSignal) => Promise<void>;
  #debounce?: NodeJS.Timeout;
  #last: Promise<void> = Promise.resolve();
  #isWaiting = false;
  #isStopped = false;
  #running?: AbortController;

  /**
   * @param synthesize runs a synthesis; its promise never rejects, and resolves early if the signal aborts
   */
  constructor(synthesize: (signal: AbortSignal) => Promise<void>) {
    this.#synthesize = synthesize;
  }

  /** Requests a synthesis. It starts when no further request has arrived for {@link DEBOUNCE_MS}. */
  request(): void {
    clearTimeout(this.#debounce);
    this.#debounce = setTimeout(() => this.#enqueue(), DEBOUNCE_MS);
  }

  /** Aborts the running synthesis and discards the queued one. */
  async stop(): Promise<void> {
    clearTimeout(this.#debounce);
    this.#isStopped = true;
    this.#running?.abort();
    await this.#last;
  }

  #enqueue(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const outdated = this.#running;
    const timer = setTimeout(() => outdated?.abort(), ABORT_AFTER_MS);
    this.#last = this.#last.then(async () => {
      clearTimeout(timer);
      this.#isWaiting = false;
      if (!this.#isStopped) await this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = new AbortController();
    await this.#synthesize(this.#running.signal);
    this.#running = undefined;
  }
}
