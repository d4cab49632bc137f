import { Worker } from "node:worker_threads";
import type { LambdaFunction } from "../model/model";
import type { Call } from "./call";
import { exited, type Failure, outOfMemory, thrown, timedOut } from "./failure";
import type { LogLine } from "./log-line";
import { heapCeilingMb, memoryBoundBytes } from "./memory-bound";
import type { Assignment, Order, Report, WrittenLine } from "./messages";

/** What a sandbox runs, and where. */
export interface SandboxSettings {
  readonly fn: LambdaFunction;
  readonly taskRoot: string;
  readonly environment: Record<string, string>;
  /** What the worker runs first. */
  readonly bootstrap: string;
  /** Whether time counts: it does not where somebody debugs. */
  readonly isTimed: boolean;
  readonly onLine: (line: LogLine) => void;
}

/** Who is told of a sandbox. */
export interface SandboxOwner {
  /** It has been started, or has done its call, and takes another. */
  free(sandbox: Sandbox): void;
  /** It takes no more calls, and the one it had has failed. */
  over(sandbox: Sandbox, why: Failure): void;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_LIMIT_MS = 10_000;
/** A worker that has not said its weight for so long is busy. */
const SILENCE_MS = 50;

/** One execution environment of a function: a worker, which runs one call at a time. */
export class Sandbox {
  /** The most memory that it may hold, in bytes. */
  readonly memoryBound: number;
  /** Resolves when nothing is left of it. */
  readonly gone: Promise<void>;
  /** Since when it has been waiting for a call. */
  idleSince = 0;
  /** What it said it holds, and when it was asked for that. */
  weight = { bytes: 0, askedAt: 0 };
  readonly #settings: SandboxSettings;
  readonly #owner: SandboxOwner;
  readonly #worker: Worker;
  #call?: Call;
  #isOver = false;
  #limitMs = INIT_LIMIT_MS;
  #beganAt = performance.now();
  #askedAt?: number;

  /** @throws Error where the function's environment has NODE_OPTIONS that a worker cannot be started with */
  constructor(settings: SandboxSettings, owner: SandboxOwner) {
    const { fn } = settings;
    this.#settings = settings;
    this.#owner = owner;
    this.memoryBound = memoryBoundBytes(fn.memoryMb);
    this.#worker = startWorker(settings);
    this.#worker.on("message", (report: Report) => this.#hear(report));
    this.#worker.on("error", (error: NodeJS.ErrnoException) => {
      this.end(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? outOfMemory : thrown(error.name, error.message));
    });
    this.gone = new Promise((resolve) => {
      this.#worker.on("exit", (code) => {
        this.end(exited(code));
        resolve();
      });
    });
  }

  run(call: Call): void {
    const { timeoutMs } = this.#settings.fn;
    this.#call = call;
    this.#limitMs = timeoutMs;
    this.#beganAt = performance.now();
    const { requestId, arn, traceHeader, event } = call;
    this.#tell({ kind: "invoke", requestId, arn, traceHeader, deadline: Date.now() + timeoutMs, event });
  }

  /** Ends it, if its time is over. */
  checkTime(now: number): void {
    if (this.#settings.isTimed && now - this.#beganAt > this.#limitMs) this.end(timedOut(this.#limitMs));
  }

  /** Asks it for its weight, unless it has been asked. */
  weigh(now: number): void {
    if (this.#askedAt !== undefined) return;
    this.#askedAt = now;
    this.#tell({ kind: "weigh" });
  }

  /** Whether it is too busy to say its weight. */
  isSilent(now: number): boolean {
    return this.#askedAt !== undefined && now - this.#askedAt > SILENCE_MS;
  }

  /** Ends it, whatever it does. */
  end(why: Failure): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#worker.terminate();
    this.#call?.fail(why);
    this.#owner.over(this, why);
  }

  #tell(order: Order): void {
    this.#worker.postMessage(order);
  }

  #hear(report: Report): void {
    if (report.kind === "line") this.#print(report);
    else if (this.#isOver) return;
    else if (report.kind === "answered") this.#done((call) => call.answer(report.json));
    else if (report.kind === "failed") this.#done((call) => call.fail(failureOf(report)));
    else if (report.kind === "crashed") this.end(failureOf(report));
    else if (report.kind === "weighs") this.#weighed(report.bytes);
    else this.#owner.free(this);
  }

  #print({ requestId, level, text }: WrittenLine): void {
    const { address, name: functionName } = this.#settings.fn;
    this.#settings.onLine({ address, functionName, requestId, level, text });
  }

  #done(settle: (call: Call) => void): void {
    if (!this.#call) return;
    settle(this.#call);
    this.#call = undefined;
    this.#owner.free(this);
  }

  #weighed(bytes: number): void {
    this.weight = { bytes, askedAt: this.#askedAt ?? 0 };
    this.#askedAt = undefined;
  }
}

function failureOf({ errorType, errorMessage }: { errorType: string; errorMessage: string }): Failure {
  return thrown(errorType, errorMessage);
}

function startWorker({ fn, taskRoot, environment, bootstrap }: SandboxSettings): Worker {
  const workerData: Assignment = { taskRoot, handler: fn.handler };
  return new Worker(bootstrap, {
    name: fn.name,
    workerData,
    env: environment,
    // Nothing of how this process was started: no loader, no flags.
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: heapCeilingMb(fn.memoryMb) },
  });
}
