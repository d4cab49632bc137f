/** Interval while an invocation is waiting or running. */
const BUSY_MS = 10;
/** Interval while no function has work. */
const IDLE_MS = 250;

/**
 * Single timer for all periodic checks: timeouts, queues and memory. An invocation needs no separate timer, which
 * would be too much work for a quick invocation. The timer does not keep the process alive.
 */
export class PeriodicTimer {
  readonly #tick: (now: number) => boolean;
  #timer?: NodeJS.Timeout;
  #isFast = false;
  #isStopped = false;

  /**
   * Starts the timer, with the idle interval.
   *
   * @param tick runs the checks, given `performance.now()`; returns true while there is work, for the busy interval
   */
  constructor(tick: (now: number) => boolean) {
    this.#tick = tick;
    this.#schedule(false);
  }

  /** Switches to the busy interval now, because work has arrived. Otherwise an idle interval could delay the check. */
  speedUp(): void {
    if (!this.#isFast) this.#schedule(true);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#isStopped = true;
  }

  #schedule(isFast: boolean): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#isFast = isFast;
    // Deadlines are checked after setImmediate(). Messages that arrived while this thread was busy are handled first,
    // so a result that came in time is not treated as late.
    this.#timer = setTimeout(() => setImmediate(() => this.#check()), isFast ? BUSY_MS : IDLE_MS);
    this.#timer.unref();
  }

  #check(): void {
    this.#schedule(this.#tick(performance.now()));
  }
}
