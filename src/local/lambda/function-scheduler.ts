import { availableParallelism } from "node:os";
import type { LambdaFunction } from "../model/model";
import type { EnvironmentOwner, ExecutionEnvironment } from "./execution-environment";
import { cannotStart, type InvocationError, stopped, throttled } from "./invocation-errors";
import type { PendingCall } from "./pending-call";

/** Requests beyond so many wait. AWS would run a thousand at once, where memory and cores are not one machine's. */
const MAX_ENVIRONMENTS = 50;
/** A request that has waited for so long gets one sandbox more: those that answer quickly would have come to it. */
const SCALE_OUT_AFTER_MS = 10;
/** All but one of the sandboxes that nobody has needed for so long are given up. */
const IDLE_TIMEOUT_MS = 60_000;

/** A function with its sandboxes, and the calls that wait for one. */
export class FunctionScheduler implements EnvironmentOwner {
  readonly #start: (owner: EnvironmentOwner) => ExecutionEnvironment;
  readonly #reserved: number;
  readonly #retiredLoad: () => number;
  readonly #waiting: PendingCall[] = [];
  /** The one that was used last is the last, and the next. */
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #busy = new Set<ExecutionEnvironment>();
  readonly #starting = new Set<ExecutionEnvironment>();
  /** Those above, and those that are ending. */
  readonly #alive = new Set<ExecutionEnvironment>();
  #isRetired = false;

  /**
   * @param start starts a sandbox that runs it, and throws where none can be started
   * @param elsewhere how many calls sandboxes still run that are the function's as it was before
   */
  constructor(
    { reservedConcurrency }: LambdaFunction,
    start: (owner: EnvironmentOwner) => ExecutionEnvironment,
    elsewhere: () => number,
  ) {
    this.#start = start;
    this.#reserved = reservedConcurrency ?? Number.POSITIVE_INFINITY;
    this.#retiredLoad = elsewhere;
  }

  get environments(): readonly ExecutionEnvironment[] {
    return [...this.#idle, ...this.#busy, ...this.#starting];
  }

  /** Whether it has a sandbox, or soon will. */
  get isWarm(): boolean {
    return this.#idle.length + this.#busy.size + this.#starting.size > 0;
  }

  get isBusy(): boolean {
    return this.#busy.size + this.#starting.size + this.#waiting.length > 0;
  }

  /** How many calls its sandboxes have that are not done. */
  get load(): number {
    return [...this.#busy].reduce((sum, { load }) => sum + load, 0);
  }

  invoke(call: PendingCall): void {
    if (this.#isFull) {
      call.fail(throttled);
      return;
    }
    this.#waiting.push(call);
    this.#serve();
    if (!this.isWarm) this.warm();
  }

  /** Starts a sandbox. As on AWS, it fails the call that it is started for where it cannot load the function. */
  warm(): void {
    try {
      const sandbox = this.#start(this);
      this.#starting.add(sandbox);
      this.#alive.add(sandbox);
      sandbox.exited.then(() => this.#alive.delete(sandbox));
    } catch (error) {
      this.#failWaiting(cannotStart(error));
    }
  }

  /** Looks at what takes its time. */
  tick(now: number): void {
    for (const sandbox of this.#busy) sandbox.checkTime(now);
    for (const sandbox of this.#starting) sandbox.checkTime(now);
    for (const sandbox of this.#busy) {
      const isLate = sandbox.load > 1 && now - sandbox.startedAt > SCALE_OUT_AFTER_MS;
      if (isLate) this.#waiting.unshift(...sandbox.reclaim());
    }
    this.#serve();
    const [oldest] = this.#waiting;
    if (oldest && now - oldest.arrivedAt > SCALE_OUT_AFTER_MS && this.#mayStart) this.warm();
    const [unneeded, another] = this.#idle;
    if (another && unneeded && now - unneeded.idleSince > IDLE_TIMEOUT_MS) unneeded.end(stopped);
  }

  /**
   * Takes no more calls, and lets those that run come to their end.
   * @returns those that wait
   */
  retire(): readonly PendingCall[] {
    this.#isRetired = true;
    const notBegun = [...this.#busy].flatMap((sandbox) => sandbox.reclaim());
    const waiting = [...notBegun, ...this.#waiting.splice(0)];
    for (const sandbox of [...this.#idle, ...this.#starting]) sandbox.end(stopped);
    return waiting;
  }

  /** Ends everything. */
  stop(): void {
    for (const call of this.retire()) call.fail(stopped);
    for (const sandbox of this.#busy) sandbox.end(stopped);
  }

  /** Resolves when nothing is left of the sandboxes that there are. */
  async gone(): Promise<void> {
    await Promise.all([...this.#alive].map((sandbox) => sandbox.exited));
  }

  onIdle(sandbox: ExecutionEnvironment): void {
    this.#starting.delete(sandbox);
    if (sandbox.load === 0) this.#rest(sandbox);
    this.#serve();
  }

  onExit(sandbox: ExecutionEnvironment, why: InvocationError, notBegun: readonly PendingCall[]): void {
    this.#busy.delete(sandbox);
    this.#waiting.unshift(...notBegun);
    if (this.#idle.includes(sandbox)) this.#idle.splice(this.#idle.indexOf(sandbox), 1);
    const hasFailedToStart = this.#starting.delete(sandbox) || !sandbox.hasBegun;
    if (hasFailedToStart && this.isWarm) this.#waiting.shift()?.fail(why);
    else if (hasFailedToStart) this.#failWaiting(why);
    else if (this.#waiting.length > 0 && !this.isWarm) this.warm();
  }

  /** Has calls that wait run, as far as somebody takes them. */
  #serve(): void {
    while (this.#waiting.length > 0) {
      const sandbox = this.#next();
      if (!sandbox) return;
      this.#busy.add(sandbox);
      sandbox.run(this.#waiting.shift() as PendingCall);
    }
  }

  /** Whom a call comes to soonest: to wake one that rests takes longer than a few quick calls. */
  #next(): ExecutionEnvironment | undefined {
    for (const sandbox of this.#busy) if (sandbox.acceptsPipelined) return sandbox;
    return this.#idle.pop();
  }

  #rest(sandbox: ExecutionEnvironment): void {
    this.#busy.delete(sandbox);
    if (this.#isRetired) {
      sandbox.end(stopped);
      return;
    }
    sandbox.idleSince = performance.now();
    this.#idle.push(sandbox);
  }

  #failWaiting(why: InvocationError): void {
    for (const call of this.#waiting.splice(0)) call.fail(why);
  }

  /** Whether as many calls run or wait as its reserved concurrency allows. */
  get #isFull(): boolean {
    if (this.#reserved === Number.POSITIVE_INFINITY) return false;
    return this.load + this.#retiredLoad() + this.#waiting.length >= this.#reserved;
  }

  /** As many at once as there are cores: each needs one for as long as it starts. */
  get #mayStart(): boolean {
    const useful = Math.min(this.#waiting.length, availableParallelism());
    return this.#starting.size < useful && this.environments.length < MAX_ENVIRONMENTS;
  }
}
