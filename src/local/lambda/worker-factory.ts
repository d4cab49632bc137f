import type { LambdaFunction } from "../model/model";
import { createEnvironment } from "./environment";
import { EnvironmentSpans } from "./environment-spans";
import { type EnvironmentOwner, ExecutionEnvironment } from "./execution-environment";
import type { LogLine } from "./messages";
import { PreloadedWorkers } from "./preloaded-workers";
import { WorkerThread } from "./worker-thread";
import type { Code } from "./zipped-code";

export interface WorkersOptions {
  /** Path of the script that every worker runs first. */
  readonly bootstrap: string;
  /**
   * Environment variables that are added to each function. They replace a variable of the function that has the same
   * name.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** Environment variables that are added to each function, unless the function has a variable with the same name. */
  readonly defaultEnvironment: Readonly<Record<string, string>>;
  /** False disables all timeouts, because a debugger may pause functions. */
  readonly isTimed: boolean;
  /** True lets workers report the times of handlers and of their HTTP requests. */
  readonly recordsSpans: boolean;
  /** Receives every line that a function writes to the console, stdout or stderr. */
  readonly onLine: (line: LogLine) => void;
}

/** Factory of all workers. It also keeps the {@link PreloadedWorkers} for functions that are being edited. */
export class Workers {
  readonly #options: WorkersOptions;
  readonly #preloadedWorkers = new PreloadedWorkers();

  constructor(options: WorkersOptions) {
    this.#options = options;
  }

  /**
   * Starts an execution environment. It runs in the function's preloaded worker if that worker has the same
   * settings and packages, and otherwise in a new worker.
   *
   * @throws Error if the code cannot be unpacked, or if Node rejects the function's settings
   */
  start(fn: LambdaFunction, code: Code, owner: EnvironmentOwner): ExecutionEnvironment {
    const { isTimed, onLine, recordsSpans } = this.#options;
    const spans = recordsSpans ? new EnvironmentSpans(fn.address) : undefined;
    const taskRoot = code.taskRoot();
    const preloadedThread = this.#preloadedWorkers.take(fn.address, compatibilityKey(fn, code));
    const thread = preloadedThread ?? this.#startThread(fn, code);
    return new ExecutionEnvironment({ fn, taskRoot, isTimed, onLine, spans }, owner, thread);
  }

  /**
   * Starts a preloaded worker with the packages of this code. The worker is for the next rebuild of the
   * function, which will probably require the same packages.
   */
  preloadWorker(fn: LambdaFunction, code: Code): void {
    this.#preloadedWorkers.put(fn.address, compatibilityKey(fn, code), this.#startThread(fn, code));
  }

  dropPreloadedWorker(address: string): void {
    this.#preloadedWorkers.drop(address);
  }

  /** Terminates the preloaded workers. Execution environments are terminated by their owners. */
  stop(): Promise<void> {
    return this.#preloadedWorkers.stop();
  }

  #startThread(fn: LambdaFunction, { requires }: Code): WorkerThread {
    const { bootstrap, environment: overrides, defaultEnvironment, recordsSpans } = this.#options;
    const environment = createEnvironment(fn, overrides, defaultEnvironment);
    return new WorkerThread({ fn, environment, bootstrap, requires, recordsSpans });
  }
}

/** Returns a key. A preloaded worker with this key has the settings and packages that the code needs. */
function compatibilityKey(fn: LambdaFunction, { requires }: Code): string {
  return JSON.stringify([fn, requires]);
}
