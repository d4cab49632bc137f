import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onExit } from "./on-exit";

/** A folder that goes when it is removed, or when this process ends, in whichever way it is told to. */
export class TemporaryDir {
  /** Its name is short, for that of a socket in it may have about 100 bytes. */
  readonly path = mkdtempSync(path.join(tmpdir(), "gatewright-"));
  readonly #before: () => void;
  readonly #takeBack = onExit(() => this.#clean());

  /** @param before called before it goes; it cannot wait */
  constructor(before: () => void) {
    this.#before = before;
  }

  readonly remove = (): void => {
    this.#takeBack();
    this.#clean();
  };

  #clean(): void {
    this.#before();
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}
