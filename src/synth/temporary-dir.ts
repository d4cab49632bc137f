import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onExit } from "./on-exit";

/** A temporary folder. It is removed by `remove()`, or when this process ends by itself or by a signal. */
export class TemporaryDir {
  /** Absolute path. The name is short, because the path of a Unix socket in it is limited to about 100 bytes. */
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
