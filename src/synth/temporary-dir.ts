import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onExit } from "./cleanup-on-exit";
import { isRunning } from "./dev-output";

/** Temporary folder that is removed by `remove()`, or when this process exits or is ended by a signal. */
export class TemporaryDir {
  /** Absolute path of the folder. */
  readonly path = createTemporaryFolder();
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

/**
 * Creates a temporary folder, and removes the folders of processes that have ended without removing them. A process that
 * was killed with SIGKILL leaves its folders.
 *
 * @param purpose word for the name of the folder. Default: none
 * @returns the absolute path. The name is short, because the folder may contain a Unix socket, whose path is limited to
 * about 100 bytes
 */
export function createTemporaryFolder(purpose?: string): string {
  removeAbandonedFolders();
  const name = ["gatewright", purpose, process.pid, ""].filter((part) => part !== undefined).join("-");
  return mkdtempSync(path.join(tmpdir(), name));
}

/** Name of a temporary folder. It contains the ID of the process that created it: `gatewright-lambda-123-a1B2c3`. */
const NAME = /^gatewright-(?:[a-z]+-)?(\d+)-\w+$/;

/** Returns true for the path or name of a temporary folder whose process has ended. */
export function isAbandoned(folder: string): boolean {
  const [, pid] = NAME.exec(path.basename(folder)) ?? [];
  return pid !== undefined && !isRunning(Number(pid));
}

function removeAbandonedFolders(): void {
  for (const name of readdirSync(tmpdir()).filter(isAbandoned)) {
    try {
      rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // The folder belongs to another user, or another process removes it.
    }
  }
}
