import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { BundleError, type BundleRecord, Rebuilder } from "#bundle";
import { readStackFolder } from "#terraform";
import { LocalError } from "./model/faults";
import type { Local } from "./start";

export interface WorkshopOptions {
  /** The project's folder, absolute. */
  readonly project: string;
  /** The folder of the stack that is served. */
  readonly dir: string;
  /** Where tables keep their data, absolute. */
  readonly dataFolder?: string;
  readonly local: Local;
  /** Synthesizes the project; whether it could. What is wrong it says itself. */
  readonly synthesize: () => Promise<boolean>;
  /** Told what was done, or what is wrong. */
  readonly say: (text: string) => void;
}

/** Long enough for an editor to have written all that it writes. */
const SETTLED_MS = 20;
/** As long as a second save may go unheard. */
const UNHEARD_MS = 60;
/** Long enough that whoever saves twice has synthesized once. */
const QUIET_MS = 500;

/**
 * Keeps what is served in step with a project's files while someone works on it. A function whose files changed is built
 * anew and served at once; then, when it is quiet, the project is synthesized, for its Terraform may have changed too.
 * Where something is wrong it says so, and what was served last is served on.
 */
export class Workshop {
  readonly #options: WorkshopOptions;
  readonly #rebuilder: Rebuilder;
  readonly #watcher: FSWatcher;
  readonly #changed = new Set<string>();
  /** What went into each zip's function when it was rebuilt, since the last synth. */
  readonly #inputs = new Map<string, readonly string[]>();
  /** As the last synth left them: they are not read while the next one writes. */
  #functions: readonly BuiltFunction[];
  /** How often something was built and served. */
  #served = 0;
  #settling?: NodeJS.Timeout;
  #quiet?: NodeJS.Timeout;
  #builds: Promise<void> = Promise.resolve();
  #synths: Promise<void> = Promise.resolve();

  constructor(options: WorkshopOptions) {
    this.#options = options;
    this.#functions = functionsOf(options.dir);
    this.#rebuilder = new Rebuilder(options.project);
    this.#watcher = watch(options.project, { ignored: isIgnored(options), ignoreInitial: true });
    this.#watcher.on("all", (_, file) => this.#onChange(withSlashes(path.relative(options.project, file))));
  }

  /** Resolves once changes are seen. */
  ready(): Promise<void> {
    return new Promise((resolve) => this.#watcher.once("ready", resolve));
  }

  async stop(): Promise<void> {
    clearTimeout(this.#settling);
    clearTimeout(this.#quiet);
    await this.#watcher.close();
    await Promise.all([this.#builds, this.#synths]);
    await this.#rebuilder.stop();
  }

  #onChange(file: string): void {
    if (this.#watcher.closed) return;
    this.#changed.add(file);
    clearTimeout(this.#settling);
    clearTimeout(this.#quiet);
    this.#settling = setTimeout(() => {
      this.#builds = this.#after(this.#builds, () => this.#rebuild());
    }, SETTLED_MS);
    this.#quiet = setTimeout(() => {
      this.#synths = this.#after(this.#synths, () => this.#resynthesize());
    }, QUIET_MS);
  }

  /** A build does not wait for a synth, which takes seconds. */
  #after(before: Promise<void>, job: () => Promise<void>): Promise<void> {
    return before.then(job).catch((error) => this.#tell(error));
  }

  async #rebuild(): Promise<void> {
    const began = performance.now();
    const files = [...this.#changed];
    this.#changed.clear();
    this.#lookAgain(files, this.#timesOf(files));
    const touched = this.#functions.filter(({ zipFile, record }) =>
      (this.#inputs.get(zipFile) ?? record.inputs).some((input) => files.includes(input)),
    );
    const built = await Promise.all(touched.map((one) => this.#run(one)));
    const names = touched.filter((_, index) => built[index]).map(({ name }) => name);
    if (names.length === 0) return;
    this.#options.say(`${files.join(", ")}: ${names.join(", ")} built anew in ${ms(began)}`);
  }

  /** A file that is saved twice within 50 ms has one event, https://github.com/paulmillr/chokidar: the second is looked for. */
  #lookAgain(files: readonly string[], times: readonly number[]): void {
    const later = setTimeout(() => {
      const now = this.#timesOf(files);
      const saved = files.filter((_, index) => now[index] !== times[index]);
      for (const file of saved) this.#onChange(file);
    }, UNHEARD_MS);
    later.unref();
  }

  #timesOf(files: readonly string[]): readonly number[] {
    const found = files.map((file) =>
      statSync(path.join(this.#options.project, file), { throwIfNoEntry: false }),
    );
    return found.map((one) => one?.mtimeMs ?? 0);
  }

  /** @returns whether it could be built; what is wrong is told, and holds no other up */
  async #run({ zipFile, record }: BuiltFunction): Promise<boolean> {
    try {
      const rebuilt = await this.#rebuilder.rebuild(record);
      this.#inputs.set(zipFile, rebuilt.inputs);
      this.#options.local.runRebuilt(zipFile, rebuilt);
      this.#served++;
      return true;
    } catch (error) {
      this.#tell(error);
      return false;
    }
  }

  async #resynthesize(): Promise<void> {
    const [began, served] = [performance.now(), this.#served];
    if (!(await this.#options.synthesize())) {
      this.#options.say("what was synthesized last is served on");
      return;
    }
    // What was saved meanwhile is served already, and is in the next one, which follows.
    if (this.#served !== served) return;
    this.#inputs.clear();
    this.#functions = functionsOf(this.#options.dir);
    await this.#options.local.reload();
    this.#options.say(`synthesized in ${ms(began)}`);
  }

  #tell(error: unknown): void {
    const isKnown = error instanceof BundleError || error instanceof LocalError;
    const text = isKnown ? error.message : ((error as Error).stack ?? String(error));
    this.#options.say(`${text}\nwhat was built last is served on`);
  }
}

function ms(began: number): string {
  return `${Math.round(performance.now() - began)} ms`;
}

/** What nobody edits: packages, what a synth or a table writes, wherever that is, and logs, of this process perhaps. */
function isIgnored({ project, dir, dataFolder = project }: WorkshopOptions): (file: string) => boolean {
  const written = [path.resolve(dir, "../.."), dataFolder].filter((folder) => folder !== project);
  return (file) => {
    const own = path.relative(project, file);
    const isWritten = written.some((folder) => isWithin(folder, file));
    return isWritten || /^(?:\.|node_modules(?:[\\/]|$))/.test(own) || own.endsWith(".log");
  };
}

function isWithin(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return !path.isAbsolute(way) && way.split(path.sep)[0] !== "..";
}

/** As esbuild names files, on every system. */
function withSlashes(file: string): string {
  return file.replaceAll(path.sep, "/");
}

interface BuiltFunction {
  readonly zipFile: string;
  /** The zip's, without its ending. */
  readonly name: string;
  readonly record: BundleRecord;
}

/** The functions of a stack that were bundled here. */
function functionsOf(dir: string): BuiltFunction[] {
  return readStackFolder(dir)
    .stack.ofType("aws_lambda_function")
    .flatMap(({ values }) => {
      const zipFile = path.resolve(dir, String(values.filename));
      const { dir: folder, name } = path.parse(zipFile);
      const file = path.join(folder, `${name}.json`);
      return existsSync(file) ? [{ zipFile, name, record: JSON.parse(readFileSync(file, "utf8")) }] : [];
    });
}
