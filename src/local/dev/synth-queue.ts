/** Debounce time: two quick saves cause one synth. */
const DEBOUNCE_MS = 500;
/** Grace period of a running synth once another is queued. It is then aborted, because it might hang. */
const ABORT_AFTER_MS = 5000;

/** Queue that runs synths one at a time, each after a pause in the requests. */
export class SynthQueue {
  readonly #synthesize: (signal: AbortSignal) => Promise<void>;
  #debounce?: NodeJS.Timeout;
  #last: Promise<void> = Promise.resolve();
  #isWaiting = false;
  #isStopped = false;
  #running?: AbortController;

  /** @param synthesize never rejects, and ends early when its signal aborts */
  constructor(synthesize: (signal: AbortSignal) => Promise<void>) {
    this.#synthesize = synthesize;
  }

  /** Requests a synth. It starts when no further request arrives for a while. */
  request(): void {
    clearTimeout(this.#debounce);
    this.#debounce = setTimeout(() => this.#enqueue(), DEBOUNCE_MS);
  }

  /** Aborts the running synth and drops the waiting one. */
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
