/** Interval while an invocation is waiting or running, or a worker is starting. */
const BUSY_MS = 10;
/** Interval at all other times. */
const IDLE_MS = 250;

/**
 * Timer that runs all periodic checks: timeouts, queues and memory. A separate timer for each invocation
 * would noticeably slow down quick invocations. The timer does not keep the process alive.
 */
export class PeriodicTimer {
  readonly #tick: (now: number) => boolean;
  #timer?: NodeJS.Timeout;
  #isFast = false;
  #isStopped = false;

  /**
   * Starts the timer with the idle interval.
   *
   * @param tick runs the checks. It gets the current time (by `performance.now()`), and returns true if the
   * next check should run after the busy interval.
   */
  constructor(tick: (now: number) => boolean) {
    this.#tick = tick;
    this.#schedule(false);
  }

  /** Switches to the busy interval immediately, because an invocation has arrived. */
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
    // setImmediate() delays the check until the messages that arrived while this thread was busy are handled.
    // Otherwise an invocation whose result arrived in time could be treated as timed out.
    this.#timer = setTimeout(() => setImmediate(() => this.#check()), isFast ? BUSY_MS : IDLE_MS);
    this.#timer.unref();
  }

  #check(): void {
    this.#schedule(this.#tick(performance.now()));
  }
}
