import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A folder that goes when it is removed, or when this process ends, in whichever way it is told to. */
export class Temporary {
  /** Its name is short, for that of a socket in it may have about 100 bytes. */
  readonly folder = mkdtempSync(path.join(tmpdir(), "gatewright-"));
  readonly #before: () => void;

  /** @param before called before it goes; it cannot wait */
  constructor(before: () => void) {
    this.#before = before;
    process.once("exit", this.remove);
    for (const signal of SIGNALS) process.once(signal, this.#end);
  }

  readonly remove = (): void => {
    process.off("exit", this.remove);
    for (const signal of SIGNALS) process.off(signal, this.#end);
    this.#before();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  };

  /** A signal that is listened to ends nothing by itself: it is sent once more, unless others listen to it too. */
  readonly #end = (signal: NodeJS.Signals): void => {
    this.remove();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
}
