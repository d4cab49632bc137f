import type { LambdaFunction } from "../model/model";
import {
  exitError,
  type FailureFactory,
  functionError,
  outOfMemoryError,
  timeoutError,
} from "./invocation-errors";
import { memoryLimitBytes } from "./memory-limit";
import type { InvocationOutcome, LogLine, WorkerError, WorkerLogLine, WorkerMessage } from "./messages";
import type { PendingCall } from "./pending-call";
import type { WorkerThread } from "./worker-thread";

/** Function of an environment, and the settings it runs with. */
export interface EnvironmentOptions {
  readonly fn: LambdaFunction;
  /** Folder of the function's code. */
  readonly taskRoot: string;
  /** False while a debugger is attached: nothing then times out. */
  readonly isTimed: boolean;
  /** Receives every line that the function writes. */
  readonly onLine: (line: LogLine) => void;
}

/** Receiver of an environment's events. */
export interface EnvironmentOwner {
  /**
   * Called when the environment has loaded its handler or completed an invocation. After an invocation it may have
   * further ones; it is idle only if its `load` is 0.
   */
  onIdle(environment: ExecutionEnvironment): void;
  /**
   * Called once, when the environment has ended. It accepts no more invocations. The one that was running has failed
   * with `error`. Those in `notBegun` have not failed: the owner runs them elsewhere.
   */
  onExit(environment: ExecutionEnvironment, error: FailureFactory, notBegun: readonly PendingCall[]): void;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_LIMIT_MS = 10_000;
/** Time after which a worker that has not reported its memory is treated as busy. */
const UNRESPONSIVE_MS = 50;
/**
 * Limit of the work that is sent to a worker ahead of time: its invocations times the duration of the last one. Work
 * below the limit takes less time than waking another worker, or than the message that this worker is free.
 */
const PIPELINE_BELOW_MS = 1;

/**
 * Execution environment of a function: a worker that runs one invocation at a time.
 *
 * While its invocations are quick, the environment receives more of them before the current one completes (pipelining).
 * The worker then need not wait for the host thread between two invocations. Invariants:
 *
 * - `#calls` has the invocations in the order in which the worker runs them. The first one is running; its timeout
 *   counts from when it became the first.
 * - The worker may have begun or completed more of them than the host has heard of. Only the shared counter knows which
 *   have begun. Reclaimed invocations are always the last ones.
 * - Every invocation in `#calls` completes, fails with the environment's error, or is returned to the owner.
 */
export class ExecutionEnvironment {
  /** Maximum memory. {@link MemoryWatch} enforces it. */
  readonly memoryLimitBytes: number;
  /** Resolves when the worker's thread has exited. */
  readonly exited: Promise<void>;
  /** Time at which the environment last became idle, by `performance.now()`. The owner sets it. */
  idleSince = 0;
  /** Time at which the current invocation, or loading the function, started, by `performance.now()`. */
  startedAt = performance.now();
  /** Last report of the worker's memory, and the time of its request. */
  memoryUsage = { bytes: 0, requestedAt: 0 };
  readonly #options: EnvironmentOptions;
  readonly #owner: EnvironmentOwner;
  readonly #thread: WorkerThread;
  /** Current invocation, then the pipelined ones. */
  readonly #calls: PendingCall[] = [];
  /** Duration of the last invocation. Infinity if it is unknown: then nothing is pipelined. */
  #lastDurationMs = Number.POSITIVE_INFINITY;
  #hasEnded = false;
  #hasInvoked = false;
  /** Timeout that applies now: of loading the function, later of an invocation. */
  #limitMs = INIT_LIMIT_MS;
  /** Time of the memory request that the worker has not answered yet. */
  #memoryRequestedAt?: number;

  /**
   * Starts to load the function.
   *
   * @param thread worker that has no code yet
   */
  constructor(options: EnvironmentOptions, owner: EnvironmentOwner, thread: WorkerThread) {
    const { fn, taskRoot } = options;
    this.#options = options;
    this.#owner = owner;
    this.#thread = thread;
    this.memoryLimitBytes = memoryLimitBytes(fn.memoryMb);
    thread.listen((message) => this.#onMessage(message));
    thread.worker.on("error", (error: NodeJS.ErrnoException) => {
      const isOutOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      this.terminate(isOutOfMemory ? outOfMemoryError : functionError(error.name, error.message));
    });
    this.exited = new Promise((resolve) => {
      thread.worker.on("exit", (code) => {
        this.terminate(exitError(code));
        resolve();
      });
    });
    thread.send({ kind: "load", taskRoot, handler: fn.handler });
  }

  /**
   * True if an invocation has begun. Read it after the environment has ended: before that, the first invocation counts
   * only once it has completed. If none has begun by the end, the function's module is the cause of the end.
   */
  get hasInvoked(): boolean {
    return this.#hasInvoked;
  }

  /** Number of invocations that have not completed, including pipelined ones. */
  get load(): number {
    return this.#calls.length;
  }

  /** True if an invocation queued now would start almost immediately. */
  get acceptsPipelined(): boolean {
    return this.#calls.length * this.#lastDurationMs < PIPELINE_BELOW_MS;
  }

  /** Runs an invocation, after those that the environment already has. */
  run(call: PendingCall): void {
    if (this.#calls.push(call) === 1) this.#startTimeout();
    this.#thread.callCounter.enqueue();
    const { requestId, arn, traceHeader, event } = call;
    this.#thread.send({ kind: "invoke", requestId, arn, traceHeader, event });
  }

  /**
   * Takes back the invocations that have not begun, in their order. Nothing is pipelined again until an invocation
   * completes, because the duration is unknown until then.
   *
   * Known limitation: if the first invocation has not begun either, all are taken back. The worker then reports nothing,
   * so the owner considers the environment busy until it times out.
   */
  reclaim(): readonly PendingCall[] {
    if (this.#calls.length === 0) return [];
    const { taken, key } = this.#thread.callCounter.close();
    this.#thread.send({ kind: "reopen", key });
    this.#lastDurationMs = Number.POSITIVE_INFINITY;
    return this.#calls.splice(this.#calls.length - taken);
  }

  /** Terminates the environment if its invocation, or loading the function, takes longer than its timeout. */
  checkTimeout(now: number): void {
    const isLate = now - this.startedAt > this.#limitMs;
    if (this.#options.isTimed && isLate) this.terminate(timeoutError(this.#limitMs));
  }

  /** Requests a report of the worker's memory, unless an earlier request is unanswered. */
  requestMemoryUsage(now: number): void {
    if (this.#memoryRequestedAt !== undefined) return;
    this.#memoryRequestedAt = now;
    this.#thread.send({ kind: "measureMemory" });
  }

  /** Returns true if the worker is too busy to report its memory. */
  isUnresponsive(now: number): boolean {
    return this.#memoryRequestedAt !== undefined && now - this.#memoryRequestedAt > UNRESPONSIVE_MS;
  }

  /**
   * Terminates the worker, even in an endless loop. Fails the invocations that have begun, and returns the others to
   * the owner. Does nothing if the environment has already ended.
   */
  terminate(error: FailureFactory): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const notBegun = this.reclaim();
    this.#thread.worker.terminate();
    // After reclaim(), only invocations that have begun are left.
    this.#hasInvoked ||= this.#calls.length > 0;
    for (const call of this.#calls.splice(0)) call.fail(error);
    this.#owner.onExit(this, error, notBegun);
  }

  #startTimeout(): void {
    this.#limitMs = this.#options.fn.timeoutMs;
    this.startedAt = performance.now();
  }

  /** Lines are printed even after the end, so that no output is lost. All other late messages are ignored. */
  #onMessage(message: WorkerMessage): void {
    if (message.kind === "line") this.#print(message);
    else if (this.#hasEnded) return;
    else if (message.kind === "completed") this.#onCompleted(message, message.tookMs);
    else if (message.kind === "crashed") this.terminate(toInvocationError(message));
    else if (message.kind === "memory") this.#onMemory(message.bytes);
    else this.#owner.onIdle(this);
  }

  #print({ requestId, level, text }: WorkerLogLine): void {
    const { address, name: functionName } = this.#options.fn;
    this.#thread.outputBuffer.release(text);
    this.#options.onLine({ address, functionName, requestId, level, text });
  }

  #onCompleted(outcome: InvocationOutcome, tookMs: number): void {
    this.#lastDurationMs = tookMs;
    this.#hasInvoked = true;
    const call = this.#calls.shift();
    if ("json" in outcome) call?.succeed(outcome.json);
    else call?.fail(toInvocationError(outcome));
    if (this.#calls.length > 0) this.#startTimeout();
    this.#owner.onIdle(this);
  }

  #onMemory(bytes: number): void {
    this.memoryUsage = { bytes, requestedAt: this.#memoryRequestedAt ?? 0 };
    this.#memoryRequestedAt = undefined;
  }
}

function toInvocationError({ errorType, errorMessage }: WorkerError): FailureFactory {
  return functionError(errorType, errorMessage);
}
