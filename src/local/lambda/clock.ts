const BUSY_MS = 10;
const IDLE_MS = 250;

/** One timer for all that has to be looked at now and then, so that a call needs none of its own. */
export class Clock {
  readonly #tick: (now: number) => boolean;
  #timer?: NodeJS.Timeout;
  #isFast = false;

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
  }

  #set(isFast: boolean): void {
    clearTimeout(this.#timer);
    this.#isFast = isFast;
    this.#timer = setTimeout(() => this.#set(this.#tick(performance.now())), isFast ? BUSY_MS : IDLE_MS);
    this.#timer.unref();
  }
}
