import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onExit } from "./cleanup-on-exit";
import { isRunning } from "./dev-output";

/** Temporary folder. It is removed by `remove()`, or when this process exits or gets SIGINT, SIGTERM or SIGHUP. */
export class TemporaryDir {
  /** Absolute path of the folder. */
  readonly path = createTemporaryFolder();
  readonly #beforeRemoval: () => void;
  readonly #cancelOnExit = onExit(() => this.#clean());

  /** @param beforeRemoval runs synchronously before the folder is removed */
  constructor(beforeRemoval: () => void) {
    this.#beforeRemoval = beforeRemoval;
  }

  /** Removes the folder. This property is an arrow function, so that it can be called without its object. */
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
 * Creates a temporary folder, which the caller must remove. Also removes the folders of processes that have ended
 * without removing them, for example because they were killed with SIGKILL.
 *
 * @param purpose lowercase word that becomes part of the folder's name. Default: none
 * @returns the path of the folder. The name is short, because the folder may contain a Unix socket, whose path is
 * limited to about 100 bytes
 */
export function createTemporaryFolder(purpose?: string): string {
  removeAbandonedFolders();
  const name = ["gatewright", purpose, process.pid, ""].filter((part) => part !== undefined).join("-");
  return mkdtempSync(path.join(tmpdir(), name));
}

/** Name of a temporary folder, with the ID of the process that created the folder: `gatewright-lambda-123-a1B2c3`. */
const NAME = /^gatewright-(?:[a-z]+-)?(\d+)-\w+$/;

/** Returns true for the path or the name of a temporary folder of Gatewright whose process has ended. */
export function isAbandoned(folder: string): boolean {
  const [, pid] = NAME.exec(path.basename(folder)) ?? [];
  return pid !== undefined && !isRunning(Number(pid));
}

function removeAbandonedFolders(): void {
  for (const name of listTemporaryFolder().filter(isAbandoned)) {
    try {
      rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // The folder belongs to another user, or another process is removing it.
    }
  }
}

/** Lists the folder of the system for temporary files, which this process may be allowed to use, but not to list. */
function listTemporaryFolder(): readonly string[] {
  try {
    return readdirSync(tmpdir());
  } catch {
    return [];
  }
}
