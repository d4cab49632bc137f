import { availableParallelism } from "node:os";
import type { LambdaFunction } from "../model/model";
import type { Sandbox, SandboxOwner } from "./execution-environment";
import { cannotStart, type Failure, stopped, throttled } from "./invocation-errors";
import type { Call } from "./pending-call";

/** Requests beyond so many wait. AWS would run a thousand at once, where memory and cores are not one machine's. */
const MAX_SANDBOXES = 50;
/** A request that has waited for so long gets one sandbox more: those that answer quickly would have come to it. */
const PATIENCE_MS = 10;
/** All but one of the sandboxes that nobody has needed for so long are given up. */
const KEEP_IDLE_MS = 60_000;

/** A function with its sandboxes, and the calls that wait for one. */
export class LocalFunction implements SandboxOwner {
  readonly #start: (owner: SandboxOwner) => Sandbox;
  readonly #reserved: number;
  readonly #elsewhere: () => number;
  readonly #waiting: Call[] = [];
  /** The one that was used last is the last, and the next. */
  readonly #idle: Sandbox[] = [];
  readonly #busy = new Set<Sandbox>();
  readonly #starting = new Set<Sandbox>();
  /** Those above, and those that are ending. */
  readonly #alive = new Set<Sandbox>();
  #isRetired = false;

  /**
   * @param start starts a sandbox that runs it, and throws where none can be started
   * @param elsewhere how many calls sandboxes still run that are the function's as it was before
   */
  constructor(
    { reservedConcurrency }: LambdaFunction,
    start: (owner: SandboxOwner) => Sandbox,
    elsewhere: () => number,
  ) {
    this.#start = start;
    this.#reserved = reservedConcurrency ?? Number.POSITIVE_INFINITY;
    this.#elsewhere = elsewhere;
  }

  get sandboxes(): readonly Sandbox[] {
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

  invoke(call: Call): void {
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
      sandbox.gone.then(() => this.#alive.delete(sandbox));
    } catch (error) {
      this.#failWaiting(cannotStart(error));
    }
  }

  /** Looks at what takes its time. */
  tick(now: number): void {
    for (const sandbox of this.#busy) sandbox.checkTime(now);
    for (const sandbox of this.#starting) sandbox.checkTime(now);
    for (const sandbox of this.#busy) {
      const isLate = sandbox.load > 1 && now - sandbox.beganAt > PATIENCE_MS;
      if (isLate) this.#waiting.unshift(...sandbox.takeBack());
    }
    this.#serve();
    const [oldest] = this.#waiting;
    if (oldest && now - oldest.arrivedAt > PATIENCE_MS && this.#mayStart) this.warm();
    const [unneeded, another] = this.#idle;
    if (another && unneeded && now - unneeded.idleSince > KEEP_IDLE_MS) unneeded.end(stopped);
  }

  /**
   * Takes no more calls, and lets those that run come to their end.
   * @returns those that wait
   */
  retire(): readonly Call[] {
    this.#isRetired = true;
    const notBegun = [...this.#busy].flatMap((sandbox) => sandbox.takeBack());
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
    await Promise.all([...this.#alive].map((sandbox) => sandbox.gone));
  }

  free(sandbox: Sandbox): void {
    this.#starting.delete(sandbox);
    if (sandbox.load === 0) this.#rest(sandbox);
    this.#serve();
  }

  over(sandbox: Sandbox, why: Failure, notBegun: readonly Call[]): void {
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
      sandbox.run(this.#waiting.shift() as Call);
    }
  }

  /** Whom a call comes to soonest: to wake one that rests takes longer than a few quick calls. */
  #next(): Sandbox | undefined {
    for (const sandbox of this.#busy) if (sandbox.takesAhead) return sandbox;
    return this.#idle.pop();
  }

  #rest(sandbox: Sandbox): void {
    this.#busy.delete(sandbox);
    if (this.#isRetired) {
      sandbox.end(stopped);
      return;
    }
    sandbox.idleSince = performance.now();
    this.#idle.push(sandbox);
  }

  #failWaiting(why: Failure): void {
    for (const call of this.#waiting.splice(0)) call.fail(why);
  }

  /** Whether as many calls run or wait as its reserved concurrency allows. */
  get #isFull(): boolean {
    if (this.#reserved === Number.POSITIVE_INFINITY) return false;
    return this.load + this.#elsewhere() + this.#waiting.length >= this.#reserved;
  }

  /** As many at once as there are cores: each needs one for as long as it starts. */
  get #mayStart(): boolean {
    const useful = Math.min(this.#waiting.length, availableParallelism());
    return this.#starting.size < useful && this.sandboxes.length < MAX_SANDBOXES;
  }
}
