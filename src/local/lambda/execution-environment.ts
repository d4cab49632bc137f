import type { LambdaFunction } from "../model/model";
import { exited, type InvocationError, outOfMemory, thrown, timedOut } from "./invocation-errors";
import { memoryLimitBytes } from "./memory-limit";
import type { InvocationOutcome, LogLine, WorkerError, WorkerMessage, WrittenLine } from "./messages";
import type { PendingCall } from "./pending-call";
import type { WorkerThread } from "./worker-thread";

/** What a sandbox runs, and where. */
export interface EnvironmentOptions {
  readonly fn: LambdaFunction;
  /** Of its code. */
  readonly taskRoot: string;
  /** Whether time counts: it does not where somebody debugs. */
  readonly isTimed: boolean;
  readonly onLine: (line: LogLine) => void;
}

/** Who is told of a sandbox. */
export interface EnvironmentOwner {
  /** It has been started, or has done a call. */
  onIdle(sandbox: ExecutionEnvironment): void;
  /** It takes no more calls, and the one that ran has failed; those that had not begun are there for another. */
  onExit(sandbox: ExecutionEnvironment, why: InvocationError, notBegun: readonly PendingCall[]): void;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_LIMIT_MS = 10_000;
/** A worker that has not said its weight for so long is busy. */
const UNRESPONSIVE_MS = 50;
/** As much work is handed to a worker ahead: less than it takes to wake another one, or to hear that this one is free. */
const PIPELINE_BELOW_MS = 1;

/**
 * One execution environment of a function: a worker, which runs one call at a time. While its calls are quick it is
 * given more of them than the one that runs, so that it need not wait for this thread between them.
 */
export class ExecutionEnvironment {
  /** The most memory that it may hold, in bytes. */
  readonly memoryLimit: number;
  /** Resolves when nothing is left of it. */
  readonly exited: Promise<void>;
  /** Since when it has been waiting for a call. */
  idleSince = 0;
  /** Since when the call that runs has been running, or the function is loaded. */
  startedAt = performance.now();
  /** What it said it holds, and when it was asked for that. */
  memoryUsage = { bytes: 0, askedAt: 0 };
  readonly #settings: EnvironmentOptions;
  readonly #owner: EnvironmentOwner;
  readonly #thread: WorkerThread;
  /** The one that runs, and those handed ahead. */
  readonly #calls: PendingCall[] = [];
  /** How long its last call took. */
  #tookMs = Number.POSITIVE_INFINITY;
  #isOver = false;
  #hasBegun = false;
  #limitMs = INIT_LIMIT_MS;
  #askedAt?: number;

  /** @param thread a worker that waits for code */
  constructor(settings: EnvironmentOptions, owner: EnvironmentOwner, thread: WorkerThread) {
    const { fn, taskRoot } = settings;
    this.#settings = settings;
    this.#owner = owner;
    this.#thread = thread;
    this.memoryLimit = memoryLimitBytes(fn.memoryMb);
    thread.heardBy((report) => this.#hear(report));
    thread.worker.on("error", (error: NodeJS.ErrnoException) => {
      this.end(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? outOfMemory : thrown(error.name, error.message));
    });
    this.exited = new Promise((resolve) => {
      thread.worker.on("exit", (code) => {
        this.end(exited(code));
        resolve();
      });
    });
    thread.tell({ kind: "load", taskRoot, handler: fn.handler });
  }

  /** Whether any of its calls has begun: if none has, what ends it is wrong with the function's module. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** How many calls it has that are not done. */
  get load(): number {
    return this.#calls.length;
  }

  /** Whether another call would soon have its turn, though one runs. */
  get acceptsPipelined(): boolean {
    return this.#calls.length * this.#tookMs < PIPELINE_BELOW_MS;
  }

  /** Runs a call, after those that it has. */
  run(call: PendingCall): void {
    if (this.#calls.push(call) === 1) this.#turnHasCome();
    this.#thread.callCounter.enqueue();
    const { requestId, arn, traceHeader, event } = call;
    this.#thread.tell({ kind: "invoke", requestId, arn, traceHeader, event });
  }

  /** Takes back the calls that have not begun. */
  reclaim(): readonly PendingCall[] {
    if (this.#calls.length === 0) return [];
    const { taken, key } = this.#thread.callCounter.close();
    this.#thread.tell({ kind: "reopen", key });
    this.#tookMs = Number.POSITIVE_INFINITY;
    return this.#calls.splice(this.#calls.length - taken);
  }

  /** Ends it, if its time is over. */
  checkTime(now: number): void {
    if (this.#settings.isTimed && now - this.startedAt > this.#limitMs) this.end(timedOut(this.#limitMs));
  }

  /** Asks it for its weight, unless it has been asked. */
  requestMemoryUsage(now: number): void {
    if (this.#askedAt !== undefined) return;
    this.#askedAt = now;
    this.#thread.tell({ kind: "weigh" });
  }

  /** Whether it is too busy to say its weight. */
  isUnresponsive(now: number): boolean {
    return this.#askedAt !== undefined && now - this.#askedAt > UNRESPONSIVE_MS;
  }

  /** Ends it, whatever it does. */
  end(why: InvocationError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const notBegun = this.reclaim();
    this.#thread.worker.terminate();
    this.#hasBegun ||= this.#calls.length > 0;
    for (const call of this.#calls.splice(0)) call.fail(why);
    this.#owner.onExit(this, why, notBegun);
  }

  #turnHasCome(): void {
    this.#limitMs = this.#settings.fn.timeoutMs;
    this.startedAt = performance.now();
  }

  #hear(report: WorkerMessage): void {
    if (report.kind === "line") this.#print(report);
    else if (this.#isOver) return;
    else if (report.kind === "ended") this.#ended(report, report.tookMs);
    else if (report.kind === "crashed") this.end(failureOf(report));
    else if (report.kind === "weighs") this.#weighed(report.bytes);
    else this.#owner.onIdle(this);
  }

  #print({ requestId, level, text }: WrittenLine): void {
    const { address, name: functionName } = this.#settings.fn;
    this.#thread.outputBuffer.read(text);
    this.#settings.onLine({ address, functionName, requestId, level, text });
  }

  #ended(outcome: InvocationOutcome, tookMs: number): void {
    this.#tookMs = tookMs;
    this.#hasBegun = true;
    const call = this.#calls.shift();
    if ("json" in outcome) call?.answer(outcome.json);
    else call?.fail(failureOf(outcome));
    if (this.#calls.length > 0) this.#turnHasCome();
    this.#owner.onIdle(this);
  }

  #weighed(bytes: number): void {
    this.memoryUsage = { bytes, askedAt: this.#askedAt ?? 0 };
    this.#askedAt = undefined;
  }
}

function failureOf({ errorType, errorMessage }: WorkerError): InvocationError {
  return thrown(errorType, errorMessage);
}
