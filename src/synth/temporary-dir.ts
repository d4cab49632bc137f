import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { atEnd } from "./on-exit";

/** A folder that goes when it is removed, or when this process ends, in whichever way it is told to. */
export class Temporary {
  /** Its name is short, for that of a socket in it may have about 100 bytes. */
  readonly folder = mkdtempSync(path.join(tmpdir(), "gatewright-"));
  readonly #before: () => void;
  readonly #takeBack = atEnd(() => this.#clean());

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
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
