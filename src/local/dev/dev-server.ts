import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type BundleRecord, Rebuilder, type Rebuilt } from "#bundle";
import { GatewrightError } from "#error";
import { readStackFolder } from "#terraform";
import { ProjectFiles } from "./file-watcher";
import { SynthQueue } from "./synth-queue";

/** The running gateway, as the {@link Workshop} uses it. */
export interface DevTarget {
  reload(): Promise<void>;
  runRebuilt(zipFile: string, rebuilt: Rebuilt): void;
}

export interface WorkshopOptions {
  /** The project's folder, absolute. */
  readonly project: string;
  /** The folder of the stack that is served. */
  readonly dir: string;
  /** Where tables keep their data, absolute. */
  readonly dataFolder?: string;
  readonly local: DevTarget;
  /** Synthesizes the project, unless it is told to end; whether it could. What is wrong it says itself. */
  readonly synthesize: (signal: AbortSignal) => Promise<boolean>;
  /** Told what was done, or what is wrong. */
  readonly say: (text: string) => void;
}

/** Long enough for an editor to have written all that it writes. */
const SETTLED_MS = 20;

/**
 * Keeps what is served in step with a project's files while someone works on it. A function whose files changed is built
 * anew and served at once; then, when it is quiet, the project is synthesized, for its Terraform may have changed too.
 * Where something is wrong it says so, and what was served last is served on.
 */
export class Workshop {
  readonly #options: WorkshopOptions;
  readonly #rebuilder: Rebuilder;
  readonly #files: ProjectFiles;
  readonly #changed = new Set<string>();
  /** What went into each zip's function when it was rebuilt, since the last synth. */
  readonly #inputs = new Map<string, readonly string[]>();
  /** As the last synth left them: they are not read while the next one writes. */
  #functions: readonly BuiltFunction[];
  readonly #synths = new SynthQueue((signal) =>
    this.#resynthesize(signal).catch((error) => this.#tell(error)),
  );
  #changedAt = 0;
  /** When what is served was changed, as far as it was built since the last synth. */
  #servedOf = 0;
  #settling?: NodeJS.Timeout;
  #builds: Promise<void> = Promise.resolve();

  constructor(options: WorkshopOptions) {
    this.#options = options;
    this.#functions = functionsOf(options.dir);
    this.#rebuilder = new Rebuilder(options.project);
    const { project, dir, dataFolder } = options;
    this.#files = new ProjectFiles({
      project,
      written: [path.resolve(dir, "../.."), ...(dataFolder === undefined ? [] : [dataFolder])],
      onChange: (file) => this.#onChange(file),
    });
  }

  /** Resolves once changes are seen. */
  ready(): Promise<void> {
    return this.#files.ready();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#settling);
    await this.#files.stop();
    await Promise.all([this.#builds, this.#synths.stop()]);
    await this.#rebuilder.stop();
  }

  #onChange(file: string): void {
    this.#changed.add(file);
    this.#changedAt = performance.now();
    clearTimeout(this.#settling);
    // A build does not wait for a synth, which takes seconds.
    this.#settling = setTimeout(() => {
      this.#builds = this.#builds.then(() => this.#rebuild()).catch((error) => this.#tell(error));
    }, SETTLED_MS);
    this.#synths.ask();
  }

  async #rebuild(): Promise<void> {
    const [began, changedAt] = [performance.now(), this.#changedAt];
    const files = [...this.#changed];
    this.#changed.clear();
    this.#files.lookAgain(files);
    const touched = this.#functions.filter(({ zipFile, record }) =>
      (this.#inputs.get(zipFile) ?? record.inputs).some((input) => files.includes(input)),
    );
    const errors = await Promise.all(touched.map((one) => this.#run(one)));
    for (const text of new Set(errors.filter((error) => error !== undefined).map(told))) this.#say(text);
    const names = touched.filter((_, index) => errors[index] === undefined).map(({ name }) => name);
    if (names.length === 0) return;
    this.#servedOf = changedAt;
    this.#options.say(`${files.join(", ")}: ${names.join(", ")} built anew in ${ms(began)}`);
  }

  /** @returns why it could not be built, which holds no other up */
  async #run({ zipFile, record }: BuiltFunction): Promise<unknown> {
    try {
      const rebuilt = await this.#rebuilder.rebuild(record);
      this.#inputs.set(zipFile, rebuilt.inputs);
      this.#options.local.runRebuilt(zipFile, rebuilt);
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
      this.#options.say("what was synthesized last is served on");
      return;
    }
    // What was saved meanwhile is served already, and is in the next one, which follows.
    if (this.#servedOf > began) return;
    this.#inputs.clear();
    this.#functions = functionsOf(this.#options.dir);
    await this.#options.local.reload();
    this.#options.say(`synthesized in ${ms(began)}`);
  }

  #tell(error: unknown): void {
    this.#say(told(error));
  }

  #say(fault: string): void {
    this.#options.say(`${fault}\nwhat was built last is served on`);
  }
}

function told(error: unknown): string {
  const isKnown = error instanceof GatewrightError;
  return (isKnown ? undefined : (error as Error).stack) ?? (error as Error).message;
}

function ms(began: number): string {
  return `${Math.round(performance.now() - began)} ms`;
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
