import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type BundleRecord, type DevBundle, DevBundler } from "#bundle";
import { GatewrightError } from "#error";
import { readSynthesizedStack } from "#terraform";
import { FileWatcher } from "./file-watcher";
import { SynthQueue } from "./synth-queue";

/** The running gateway, as the {@link DevServer} uses it. */
export interface DevTarget {
  reload(): Promise<void>;
  deployDevBundle(zipFile: string, rebuilt: DevBundle): void;
}

export interface DevServerOptions {
  /** The project's folder, absolute. */
  readonly project: string;
  /** The folder of the stack that is served. */
  readonly dir: string;
  /** Where tables keep their data, absolute. */
  readonly dataDir?: string;
  readonly local: DevTarget;
  /** Synthesizes the project, unless it is told to end; whether it could. What is wrong it says itself. */
  readonly synthesize: (signal: AbortSignal) => Promise<boolean>;
  /** Told what was done, or what is wrong. */
  readonly onMessage: (text: string) => void;
}

/** Long enough for an editor to have written all that it writes. */
const DEBOUNCE_MS = 20;

/**
 * Keeps what is served in step with a project's files while someone works on it. A function whose files changed is built
 * anew and served at once; then, when it is quiet, the project is synthesized, for its Terraform may have changed too.
 * Where something is wrong it says so, and what was served last is served on.
 */
export class DevServer {
  readonly #options: DevServerOptions;
  readonly #bundler: DevBundler;
  readonly #files: FileWatcher;
  readonly #changed = new Set<string>();
  /** What went into each zip's function when it was rebuilt, since the last synth. */
  readonly #inputs = new Map<string, readonly string[]>();
  /** As the last synth left them: they are not read while the next one writes. */
  #functions: readonly BuiltFunction[];
  readonly #synths = new SynthQueue((signal) =>
    this.#resynthesize(signal).catch((error) => this.#reportError(error)),
  );
  #lastChangeAt = 0;
  /** When what is served was changed, as far as it was built since the last synth. */
  #servedChangeAt = 0;
  #settling?: NodeJS.Timeout;
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

  /** Resolves once changes are seen. */
  whenWatching(): Promise<void> {
    return this.#files.whenWatching();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#settling);
    await this.#files.stop();
    await Promise.all([this.#builds, this.#synths.stop()]);
    await this.#bundler.stop();
  }

  #onChange(file: string): void {
    this.#changed.add(file);
    this.#lastChangeAt = performance.now();
    clearTimeout(this.#settling);
    // A build does not wait for a synth, which takes seconds.
    this.#settling = setTimeout(() => {
      this.#builds = this.#builds.then(() => this.#rebuild()).catch((error) => this.#reportError(error));
    }, DEBOUNCE_MS);
    this.#synths.request();
  }

  async #rebuild(): Promise<void> {
    const [began, changedAt] = [performance.now(), this.#lastChangeAt];
    const files = [...this.#changed];
    this.#changed.clear();
    this.#files.recheck(files);
    const touched = this.#functions.filter(({ zipFile, record }) =>
      (this.#inputs.get(zipFile) ?? record.inputs).some((input) => files.includes(input)),
    );
    const errors = await Promise.all(touched.map((one) => this.#deploy(one)));
    for (const text of new Set(errors.filter((error) => error !== undefined).map(formatError)))
      this.#report(text);
    const names = touched.filter((_, index) => errors[index] === undefined).map(({ name }) => name);
    if (names.length === 0) return;
    this.#servedChangeAt = changedAt;
    this.#options.onMessage(`${files.join(", ")}: ${names.join(", ")} built anew in ${elapsed(began)}`);
  }

  /** @returns why it could not be built, which holds no other up */
  async #deploy({ zipFile, record }: BuiltFunction): Promise<unknown> {
    try {
      const rebuilt = await this.#bundler.build(record);
      this.#inputs.set(zipFile, rebuilt.inputs);
      this.#options.local.deployDevBundle(zipFile, rebuilt);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  async #resynthesize(signal: AbortSignal): Promise<void> {
    const began = performance.now();
    const isGood = await this.#options.synthesize(signal);
    if (signal.aborted) return;
    if (!isGood) {
      this.#options.onMessage("what was synthesized last is served on");
      return;
    }
    // What was saved meanwhile is served already, and is in the next one, which follows.
    if (this.#servedChangeAt > began) return;
    this.#inputs.clear();
    this.#functions = listBuiltFunctions(this.#options.dir);
    await this.#options.local.reload();
    this.#options.onMessage(`synthesized in ${elapsed(began)}`);
  }

  #reportError(error: unknown): void {
    this.#report(formatError(error));
  }

  #report(fault: string): void {
    this.#options.onMessage(`${fault}\nwhat was built last is served on`);
  }
}

function formatError(error: unknown): string {
  const isKnown = error instanceof GatewrightError;
  return (isKnown ? undefined : (error as Error).stack) ?? (error as Error).message;
}

function elapsed(began: number): string {
  return `${Math.round(performance.now() - began)} ms`;
}

interface BuiltFunction {
  readonly zipFile: string;
  /** The zip's, without its ending. */
  readonly name: string;
  readonly record: BundleRecord;
}

/** The functions of a stack that were bundled here. */
function listBuiltFunctions(dir: string): BuiltFunction[] {
  return readSynthesizedStack(dir)
    .stack.ofType("aws_lambda_function")
    .flatMap(({ values }) => {
      const zipFile = path.resolve(dir, String(values.filename));
      const { dir: folder, name } = path.parse(zipFile);
      const file = path.join(folder, `${name}.json`);
      return existsSync(file) ? [{ zipFile, name, record: JSON.parse(readFileSync(file, "utf8")) }] : [];
    });
}
