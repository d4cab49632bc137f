const BUSY_MS = 10;
const IDLE_MS = 250;

/** One timer for all that has to be looked at now and then, so that a call needs none of its own. */
export class DeadlineClock {
  readonly #tick: (now: number) => boolean;
  #timer?: NodeJS.Timeout;
  #isFast = false;
  #isStopped = false;

  /** @param tick says whether something is going on: then it is called more often */
  constructor(tick: (now: number) => boolean) {
    this.#tick = tick;
    this.#set(false);
  }

  /** Something is going on. */
  hurry(): void {
    if (!this.#isFast) this.#set(true);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#isStopped = true;
  }

  #set(isFast: boolean): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#isFast = isFast;
    // Messages that came while this thread was busy are heard before anybody looks whether they are late.
    this.#timer = setTimeout(() => setImmediate(() => this.#look()), isFast ? BUSY_MS : IDLE_MS);
    this.#timer.unref();
  }

  #look(): void {
    this.#set(this.#tick(performance.now()));
  }
}
