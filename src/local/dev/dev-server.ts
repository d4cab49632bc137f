import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type BundleRecord, type DevBundle, DevBundler } from "#bundle";
import { GatewrightError } from "#error";
import { readSynthesizedStack, resolveStack } from "#terraform";
import { listZipFiles } from "../model";
import { FileWatcher } from "./file-watcher";
import { SynthQueue } from "./synth-queue";

/** Methods of the running local gateway that the {@link DevServer} calls. */
export interface DevTarget {
  reload(): Promise<void>;
  deployDevBundle(zipFile: string, bundle: DevBundle): void;
}

export interface DevServerOptions {
  /** Absolute path of the project. */
  readonly project: string;
  /** Folder with the Terraform JSON of the stack that the gateway serves. */
  readonly dir: string;
  /** Absolute path of the folder where tables keep their items. Changes in this folder are ignored. */
  readonly dataDir?: string;
  readonly local: DevTarget;
  /**
   * Synthesizes the project, and prints any errors itself. Resolves to true on success.
   * @param signal aborts the synthesis
   */
  readonly synthesize: (signal: AbortSignal) => Promise<boolean>;
  /** Receives messages for the terminal: the result of each rebuild and synthesis, and each error. */
  readonly onMessage: (text: string) => void;
}

/**
 * Debounce time before a rebuild. When an editor writes several files, or one file in several steps, all of
 * these changes then cause only one rebuild.
 */
const DEBOUNCE_MS = 20;

/**
 * Development server that updates the running gateway when files of the project change.
 *
 * A function whose files changed is rebuilt and deployed immediately. After a pause without changes, the
 * project is synthesized, because its Terraform may have changed too. If a build or synthesis fails, the
 * gateway keeps serving the last successful one.
 */
export class DevServer {
  readonly #options: DevServerOptions;
  readonly #bundler: DevBundler;
  readonly #files: FileWatcher;
  readonly #changedFiles = new Set<string>();
  /**
   * Source files of each function that was rebuilt since the last synthesis, by path of the function's zip.
   */
  readonly #inputs = new Map<string, readonly string[]>();
  /**
   * Functions of the last completed synthesis. They are cached because their files on disk may be incomplete
   * while the next synthesis runs.
   */
  #functions: readonly BuiltFunction[];
  readonly #synths = new SynthQueue((signal) =>
    this.#resynthesize(signal).catch((error) => this.#reportError(error)),
  );
  #lastChangeAt = 0;
  /** Time of the last change that a rebuild has deployed, by `performance.now()`. */
  #servedChangeAt = 0;
  #debounce?: NodeJS.Timeout;
  #builds: Promise<void> = Promise.resolve();

  constructor(options: DevServerOptions) {
    this.#options = options;
    this.#functions = listBuiltFunctions(options.dir);
    this.#bundler = new DevBundler(options.project);
    const { project, dir, dataDir } = options;
    this.#files = new FileWatcher({
      project,
      ignored: [path.resolve(dir, "../.."), ...(dataDir === undefined ? [] : [dataDir])],
      onChange: (file) => this.#onChange(file),
    });
  }

  /** Resolves when the watcher is ready. From then on, every change is detected. */
  whenWatching(): Promise<void> {
    return this.#files.whenWatching();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#debounce);
    await this.#files.stop();
    await Promise.all([this.#builds, this.#synths.stop()]);
    await this.#bundler.stop();
  }

  #onChange(file: string): void {
    this.#changedFiles.add(file);
    this.#lastChangeAt = performance.now();
    clearTimeout(this.#debounce);
    // A rebuild does not wait for a running synthesis, because a synthesis takes seconds.
    this.#debounce = setTimeout(() => {
      this.#builds = this.#builds.then(() => this.#rebuild()).catch((error) => this.#reportError(error));
    }, DEBOUNCE_MS);
    this.#synths.request();
  }

  async #rebuild(): Promise<void> {
    const [startedAt, changedAt] = [performance.now(), this.#lastChangeAt];
    const files = [...this.#changedFiles];
    this.#changedFiles.clear();
    this.#files.recheck(files);
    const affected = this.#functions.filter(({ zipFile, record }) =>
      (this.#inputs.get(zipFile) ?? record.inputs).some((input) => files.includes(input)),
    );
    const errors = await Promise.all(affected.map((fn) => this.#deploy(fn)));
    for (const text of new Set(errors.filter((error) => error !== undefined).map(formatError)))
      this.#report(text);
    const names = affected.filter((_, index) => errors[index] === undefined).map(({ name }) => name);
    if (names.length === 0) return;
    this.#servedChangeAt = changedAt;
    this.#options.onMessage(`${files.join(", ")}: rebuilt ${names.join(", ")} in ${elapsed(startedAt)}`);
  }

  /**
   * Rebuilds and deploys a function.
   * @returns the error if the build failed; it is not thrown, so that the other functions are still deployed
   */
  async #deploy({ zipFile, record }: BuiltFunction): Promise<unknown> {
    try {
      const bundle = await this.#bundler.build(record);
      this.#inputs.set(zipFile, bundle.inputs);
      this.#options.local.deployDevBundle(zipFile, bundle);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  async #resynthesize(signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    const isSynthesized = await this.#options.synthesize(signal);
    if (signal.aborted) return;
    if (!isSynthesized) {
      this.#options.onMessage("still serving the last successful synthesis");
      return;
    }
    // If a file changed and was rebuilt while this synthesis was running, the synthesized zips may not
    // contain the change. Loading them would replace the rebuilt code with older code. The change also
    // requested another synthesis, whose zips will contain the change.
    if (this.#servedChangeAt > startedAt) return;
    this.#inputs.clear();
    this.#functions = listBuiltFunctions(this.#options.dir);
    await this.#options.local.reload();
    this.#options.onMessage(`synthesized in ${elapsed(startedAt)}`);
  }

  #reportError(error: unknown): void {
    this.#report(formatError(error));
  }

  #report(text: string): void {
    this.#options.onMessage(`${text}\nstill serving the last successful build`);
  }
}

/** Formats an error for the terminal, with a stack trace only if the error is unexpected. */
function formatError(error: unknown): string {
  const isExpected = error instanceof GatewrightError;
  return (isExpected ? undefined : (error as Error).stack) ?? (error as Error).message;
}

function elapsed(startedAt: number): string {
  return `${Math.round(performance.now() - startedAt)} ms`;
}

interface BuiltFunction {
  readonly zipFile: string;
  /** Name of the zip file, without its extension. */
  readonly name: string;
  readonly record: BundleRecord;
}

/**
 * Returns the functions of a stack whose zips were built by `#bundle`, which also writes a JSON record next
 * to each zip. A function without that record cannot be rebuilt and is omitted.
 */
function listBuiltFunctions(dir: string): BuiltFunction[] {
  return listZipFiles(resolveStack(readSynthesizedStack(dir))).flatMap((zipFile) => {
    const { dir: folder, name } = path.parse(zipFile);
    const recordFile = path.join(folder, `${name}.json`);
    return existsSync(recordFile)
      ? [{ zipFile, name, record: JSON.parse(readFileSync(recordFile, "utf8")) }]
      : [];
  });
}
