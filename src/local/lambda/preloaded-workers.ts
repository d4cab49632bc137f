import type { WorkerThread } from "./worker-thread";

/**
 * Preloaded workers, at most one for each function: each has loaded its function's packages and has no code yet. After the
 * next save, the rebuilt code starts in one of them without loading the packages again.
 */
export class PreloadedWorkers {
  readonly #workers = new Map<string, PreloadedWorker>();

  /**
   * Removes and returns a function's preloaded worker. Returns undefined if it has none, or only one with another key.
   *
   * @param compatibilityKey settings and packages that the worker must have been started with
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
    // Drop a worker that fails to preload; the next invocation reports the error.
    thread.worker.on("error", forget);
    thread.worker.on("exit", forget);
  }

  /** Terminates a function's preloaded worker, if there is one. */
  drop(address: string): void {
    this.#workers.get(address)?.thread.worker.terminate();
    this.#workers.delete(address);
  }

  /** Terminates all warm workers. Resolves when their threads have exited. */
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
