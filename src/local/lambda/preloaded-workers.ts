import type { WorkerThread } from "./worker-thread";

/**
 * Preloaded workers: worker threads that have loaded the npm packages of a function, but not its code. A
 * function has at most one preloaded worker. After the next save, the rebuilt code runs in this worker, which
 * saves the time for loading the packages.
 */
export class PreloadedWorkers {
  readonly #workers = new Map<string, PreloadedWorker>();

  /**
   * Removes a function's preloaded worker from the collection and returns it. Returns `undefined` if the
   * function has no preloaded worker, or its worker was stored with a different key.
   *
   * @param address Terraform address of the function
   * @param compatibilityKey string that identifies the settings and packages that the worker must have
   */
  take(address: string, compatibilityKey: string): WorkerThread | undefined {
    const preloaded = this.#workers.get(address);
    if (preloaded?.compatibilityKey !== compatibilityKey) return undefined;
    this.#workers.delete(address);
    return preloaded.thread;
  }

  /** Stores a function's preloaded worker, and terminates the previous one. */
  put(address: string, compatibilityKey: string, thread: WorkerThread): void {
    this.drop(address);
    this.#workers.set(address, { compatibilityKey, thread });
    const forget = () => {
      if (this.#workers.get(address)?.thread === thread) this.#workers.delete(address);
    };
    // A worker that fails is dropped without a message. If the cause is the packages, the error occurs again
    // and is reported when an invocation starts a new worker.
    thread.worker.on("error", forget);
    thread.worker.on("exit", forget);
  }

  /** Terminates a function's preloaded worker, if there is one. */
  drop(address: string): void {
    this.#workers.get(address)?.thread.worker.terminate();
    this.#workers.delete(address);
  }

  /** Terminates all preloaded workers. Resolves when their threads have exited. */
  async stop(): Promise<void> {
    const workers = [...this.#workers.values()];
    this.#workers.clear();
    await Promise.all(workers.map(({ thread }) => thread.worker.terminate()));
  }
}

interface PreloadedWorker {
  readonly compatibilityKey: string;
  readonly thread: WorkerThread;
}
