import { Worker } from "node:worker_threads";
import type { LambdaFunction } from "../model/model";
import { maxHeapMb } from "./memory-limit";
import type { HostMessage, WorkerMessage, WorkerSetup } from "./messages";
import { OutputBuffer } from "./output-buffer";
import { SharedCallCounter } from "./shared-call-counter";

export interface ThreadSettings {
  readonly fn: LambdaFunction;
  readonly environment: Record<string, string>;
  /** What the worker runs first. */
  readonly bootstrap: string;
  /** Files that it loads before it is told of the function's code. */
  readonly requires: readonly string[];
}

/** A worker that waits for the code it is to run, or runs it. */
export class WorkerThread {
  readonly worker: Worker;
  readonly callCounter = new SharedCallCounter();
  readonly outputBuffer = new OutputBuffer();
  /** What it tells before anybody hears it. */
  readonly #early: WorkerMessage[] = [];
  #hear = (report: WorkerMessage): void => void this.#early.push(report);
  /** Not told yet: what comes up in one turn of the event loop is told at once. */
  #orders: HostMessage[] = [];

  /** @throws Error where the function's environment has NODE_OPTIONS that a worker cannot be started with */
  constructor({ fn, environment, bootstrap, requires }: ThreadSettings) {
    const workerData: WorkerSetup = {
      requires,
      timeoutMs: fn.timeoutMs,
      callCounter: this.callCounter.memory,
      outputBuffer: this.outputBuffer.memory,
    };
    this.worker = new Worker(bootstrap, {
      name: fn.name,
      workerData,
      env: environment,
      // Nothing of how this process was started: no loader, no flags.
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb(fn.memoryMb) },
    });
    this.worker.on("message", (report: WorkerMessage) => this.#hear(report));
  }

  /** Has all that it tells heard, also what it told before. */
  heardBy(hear: (report: WorkerMessage) => void): void {
    this.#hear = hear;
    this.#early.splice(0).forEach(hear);
  }

  tell(order: HostMessage): void {
    if (this.#orders.push(order) === 1) setImmediate(() => this.#post());
  }

  #post(): void {
    this.worker.postMessage(this.#orders);
    this.#orders = [];
  }
}
