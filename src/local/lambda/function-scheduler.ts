import { availableParallelism } from "node:os";
import type { LambdaFunction } from "../model/model";
import type { EnvironmentOwner, ExecutionEnvironment } from "./execution-environment";
import { type FailureFactory, shutdownError, startError, throttledError } from "./invocation-errors";
import type { PendingCall } from "./pending-call";

/**
 * Maximum number of execution environments; further invocations wait. AWS allows 1000 by default, but a
 * single computer does not have enough memory and cores for that many.
 */
const MAX_ENVIRONMENTS = 50;
/**
 * Waiting time of an invocation after which an additional environment is started. If the running invocations
 * were quick, one of the existing environments would have become free by then.
 */
const SCALE_OUT_AFTER_MS = 10;
/** Time after which an idle environment is terminated. The last idle environment of a function is kept. */
const IDLE_TIMEOUT_MS = 60_000;

/**
 * Scheduler of one function. It has the function's execution environments, and a queue of invocations that
 * wait for an environment.
 *
 * An environment has one of these states:
 *
 * | state | collection | next state |
 * | --- | --- | --- |
 * | starting: loads the function | `#starting` | idle, when the handler is loaded |
 * | idle: has no invocation | `#idle` | busy, when it gets an invocation |
 * | busy: runs an invocation, and may have further (pipelined) ones | `#busy` | idle, when all have completed |
 * | exiting: was terminated or has crashed, in any state above | only `#alive` | exited, when its thread has exited |
 * | exited: has no thread any more | none | |
 *
 * Pipelined invocations are described at {@link ExecutionEnvironment}.
 *
 * Invariants:
 *
 * 1. An environment that is starting, idle or busy is in exactly one of `#starting`, `#idle` and `#busy`.
 *    `#alive` contains these environments and the exiting ones.
 * 2. An invocation gets exactly one outcome. Until then it is in exactly one place: in `#waiting`, or in the
 *    list of one environment. An invocation that has started is never run a second time; if its environment
 *    ends, the invocation fails.
 * 3. Invocations that an environment has not started can return to the front of `#waiting`, in order. They do
 *    so when the current invocation is slow (see {@link tick}), and when the environment ends.
 * 4. At most `reservedConcurrency` invocations wait or run, including those in replaced versions of the
 *    function. Further invocations are throttled immediately.
 * 5. At most {@link MAX_ENVIRONMENTS} environments are starting, idle or busy at the same time. An additional
 *    environment starts only if the number of starting environments is lower than the number of waiting
 *    invocations and lower than the number of CPU cores.
 * 6. If an environment ends before it has started an invocation, one waiting invocation fails. If no other
 *    environment is left, all waiting invocations fail. Without this rule, a function that cannot be loaded
 *    would start one worker after the other, endlessly.
 * 7. While invocations wait, at least one environment is starting, idle or busy. A later call of `onIdle` or
 *    `tick` gives the invocations to an environment, so no invocation waits indefinitely.
 * 8. A retired scheduler (see {@link retire}) gets no more invocations. All its environments are busy or
 *    exiting, and a busy one is terminated when it has completed its invocations.
 */
export class FunctionScheduler implements EnvironmentOwner {
  readonly #start: (owner: EnvironmentOwner) => ExecutionEnvironment;
  readonly #reservedConcurrency: number;
  readonly #retiredLoad: () => number;
  /** Invocations that wait for an environment, the oldest first. */
  readonly #waiting: PendingCall[] = [];
  /** Idle environments. The last one was used most recently and gets the next invocation. */
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #busy = new Set<ExecutionEnvironment>();
  readonly #starting = new Set<ExecutionEnvironment>();
  /** Environments whose threads have not exited: the starting, idle, busy and exiting ones. */
  readonly #alive = new Set<ExecutionEnvironment>();
  #isRetired = false;

  /**
   * @param start starts an environment of the function; throws if the environment cannot be started
   * @param retiredLoad returns how many invocations still run in replaced versions of the function
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

  /** Environments that are starting, idle or busy. */
  get environments(): readonly ExecutionEnvironment[] {
    return [...this.#idle, ...this.#busy, ...this.#starting];
  }

  /** True if an environment is starting, idle or busy. */
  get hasEnvironment(): boolean {
    return this.#idle.length + this.#busy.size + this.#starting.size > 0;
  }

  /** True if an invocation is waiting or running, or an environment is starting. */
  get isBusy(): boolean {
    return this.#busy.size + this.#starting.size + this.#waiting.length > 0;
  }

  /** Number of invocations that environments run or have accepted. Invocations in `#waiting` do not count. */
  get load(): number {
    return [...this.#busy].reduce((sum, { load }) => sum + load, 0);
  }

  /**
   * Runs an invocation as soon as an environment accepts it, or throttles it if the reserved concurrency is
   * reached.
   */
  invoke(call: PendingCall): void {
    if (this.#isFull) {
      call.fail(throttledError);
      return;
    }
    this.#waiting.push(call);
    this.#dispatch();
    if (!this.hasEnvironment) this.startEnvironment();
  }

  /**
   * Starts an environment. If the environment cannot be started, all waiting invocations fail.
   * @returns the error that prevented the handler from being loaded, or `undefined` after the handler is loaded
   */
  async startEnvironment(): Promise<FailureFactory | undefined> {
    try {
      // Without another environment, the oldest invocation runs in this one.
      const waiting = this.hasEnvironment ? undefined : this.#waiting[0];
      const environment = this.#start(this);
      if (waiting) environment.addInitSpan(waiting);
      this.#starting.add(environment);
      this.#alive.add(environment);
      environment.exited.then(() => this.#alive.delete(environment));
      return environment.initialized;
    } catch (error) {
      const failure = startError(error);
      this.#failWaiting(failure, this.#waiting.length);
      return failure;
    }
  }

  /**
   * Runs the periodic checks:
   *
   * - Terminates environments in which an invocation or the loading of the function has timed out.
   * - Takes back the pipelined invocations that wait in an environment behind a slow invocation.
   * - Starts an environment if an invocation has waited for more than {@link SCALE_OUT_AFTER_MS}.
   * - Terminates an environment that has been idle for more than {@link IDLE_TIMEOUT_MS}, unless it is the
   *   last idle one.
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
   * Retires the scheduler, because the function was replaced or removed, or the emulator stops. Invocations
   * that have started still complete.
   *
   * @returns the invocations that have not started; the caller runs or fails them
   */
  retire(): readonly PendingCall[] {
    this.#isRetired = true;
    const notStarted = [...this.#busy].flatMap((environment) => environment.reclaim());
    // `#waiting` must be emptied first. Otherwise, terminating a starting environment would make the
    // invocations in `#waiting` fail.
    const waiting = [...notStarted, ...this.#waiting.splice(0)];
    for (const environment of [...this.#idle, ...this.#starting]) environment.terminate(shutdownError);
    return waiting;
  }

  /** Terminates all environments. All invocations fail. */
  stop(): void {
    for (const call of this.retire()) call.fail(shutdownError);
    for (const environment of this.#busy) environment.terminate(shutdownError);
  }

  /** Resolves when the threads of all current environments have exited. */
  async waitForExit(): Promise<void> {
    await Promise.all([...this.#alive].map((environment) => environment.exited));
  }

  onIdle(environment: ExecutionEnvironment): void {
    this.#starting.delete(environment);
    if (environment.load === 0) this.#markIdle(environment);
    this.#dispatch();
  }

  onExit(environment: ExecutionEnvironment, error: FailureFactory, notStarted: readonly PendingCall[]): void {
    this.#busy.delete(environment);
    this.#waiting.unshift(...notStarted);
    if (this.#idle.includes(environment)) this.#idle.splice(this.#idle.indexOf(environment), 1);
    // If an environment cannot load the function, the invocation for which it was started fails, as on AWS.
    const hasFailedToStart = this.#starting.delete(environment) || !environment.hasInvoked;
    if (hasFailedToStart)
      this.#failWaiting(error, this.hasEnvironment ? 1 : this.#waiting.length, environment);
    else if (this.#waiting.length > 0 && !this.hasEnvironment) this.startEnvironment();
  }

  /** Gives waiting invocations to environments, until no environment accepts another one. */
  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const environment = this.#pickEnvironment();
      if (!environment) return;
      this.#busy.add(environment);
      environment.run(this.#waiting.shift() as PendingCall);
    }
  }

  /**
   * Picks the environment that can start an invocation soonest. A busy environment that accepts pipelined
   * invocations is preferred, because waking up an idle worker takes longer than a few quick invocations. If
   * an idle environment is picked, it is removed from `#idle`.
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

  /** Fails the oldest waiting invocations. @param environment environment that could not be started, if there is one */
  #failWaiting(error: FailureFactory, count: number, environment?: ExecutionEnvironment): void {
    for (const call of this.#waiting.splice(0, count)) {
      environment?.addInitSpan(call);
      call.fail(error);
    }
  }

  /** True if the number of running and waiting invocations has reached the reserved concurrency. */
  get #isFull(): boolean {
    if (this.#reservedConcurrency === Number.POSITIVE_INFINITY) return false;
    return this.load + this.#retiredLoad() + this.#waiting.length >= this.#reservedConcurrency;
  }

  /**
   * True if an additional environment may start. Loading a function keeps a CPU core busy, so it would not
   * help to start more environments at the same time than there are cores.
   */
  get #mayScaleOut(): boolean {
    const maxStarting = Math.min(this.#waiting.length, availableParallelism());
    return this.#starting.size < maxStarting && this.environments.length < MAX_ENVIRONMENTS;
  }
}
