import { Worker } from "node:worker_threads";
import type { LambdaFunction } from "../model/model";
import { maxHeapMb } from "./memory-limit";
import type { MainThreadMessage, WorkerMessage, WorkerSetup } from "./messages";
import { OutputBuffer } from "./output-backpressure";
import { SharedCallCounter } from "./shared-call-counter";

export interface ThreadSettings {
  readonly fn: LambdaFunction;
  /** All environment variables of the worker. */
  readonly environment: Record<string, string>;
  /** Path of the script that the worker runs first. */
  readonly bootstrap: string;
  /** Files of npm packages that the worker loads before it receives the function's code. */
  readonly requires: readonly string[];
  /** True lets the worker report the times of handlers and of their HTTP requests. */
  readonly recordsSpans: boolean;
}

/**
 * Handle with which the main thread controls a worker thread. After its start, the worker waits for a message with
 * the location of the function's code.
 */
export class WorkerThread {
  readonly worker: Worker;
  readonly callCounter = new SharedCallCounter();
  readonly outputBuffer = new OutputBuffer();
  /** Messages that arrived before {@link listen} was called. */
  readonly #earlyMessages: WorkerMessage[] = [];
  #onMessage = (message: WorkerMessage): void => void this.#earlyMessages.push(message);
  /** Messages to post at the end of this turn of the event loop, together in one array. */
  #outbox: MainThreadMessage[] = [];

  /**
   * Starts the worker.
   *
   * @throws Error if the function sets `NODE_OPTIONS` to an option that Node rejects for a worker
   */
  constructor({ fn, environment, bootstrap, requires, recordsSpans }: ThreadSettings) {
    const workerData: WorkerSetup = {
      requires,
      timeoutMs: fn.timeoutMs,
      supportsCallbacks: Number(/^nodejs(\d+)/.exec(fn.runtime)?.[1]) < 24,
      callCounter: this.callCounter.memory,
      outputBuffer: this.outputBuffer.memory,
      redirects: fn.redirects ?? {},
      recordsSpans,
    };
    this.worker = new Worker(bootstrap, {
      name: fn.name,
      workerData,
      env: environment,
      // Without `execArgv`, a worker inherits the Node options of this process, such as a TypeScript loader.
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb(fn.memoryMb) },
    });
    this.worker.on("message", (message: WorkerMessage) => this.#onMessage(message));
  }

  /** Passes all messages of the worker to a listener, in order, including those that have already arrived. */
  listen(onMessage: (message: WorkerMessage) => void): void {
    this.#onMessage = onMessage;
    this.#earlyMessages.splice(0).forEach(onMessage);
  }

  /** Sends a message to the worker at the end of this turn of the event loop. Messages keep their order. */
  send(message: MainThreadMessage): void {
    if (this.#outbox.push(message) === 1) setImmediate(() => this.#post());
  }

  #post(): void {
    this.worker.postMessage(this.#outbox);
    this.#outbox = [];
  }
}
