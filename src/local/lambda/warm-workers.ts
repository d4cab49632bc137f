import type { WorkerThread } from "./worker-thread";

/** Workers that wait for code which someone is about to change, one for each function. */
export class WarmWorkers {
  readonly #threads = new Map<string, WarmWorker>();

  /** @param fitting only a spare that was made with the same is taken */
  take(address: string, fitting: string): WorkerThread | undefined {
    const spare = this.#threads.get(address);
    if (spare?.compatibilityKey !== fitting) return undefined;
    this.#threads.delete(address);
    return spare.thread;
  }

  /** Keeps a spare, in the place of the one that was there. */
  put(address: string, fitting: string, thread: WorkerThread): void {
    this.drop(address);
    this.#threads.set(address, { compatibilityKey: fitting, thread });
    const forget = () => {
      if (this.#threads.get(address)?.thread === thread) this.#threads.delete(address);
    };
    // One that cannot even load packages is no spare; whoever runs the code is told.
    thread.worker.on("error", forget);
    thread.worker.on("exit", forget);
  }

  drop(address: string): void {
    this.#threads.get(address)?.thread.worker.terminate();
    this.#threads.delete(address);
  }

  async stop(): Promise<void> {
    const threads = [...this.#threads.values()];
    this.#threads.clear();
    await Promise.all(threads.map(({ thread }) => thread.worker.terminate()));
  }
}

interface WarmWorker {
  readonly compatibilityKey: string;
  readonly thread: WorkerThread;
}
