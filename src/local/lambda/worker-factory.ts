import type { LambdaFunction } from "../model/model";
import { createEnvironment } from "./environment";
import { type EnvironmentOwner, ExecutionEnvironment } from "./execution-environment";
import type { LogLine } from "./messages";
import { PreloadedWorkers } from "./preloaded-workers";
import { WorkerThread } from "./worker-thread";
import type { Code } from "./zipped-code";

export interface WorkersOptions {
  /** Script that every worker runs first. */
  readonly bootstrap: string;
  /** Variables that override those of every function's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** False while a debugger is attached: functions then do not time out. */
  readonly isTimed: boolean;
  /** Receives every line that a function writes. */
  readonly onLine: (line: LogLine) => void;
}

/** Starts workers for all functions, and keeps warm workers for functions that are being edited. */
export class Workers {
  readonly #options: WorkersOptions;
  readonly #preloadedWorkers = new PreloadedWorkers();

  constructor(options: WorkersOptions) {
    this.#options = options;
  }

  /**
   * Starts an execution environment, in the function's warm worker if it has a compatible one.
   *
   * @throws Error if the code cannot be unpacked, or if Node rejects the function's settings
   */
  start(fn: LambdaFunction, code: Code, owner: EnvironmentOwner): ExecutionEnvironment {
    const { isTimed, onLine } = this.#options;
    const taskRoot = code.taskRoot();
    const warmThread = this.#preloadedWorkers.take(fn.address, compatibilityKey(fn, code));
    const thread = warmThread ?? this.#startThread(fn, code);
    return new ExecutionEnvironment({ fn, taskRoot, isTimed, onLine }, owner, thread);
  }

  /** Starts a warm worker for a function's next code, which is likely to require the same packages as this code. */
  startWarmWorker(fn: LambdaFunction, code: Code): void {
    this.#preloadedWorkers.put(fn.address, compatibilityKey(fn, code), this.#startThread(fn, code));
  }

  dropWarmWorker(address: string): void {
    this.#preloadedWorkers.drop(address);
  }

  /** Terminates the warm workers. Environments are terminated by their owners. */
  stop(): Promise<void> {
    return this.#preloadedWorkers.stop();
  }

  #startThread(fn: LambdaFunction, { requires }: Code): WorkerThread {
    const { bootstrap, environment } = this.#options;
    return new WorkerThread({ fn, environment: createEnvironment(fn, environment), bootstrap, requires });
  }
}

/** Returns a key: workers with the same key are interchangeable until they load their code. */
function compatibilityKey(fn: LambdaFunction, { requires }: Code): string {
  return JSON.stringify([fn, requires]);
}
