import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { onExit } from "./cleanup-on-exit";
import { synthesize } from "./synthesize";

/**
 * Output folder of one `gatewright start`, `invoke` or `plan` process: `.gatewright/out/PID` in the project. Each
 * process has its own folder, so that it changes neither the files that a deployment is about to upload, nor the files
 * of another process. The output must not be deployed, because its functions are stubs or come from a cache.
 */
export class DevOutput {
  /** Absolute path of the folder. */
  readonly path: string;
  readonly #project: string;
  readonly #code: DevCode;
  readonly #cancelOnExit: () => void;

  /**
   * Removes the folders of processes that have ended without removing them.
   * @param project the folder of `cdktf.json`
   * @param code code of the functions: stubs, because the caller builds the code itself, or bundles, which are stored in
   * a cache folder
   */
  constructor(project: string, code: DevCode) {
    this.#project = project;
    this.#code = code;
    const parent = devOutputParent(project);
    mkdirSync(parent, { recursive: true });
    for (const name of readdirSync(parent)) {
      if (!isRunning(Number.parseInt(name, 10))) remove(path.join(parent, name));
    }
    // Without the suffix, `gatewright token` would read this output, which may be removed at any time.
    const suffix = "stubCode" in code ? "" : "-bundled";
    this.path = path.join(parent, `${process.pid}${suffix}`);
    this.#cancelOnExit = onExit(() => this.#clean());
  }

  /**
   * Synthesizes the project. The folder is replaced only if the synthesis succeeds.
   * @returns false if the app failed and printed its errors
   * @throws StackError if `cdktf.json` is missing or invalid, or if the app writes no files
   */
  async synthesize(signal?: AbortSignal): Promise<boolean> {
    const next = `${this.path}.next`;
    remove(next);
    if ((await synthesize(this.#project, { output: next, ...this.#code, signal })) === undefined)
      return false;
    remove(this.path);
    renameSync(next, this.path);
    return true;
  }

  /** Removes the folder. */
  remove(): void {
    this.#cancelOnExit();
    this.#clean();
  }

  #clean(): void {
    remove(this.path);
    remove(`${this.path}.next`);
  }
}

/** Code that a {@link DevOutput} contains. */
type DevCode = { readonly stubCode: true } | { readonly bundleCacheDir: string };

/** Returns the folder that contains the output folders of all running processes of a project. */
export function devOutputParent(project: string): string {
  return path.join(project, ".gatewright", "out");
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Returns true if a process with this ID exists. */
export function isRunning(pid: number): boolean {
  try {
    // The signal 0 is not sent. It only checks that the process exists.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
