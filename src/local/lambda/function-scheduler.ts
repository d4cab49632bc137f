import { availableParallelism } from "node:os";
import type { LambdaFunction } from "../model/model";
import type { EnvironmentOwner, ExecutionEnvironment } from "./execution-environment";
import { type FailureFactory, shutdownError, startError, throttledError } from "./invocation-errors";
import type { PendingCall } from "./pending-call";

/**
 * Maximum number of environments; further invocations wait. AWS would run 1000, with more memory and cores than one
 * computer has.
 */
const MAX_ENVIRONMENTS = 50;
/**
 * Waiting time after which an invocation gets an additional environment. Environments with quick invocations would have
 * become free by then.
 */
const SCALE_OUT_AFTER_MS = 10;
/** Time after which an unused environment is terminated. The last idle one is kept. */
const IDLE_TIMEOUT_MS = 60_000;

/**
 * Scheduler of one function: its execution environments, and a queue of invocations that wait for one.
 *
 * States of an environment:
 *
 * | state | collection | next state |
 * | --- | --- | --- |
 * | starting: loads the function | `#starting` | idle, when the handler is loaded |
 * | idle: has no invocation | `#idle` | busy, when it gets an invocation |
 * | busy: runs an invocation, and may have pipelined ones behind it | `#busy` | idle, when it has completed them all |
 * | exiting: was terminated or has crashed, from any state above | only `#alive` | exited, when its thread has exited |
 * | exited: has released its thread | none | |
 *
 * Invariants:
 *
 * 1. An environment that has not ended is in exactly one of `#starting`, `#idle` and `#busy`. `#alive` has these three
 *    and the exiting ones.
 * 2. An invocation gets exactly one outcome. Until then it is in exactly one place: `#waiting`, or the list of one
 *    environment. An invocation that has begun is never run again; if its environment ends, it fails.
 * 3. Invocations that were sent to an environment and have not begun return to the front of `#waiting`, in their order.
 *    That happens when the current one is slow (see {@link tick}) and when the environment ends.
 * 4. At most `reservedConcurrency` invocations wait or run, including those in retired versions of the function.
 *    Further ones are throttled immediately.
 * 5. At most {@link MAX_ENVIRONMENTS} environments are starting, idle or busy at the same time. An additional one
 *    starts only while the number of starting ones is below both the number of waiting invocations and of CPU cores.
 * 6. An environment that ends before its first invocation begins fails one waiting invocation, or all of them if no
 *    other environment is left. So a function that cannot be loaded does not restart workers endlessly.
 * 7. While invocations wait, at least one environment is starting, idle or busy. The next `onIdle` or tick dispatches
 *    them, so no invocation waits forever.
 * 8. A retired scheduler gets no more invocations. It has only busy and exiting environments, and each busy one is
 *    terminated when it becomes idle.
 */
export class FunctionScheduler implements EnvironmentOwner {
  readonly #start: (owner: EnvironmentOwner) => ExecutionEnvironment;
  readonly #reservedConcurrency: number;
  readonly #retiredLoad: () => number;
  /** Invocations that no environment has, the oldest first. */
  readonly #waiting: PendingCall[] = [];
  /** Idle environments, the most recently used last. The last one gets the next invocation. */
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #busy = new Set<ExecutionEnvironment>();
  readonly #starting = new Set<ExecutionEnvironment>();
  /** Environments whose threads have not exited: all of the above, and those that are exiting. */
  readonly #alive = new Set<ExecutionEnvironment>();
  #isRetired = false;

  /**
   * @param start starts an environment of the function; throws if that is impossible
   * @param retiredLoad returns how many invocations still run in earlier versions of the function
   */
  constructor(
    { reservedConcurrency }: LambdaFunction,
    start: (owner: EnvironmentOwner) => ExecutionEnvironment,
    retiredLoad: () => number,
  ) {
    this.#start = start;
    this.#reservedConcurrency = reservedConcurrency ?? Number.POSITIVE_INFINITY;
    this.#retiredLoad = retiredLoad;
  }

  /** Environments that have not ended. */
  get environments(): readonly ExecutionEnvironment[] {
    return [...this.#idle, ...this.#busy, ...this.#starting];
  }

  /** True if an environment exists or is starting. */
  get hasEnvironment(): boolean {
    return this.#idle.length + this.#busy.size + this.#starting.size > 0;
  }

  /** True if an invocation waits or runs, or an environment starts. */
  get isBusy(): boolean {
    return this.#busy.size + this.#starting.size + this.#waiting.length > 0;
  }

  /** Number of invocations that the environments have and that are not completed. Waiting ones do not count. */
  get load(): number {
    return [...this.#busy].reduce((sum, { load }) => sum + load, 0);
  }

  /** Runs an invocation as soon as an environment accepts it, or throttles it. */
  invoke(call: PendingCall): void {
    if (this.#isFull) {
      call.fail(throttledError);
      return;
    }
    this.#waiting.push(call);
    this.#dispatch();
    if (!this.hasEnvironment) this.startEnvironment();
  }

  /** Starts an environment. If that is impossible, all waiting invocations fail. */
  startEnvironment(): void {
    try {
      const environment = this.#start(this);
      this.#starting.add(environment);
      this.#alive.add(environment);
      environment.exited.then(() => this.#alive.delete(environment));
    } catch (error) {
      this.#failWaiting(startError(error));
    }
  }

  /**
   * Runs the periodic checks. Terminates environments that have timed out. Reclaims invocations behind a slow one.
   * Starts an environment for an invocation that has waited too long. Terminates one that has been idle for too long.
   *
   * @param now `performance.now()`
   */
  tick(now: number): void {
    for (const environment of this.#busy) environment.checkTimeout(now);
    for (const environment of this.#starting) environment.checkTimeout(now);
    for (const environment of this.#busy) {
      const isLate = environment.load > 1 && now - environment.startedAt > SCALE_OUT_AFTER_MS;
      if (isLate) this.#waiting.unshift(...environment.reclaim());
    }
    this.#dispatch();
    const [oldest] = this.#waiting;
    if (oldest && now - oldest.arrivedAt > SCALE_OUT_AFTER_MS && this.#mayScaleOut) this.startEnvironment();
    const [longestIdle, otherIdle] = this.#idle;
    const hasExpired = longestIdle && now - longestIdle.idleSince > IDLE_TIMEOUT_MS;
    if (otherIdle && hasExpired) longestIdle.terminate(shutdownError);
  }

  /**
   * Shuts down the scheduler, because another one replaces it. Invocations that have begun complete first.
   *
   * @returns the invocations that have not begun; the caller runs or fails them
   */
  retire(): readonly PendingCall[] {
    this.#isRetired = true;
    const notBegun = [...this.#busy].flatMap((environment) => environment.reclaim());
    // #waiting is emptied first: an environment that ends while it starts would fail what is in it.
    const waiting = [...notBegun, ...this.#waiting.splice(0)];
    for (const environment of [...this.#idle, ...this.#starting]) environment.terminate(shutdownError);
    return waiting;
  }

  /** Terminates all environments. All invocations fail. */
  stop(): void {
    for (const call of this.retire()) call.fail(shutdownError);
    for (const environment of this.#busy) environment.terminate(shutdownError);
  }

  /** Resolves when the threads of all environments that exist now have exited. */
  async waitForExit(): Promise<void> {
    await Promise.all([...this.#alive].map((environment) => environment.exited));
  }

  onIdle(environment: ExecutionEnvironment): void {
    this.#starting.delete(environment);
    if (environment.load === 0) this.#markIdle(environment);
    this.#dispatch();
  }

  onExit(environment: ExecutionEnvironment, error: FailureFactory, notBegun: readonly PendingCall[]): void {
    this.#busy.delete(environment);
    this.#waiting.unshift(...notBegun);
    if (this.#idle.includes(environment)) this.#idle.splice(this.#idle.indexOf(environment), 1);
    // An environment that cannot load the function fails the invocation that it was started for, as on AWS.
    const hasFailedToStart = this.#starting.delete(environment) || !environment.hasInvoked;
    if (hasFailedToStart && this.hasEnvironment) this.#waiting.shift()?.fail(error);
    else if (hasFailedToStart) this.#failWaiting(error);
    else if (this.#waiting.length > 0 && !this.hasEnvironment) this.startEnvironment();
  }

  /** Gives waiting invocations to environments, as long as one accepts them. */
  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const environment = this.#pickEnvironment();
      if (!environment) return;
      this.#busy.add(environment);
      environment.run(this.#waiting.shift() as PendingCall);
    }
  }

  /**
   * Picks the environment that can start an invocation soonest. An idle one is removed from `#idle`. Waking an idle
   * worker costs more than queueing behind a few quick invocations.
   */
  #pickEnvironment(): ExecutionEnvironment | undefined {
    for (const environment of this.#busy) if (environment.acceptsPipelined) return environment;
    return this.#idle.pop();
  }

  #markIdle(environment: ExecutionEnvironment): void {
    this.#busy.delete(environment);
    if (this.#isRetired) {
      environment.terminate(shutdownError);
      return;
    }
    environment.idleSince = performance.now();
    this.#idle.push(environment);
  }

  #failWaiting(error: FailureFactory): void {
    for (const call of this.#waiting.splice(0)) call.fail(error);
  }

  /** True if as many invocations run or wait as the reserved concurrency allows. */
  get #isFull(): boolean {
    if (this.#reservedConcurrency === Number.POSITIVE_INFINITY) return false;
    return this.load + this.#retiredLoad() + this.#waiting.length >= this.#reservedConcurrency;
  }

  /** True if another environment would help. A starting one needs a core, so at most one starts for each core. */
  get #mayScaleOut(): boolean {
    const maxStarting = Math.min(this.#waiting.length, availableParallelism());
    return this.#starting.size < maxStarting && this.environments.length < MAX_ENVIRONMENTS;
  }
}
