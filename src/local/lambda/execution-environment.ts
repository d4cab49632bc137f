import { LAMBDA_QUOTAS } from "#aws";
import type { LambdaFunction } from "../model/model";
import type { EnvironmentSpans } from "./environment-spans";
import {
  exitError,
  type FailureFactory,
  functionError,
  outOfMemoryError,
  timeoutError,
} from "./invocation-errors";
import { memoryLimitBytes } from "./memory-limit";
import type {
  InvocationOutcome,
  LogLine,
  StreamedChunk,
  WorkerError,
  WorkerLogLine,
  WorkerMessage,
} from "./messages";
import type { PendingCall } from "./pending-call";
import type { WorkerThread } from "./worker-thread";

/** Function that an execution environment runs, and the settings of the environment. */
export interface EnvironmentOptions {
  readonly fn: LambdaFunction;
  /** Folder of the function's code (`LAMBDA_TASK_ROOT`). */
  readonly taskRoot: string;
  /** False disables all timeouts, because a debugger may pause the function. */
  readonly isTimed: boolean;
  /** Receives every line that the function writes to the console, stdout or stderr. */
  readonly onLine: (line: LogLine) => void;
  /** Times of the environment. Undefined if requests are not traced. */
  readonly spans?: EnvironmentSpans;
}

/** Receiver of an environment's events: the scheduler of its function. */
export interface EnvironmentOwner {
  /**
   * Called when the environment has loaded its handler, and each time an invocation has completed. The
   * environment may already have further invocations. It is idle only if its `load` is 0.
   */
  onIdle(environment: ExecutionEnvironment): void;
  /**
   * Called once, when the environment has ended and accepts no more invocations. The invocation that was
   * running has failed with `error`. The invocations in `notStarted` have not failed, so the owner must run
   * them in another environment.
   */
  onExit(environment: ExecutionEnvironment, error: FailureFactory, notStarted: readonly PendingCall[]): void;
}

/** Time after which a worker that has not replied to a memory request is treated as unresponsive. */
const UNRESPONSIVE_MS = 50;
/**
 * Limit for pipelining (see {@link ExecutionEnvironment}). A busy environment accepts another invocation
 * while its estimated remaining work is below this limit. The estimate is the number of its invocations,
 * multiplied by the duration of the last completed one. Waking up another worker would take longer than this
 * work.
 */
const PIPELINE_BELOW_MS = 1;

/**
 * Execution environment of a function: a worker thread that runs one invocation at a time. This class runs in
 * the main thread, like the gateway, and keeps a record of what the worker does.
 *
 * If invocations are quick, the environment accepts further invocations before the current one has completed
 * (pipelining). The worker can then start the next invocation without waiting for a message from the main
 * thread.
 *
 * Invariants:
 *
 * - `#calls` contains the invocations in the order in which the worker runs them. The first one counts as
 *   running: its timeout starts when it becomes the first.
 * - The worker may already have started or completed more invocations than its messages have reported so far.
 *   The exact number of started invocations is known only from the {@link SharedCallCounter}.
 * - The invocations that {@link reclaim} takes back are always the last ones in `#calls`.
 * - Every invocation in `#calls` completes, fails with the environment's error, or is returned to the owner.
 */
export class ExecutionEnvironment {
  /** Maximum memory, in bytes. {@link MemoryWatch} enforces it. */
  readonly memoryLimitBytes: number;
  /** Resolves when the worker's thread has exited. */
  readonly exited: Promise<void>;
  /**
   * Resolves when the environment has loaded its handler, or has ended. The value is the error that ended the
   * environment before the handler was loaded, or `undefined`.
   */
  readonly initialized: Promise<FailureFactory | undefined>;
  /** Time at which the environment last became idle, by `performance.now()`. The owner sets this property. */
  idleSince = 0;
  /**
   * Time at which the current invocation started, by `performance.now()`. Before the first invocation, this
   * is the time at which loading the function started.
   */
  startedAt = performance.now();
  /** Memory that the worker last reported, and the time at which that report was requested. */
  memoryUsage = { bytes: 0, requestedAt: 0 };
  readonly #options: EnvironmentOptions;
  readonly #owner: EnvironmentOwner;
  readonly #thread: WorkerThread;
  /** Current invocation, followed by the pipelined invocations. */
  readonly #calls: PendingCall[] = [];
  /**
   * Duration of the last completed invocation. Infinity means that the duration is unknown; no invocation is
   * then pipelined.
   */
  #lastDurationMs = Number.POSITIVE_INFINITY;
  #hasEnded = false;
  #onInitialized!: (error: FailureFactory | undefined) => void;
  #hasInvoked = false;
  /**
   * Timeout that currently applies: at first the one for loading the function, later the function's timeout.
   */
  #limitMs: number = LAMBDA_QUOTAS.initMs;
  /** Time of the memory request to which the worker has not replied yet. */
  #memoryRequestedAt?: number;

  /**
   * Starts to load the function.
   *
   * @param thread worker thread that has not received any code yet
   */
  constructor(options: EnvironmentOptions, owner: EnvironmentOwner, thread: WorkerThread) {
    const { fn, taskRoot } = options;
    this.#options = options;
    this.#owner = owner;
    this.#thread = thread;
    this.memoryLimitBytes = memoryLimitBytes(fn.memoryMb);
    this.initialized = new Promise((resolve) => {
      this.#onInitialized = resolve;
    });
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
   * True if an invocation has started. While the environment runs, the value becomes true only when the first
   * invocation completes; after the environment has ended, the value is exact. If an environment ends without
   * having started an invocation, the owner assumes that the environment could not load the function.
   */
  get hasInvoked(): boolean {
    return this.#hasInvoked;
  }

  /** Number of invocations that have not completed, including pipelined ones. */
  get load(): number {
    return this.#calls.length;
  }

  /**
   * True if an additional invocation would start almost immediately, because the invocations that the
   * environment already has will soon complete.
   */
  get acceptsPipelined(): boolean {
    return this.#calls.length * this.#lastDurationMs < PIPELINE_BELOW_MS;
  }

  /** Runs an invocation after the invocations that the environment already has. */
  run(call: PendingCall): void {
    if (this.#calls.push(call) === 1) this.#startTimeout();
    this.#thread.callCounter.enqueue();
    const { requestId, arn, traceHeader, event, stream } = call;
    this.#thread.send({ kind: "invoke", requestId, arn, traceHeader, event });
    stream?.connect({
      acknowledge: (bytes) => this.#thread.send({ kind: "acknowledge", requestId, bytes }),
      close: () => this.#thread.send({ kind: "closeStream", requestId }),
    });
  }

  /**
   * Takes back the invocations that have not started, and returns them in order. Afterwards, no invocation is
   * pipelined until the next invocation completes, because the duration of invocations counts as unknown.
   *
   * Known limitation: if even the first invocation has not started, all invocations are taken back. The
   * worker then never reports a completed invocation, so the owner treats the environment as busy. This state
   * ends when the timeout of the first invocation expires and the environment is terminated.
   */
  reclaim(): readonly PendingCall[] {
    if (this.#calls.length === 0) return [];
    const { reclaimedCount, key } = this.#thread.callCounter.close();
    this.#thread.send({ kind: "reopen", key });
    this.#lastDurationMs = Number.POSITIVE_INFINITY;
    return this.#calls.splice(this.#calls.length - reclaimedCount);
  }

  /**
   * Terminates the environment if the current invocation or the loading of the function has exceeded its
   * timeout.
   */
  checkTimeout(now: number): void {
    const isLate = now - this.startedAt > this.#limitMs;
    if (this.#options.isTimed && isLate) this.terminate(timeoutError(this.#limitMs));
  }

  /**
   * Requests a report of the worker's memory, unless the worker has not replied to the previous request yet.
   */
  requestMemoryUsage(now: number): void {
    if (this.#memoryRequestedAt !== undefined) return;
    this.#memoryRequestedAt = now;
    this.#thread.send({ kind: "measureMemory" });
  }

  /** Returns true if the worker is too busy to reply to a memory request, for example in an endless loop. */
  isUnresponsive(now: number): boolean {
    return this.#memoryRequestedAt !== undefined && now - this.#memoryRequestedAt > UNRESPONSIVE_MS;
  }

  /**
   * Terminates the worker, even if it runs an endless loop. Fails the invocations that have started, and
   * returns the others to the owner. Does nothing if the environment has already ended.
   */
  terminate(error: FailureFactory): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const notStarted = this.reclaim();
    this.#thread.worker.terminate();
    // After reclaim(), `#calls` contains only invocations that have started.
    this.#hasInvoked ||= this.#calls.length > 0;
    for (const call of this.#calls.splice(0)) call.fail(error);
    this.#options.spans?.endInit(error);
    this.#onInitialized(error);
    this.#owner.onExit(this, error, notStarted);
  }

  /** Adds the start of this environment to the trace of an invocation, if the invocation waited for it. */
  addInitSpan(call: PendingCall): void {
    this.#options.spans?.addInit(call);
  }

  #startTimeout(): void {
    this.#limitMs = this.#options.fn.timeoutMs;
    this.startedAt = performance.now();
  }

  /**
   * Handles a message. After the environment has ended, only output is handled; other messages are ignored.
   */
  #onMessage(message: WorkerMessage): void {
    if (message.kind === "line") this.#print(message);
    else if (this.#hasEnded) return;
    else if (message.kind === "completed") this.#onCompleted(message, message.tookMs);
    else if (message.kind === "crashed") this.terminate(toInvocationError(message));
    else if (message.kind === "memory") this.#onMemory(message.bytes);
    else if (message.kind === "ready") this.#onReady();
    else if (message.kind === "chunk") this.#onChunk(message);
    else if (message.kind === "streamEnd") this.#findRunning(message)?.stream?.finish();
    else this.#options.spans?.onMessage(message, this.#calls);
  }

  #onReady(): void {
    this.#options.spans?.endInit();
    this.#onInitialized(undefined);
    this.#owner.onIdle(this);
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
    else if ("isStreamed" in outcome) call?.succeedStreamed();
    else call?.fail(toInvocationError(outcome));
    if (this.#calls.length > 0) this.#startTimeout();
    this.#owner.onIdle(this);
  }

  /** Passes bytes to the invoker, which acknowledges them, or keeps them for an invoker that waits for the whole result. */
  #onChunk(message: StreamedChunk): void {
    const { requestId, bytes } = message;
    const call = this.#findRunning(message);
    if (call?.stream) call.stream.receive(bytes);
    else {
      call?.collect(bytes);
      this.#thread.send({ kind: "acknowledge", requestId, bytes: bytes.length });
    }
  }

  /** Returns the running invocation, if a message belongs to it. */
  #findRunning({ requestId }: { readonly requestId: string }): PendingCall | undefined {
    const [running] = this.#calls;
    return running?.requestId === requestId ? running : undefined;
  }

  #onMemory(bytes: number): void {
    this.memoryUsage = { bytes, requestedAt: this.#memoryRequestedAt ?? 0 };
    this.#memoryRequestedAt = undefined;
  }
}

function toInvocationError({ errorType, errorMessage }: WorkerError): FailureFactory {
  return functionError(errorType, errorMessage);
}
