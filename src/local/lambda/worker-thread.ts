import { Worker } from "node:worker_threads";
import type { LambdaFunction } from "../model/model";
import { maxHeapMb } from "./memory-limit";
import type { HostMessage, WorkerMessage, WorkerSetup } from "./messages";
import { OutputBuffer } from "./output-backpressure";
import { SharedCallCounter } from "./shared-call-counter";

export interface ThreadSettings {
  readonly fn: LambdaFunction;
  /** All environment variables of the worker. */
  readonly environment: Record<string, string>;
  /** Script that the worker runs first. */
  readonly bootstrap: string;
  /** Files that the worker loads before it gets the function's code. */
  readonly requires: readonly string[];
}

/** Worker thread that waits for the code of a function, or runs it. */
export class WorkerThread {
  readonly worker: Worker;
  readonly callCounter = new SharedCallCounter();
  readonly outputBuffer = new OutputBuffer();
  /** Messages that arrived before {@link listen}. */
  readonly #earlyMessages: WorkerMessage[] = [];
  #onMessage = (message: WorkerMessage): void => void this.#earlyMessages.push(message);
  /** Messages that are not posted yet. All messages of one turn of the event loop are posted together. */
  #outbox: HostMessage[] = [];

  /**
   * Starts the worker.
   *
   * @throws Error if the function's environment has NODE_OPTIONS that Node rejects for a worker
   */
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
      // The worker inherits no arguments, loaders or flags of this process.
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb(fn.memoryMb) },
    });
    this.worker.on("message", (message: WorkerMessage) => this.#onMessage(message));
  }

  /** Passes all messages of the worker to a listener, in their order, including those that arrived earlier. */
  listen(onMessage: (message: WorkerMessage) => void): void {
    this.#onMessage = onMessage;
    this.#earlyMessages.splice(0).forEach(onMessage);
  }

  /** Sends a message to the worker at the end of this turn of the event loop. Messages keep their order. */
  send(message: HostMessage): void {
    if (this.#outbox.push(message) === 1) setImmediate(() => this.#post());
  }

  #post(): void {
    this.worker.postMessage(this.#outbox);
    this.#outbox = [];
  }
}
