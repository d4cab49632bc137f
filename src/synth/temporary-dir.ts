import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onExit } from "./cleanup-on-exit";

/** Temporary folder that is removed by `remove()`, or when this process exits or is ended by a signal. */
export class TemporaryDir {
  /**
   * Absolute path of the folder. Its name is short, because the folder may contain a Unix socket, whose path
   * is limited to about 100 bytes.
   */
  readonly path = mkdtempSync(path.join(tmpdir(), "gatewright-"));
  readonly #beforeRemoval: () => void;
  readonly #cancelOnExit = onExit(() => this.#clean());

  /** @param beforeRemoval runs synchronously before the folder is removed */
  constructor(beforeRemoval: () => void) {
    this.#beforeRemoval = beforeRemoval;
  }

  readonly remove = (): void => {
    this.#cancelOnExit();
    this.#clean();
  };

  #clean(): void {
    this.#beforeRemoval();
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}
