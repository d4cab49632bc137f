import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  BundleError,
  type BundleRecord,
  bundleKey,
  type DevBundle,
  DevBundler,
  type DevBundles,
} from "#bundle";
import { toGatewrightError } from "#error";
import { bundleCacheDir } from "#project-root";
import { type ResolvedStack, readSynthesizedStack, resolveStack } from "#terraform";
import { listZipFiles } from "../model";
import { FileWatcher } from "./file-watcher";
import { describeAddedKeys, type KeysByAddress, keysByAddress } from "./key-changes";
import { describeRouteChanges, type RoutesByKey, routesByKey } from "./route-changes";
import { SynthQueue } from "./synth-queue";

/** Methods of the running local gateway that the {@link DevServer} calls. */
export interface DevTarget {
  reload(devBundles: DevBundles): Promise<void>;
  deployDevBundle(zipFile: string, bundle: DevBundle): void;
}

export interface DevServerOptions {
  /** Absolute path of the project. */
  readonly project: string;
  /**
   * Absolute paths of folders and files whose changes are ignored, such as the output of the synthesis and the folder
   * where tables keep their items. Default: none.
   */
  readonly ignoredPaths?: readonly string[];
  /**
   * Absolute paths of files that are watched although their names are hidden, or although they are outside the project.
   * A file in the project may not exist yet. Default: none.
   */
  readonly watchedFiles?: readonly string[];
  /**
   * Time at which the first synthesis started, in milliseconds since the Unix epoch. Files that were changed later are
   * built and synthesized again. Default: now.
   */
  readonly since?: number;
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
 * Development server that builds the functions of a stack for the local gateway, and updates the running gateway when
 * files of the project change.
 *
 * A function whose files changed is rebuilt and deployed immediately. After a pause without changes, the project is
 * synthesized, because the changes may affect its Terraform configuration. If a build or synthesis fails, the gateway
 * keeps serving the last working version.
 *
 * The functions run the bundles of this server instead of their zips. The zips may contain a stub instead of the code
 * of the function, because `gatewright start` synthesizes without building the code.
 */
export class DevServer {
  readonly #options: DevServerOptions;
  readonly #bundler: DevBundler;
  readonly #changedFiles = new Set<string>();
  /**
   * Functions of the last completed synthesis. They are cached because their files on disk may be incomplete
   * while the next synthesis runs.
   */
  #functions: readonly BuiltFunction[] = [];
  /** Routes of the last completed synthesis, to report which ones change. */
  #routes: RoutesByKey = new Map();
  #keys: KeysByAddress = new Map();
  /** Last successful build of each function, by the path of its zip. */
  readonly #bundles = new Map<string, DevBundle>();
  /** Error of the last build of each function that could not be built, by the path of its zip. */
  readonly #failures = new Map<string, string>();
  /** True if errors of builds were reported after the last change. The synthesis of this change does not repeat them. */
  #hasReportedFailures = false;
  readonly #synths = new SynthQueue((signal) =>
    this.#resynthesize(signal).catch((error) => this.#reportError(error)),
  );
  readonly #files: FileWatcher;
  /** Folder with the Terraform JSON of the stack. */
  #dir = "";
  #local?: DevTarget;
  #debounce?: NodeJS.Timeout;
  /** Builds and deployments, which run one after the other. */
  #builds: Promise<void> = Promise.resolve();

  /** Starts to watch the files. Changes are applied when {@link serve} has been called. */
  constructor(options: DevServerOptions) {
    const { project, ignoredPaths = [], watchedFiles = [], since = Date.now() } = options;
    this.#options = options;
    this.#bundler = new DevBundler(project, { cacheDir: bundleCacheDir(project) });
    this.#files = new FileWatcher({
      project,
      ignored: ignoredPaths,
      watched: watchedFiles,
      since,
      onChange: (file) => this.#onChange(file),
    });
  }

  /**
   * Builds all functions of a stack, before the gateway starts.
   * @param dir folder with the Terraform JSON of the stack
   * @throws BundleError if functions cannot be built, with the errors of all functions
   */
  async build(dir: string): Promise<DevBundles> {
    this.#dir = dir;
    const stack = readStack(dir);
    this.#routes = routesByKey(stack);
    this.#keys = keysByAddress(stack);
    this.#functions = listBuiltFunctions(stack);
    const errors = (await this.#buildFunctions(this.#functions)).flatMap(({ error }) => error ?? []);
    if (errors.length === 0) return this.#bundles;
    const details = errors.flatMap((error) => error.details);
    throw new BundleError([...new Map(details.map((detail) => [detail.message, detail])).values()]);
  }

  /**
   * Updates the gateway after each change from now on, and after the changes that were made since the synthesis
   * started. Resolves when every change is detected.
   */
  async serve(local: DevTarget): Promise<void> {
    this.#local = local;
    await this.#files.whenWatching();
    if (this.#changedFiles.size > 0) this.#scheduleUpdate();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#debounce);
    await this.#files.stop();
    await Promise.all([this.#builds, this.#synths.stop()]);
    await this.#bundler.stop();
  }

  #onChange(file: string): void {
    this.#changedFiles.add(file);
    this.#hasReportedFailures = false;
    if (this.#local) this.#scheduleUpdate();
  }

  #scheduleUpdate(): void {
    clearTimeout(this.#debounce);
    // A rebuild does not wait for a running synthesis, because a synthesis takes seconds.
    this.#debounce = setTimeout(() => this.#enqueue(() => this.#rebuild()), DEBOUNCE_MS);
    this.#synths.request();
  }

  /** Runs builds after all earlier builds. Reports an error instead of throwing it. */
  #enqueue(run: () => Promise<void>): Promise<void> {
    this.#builds = this.#builds.then(run).catch((error) => this.#reportError(error));
    return this.#builds;
  }

  async #rebuild(): Promise<void> {
    const startedAt = performance.now();
    const files = [...this.#changedFiles];
    this.#changedFiles.clear();
    this.#files.recheck(files);
    const affected = this.#functions.filter(({ zipFile, record }) =>
      (this.#bundles.get(zipFile)?.inputs ?? record.inputs).some((input) => files.includes(input)),
    );
    const results = await this.#buildFunctions(affected);
    for (const { zipFile, bundle } of results) if (bundle) this.#local?.deployDevBundle(zipFile, bundle);
    this.#reportFailures(results);
    const names = results.filter(({ bundle }) => bundle).map(({ name }) => name);
    if (names.length === 0) return;
    this.#options.onMessage(`${listShort(files)}: rebuilt ${names.join(", ")} in ${elapsed(startedAt)}`);
  }

  async #resynthesize(signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    const isSynthesized = await this.#options.synthesize(signal);
    if (signal.aborted) return;
    if (isSynthesized) await this.#enqueue(() => this.#serveSynthesis(startedAt));
    else this.#options.onMessage(STILL_SERVING);
  }

  /**
   * Serves the result of a new synthesis. All functions are built again, because npm packages may have changed. esbuild
   * builds only what has changed since the last build.
   */
  async #serveSynthesis(startedAt: number): Promise<void> {
    const stack = readStack(this.#dir);
    const functions = listBuiltFunctions(stack);
    const results = await this.#buildFunctions(functions);
    const unreported = results.filter(({ error, isReported }) => error && !isReported);
    this.#reportFailures(unreported);
    if (!functions.every(({ zipFile }) => this.#bundles.has(zipFile))) {
      if (unreported.length === 0) this.#options.onMessage(STILL_SERVING);
      return;
    }
    this.#functions = functions;
    this.#forgetRemoved();
    await this.#local?.reload(this.#bundles);
    const failing = functions.filter(({ zipFile }) => this.#failures.has(zipFile)).map(({ name }) => name);
    const isNoted = failing.length > 0 && !this.#hasReportedFailures;
    const note = isNoted ? `; still serving the last working version of ${failing.join(", ")}` : "";
    const routes = routesByKey(stack);
    const keys = keysByAddress(stack);
    const changes = [
      ...describeRouteChanges(this.#routes, routes),
      ...describeAddedKeys(this.#keys, keys),
    ].map((line) => `  ${line}`);
    this.#routes = routes;
    this.#keys = keys;
    this.#options.onMessage([`synthesized in ${elapsed(startedAt)}${note}`, ...changes].join("\n"));
  }

  async #buildFunctions(functions: readonly BuiltFunction[]): Promise<readonly BuildResult[]> {
    const built = await this.#bundler.build(functions.map(({ record }) => record));
    return functions.map((fn) => {
      const result = built.get(bundleKey(fn.record));
      if (result instanceof BundleError) {
        const isReported = this.#failures.get(fn.zipFile) === result.message;
        this.#failures.set(fn.zipFile, result.message);
        return { ...fn, error: result, isReported };
      }
      this.#failures.delete(fn.zipFile);
      const previous = this.#bundles.get(fn.zipFile);
      const bundle = previous && result && isSameBundle(previous, result) ? previous : result;
      if (bundle) this.#bundles.set(fn.zipFile, bundle);
      this.#files.add(bundle?.inputs ?? []);
      return { ...fn, bundle };
    });
  }

  #forgetRemoved(): void {
    const zipFiles = new Set(this.#functions.map(({ zipFile }) => zipFile));
    for (const zipFile of this.#bundles.keys()) if (!zipFiles.has(zipFile)) this.#bundles.delete(zipFile);
  }

  /** Reports the errors of builds together, each once. */
  #reportFailures(results: readonly BuildResult[]): void {
    const failed = results.filter(({ error }) => error);
    if (failed.length === 0) return;
    this.#hasReportedFailures = true;
    const texts = new Set(failed.map(({ error }) => error?.message));
    const served = failed.filter(({ zipFile }) => this.#bundles.has(zipFile)).map(({ name }) => name);
    const note =
      served.length > 0 ? `still serving the last working version of ${served.join(", ")}` : STILL_SERVING;
    this.#options.onMessage([...texts, note].join("\n"));
  }

  #reportError(error: unknown): void {
    this.#options.onMessage(`${formatError(error)}\nstill serving the last working version`);
  }
}

const STILL_SERVING = "still serving the last working version";

/** Formats an error for the terminal, with a stack trace only if the error is unexpected. */
function formatError(error: unknown): string {
  return toGatewrightError(error)?.message ?? (error as Error).stack ?? (error as Error).message;
}

/** Lists up to three files. If there are more, lists two files and the number of the others. */
function listShort(files: readonly string[]): string {
  return files.length <= 3
    ? files.join(", ")
    : `${files.slice(0, 2).join(", ")} and ${files.length - 2} more files`;
}

function elapsed(startedAt: number): string {
  return `${Math.round(performance.now() - startedAt)} ms`;
}

/** Result of a build: either a bundle or an error. */
interface BuildResult extends BuiltFunction {
  readonly bundle?: DevBundle;
  readonly error?: BundleError;
  /** True if the previous build of the function failed with the same error. */
  readonly isReported?: boolean;
}

/** Returns true if two bundle objects have the same content. */
function isSameBundle(a: DevBundle, b: DevBundle): boolean {
  return (
    a.packages === b.packages &&
    a.sourceMap === b.sourceMap &&
    Buffer.compare(a.code, b.code) === 0 &&
    a.inputs.join() === b.inputs.join() &&
    isDeepStrictEqual([a.settings, a.copies, a.links], [b.settings, b.copies, b.links])
  );
}

interface BuiltFunction {
  readonly zipFile: string;
  /** Name of the zip file, without its extension. */
  readonly name: string;
  readonly record: BundleRecord;
}

function readStack(dir: string): ResolvedStack {
  return resolveStack(readSynthesizedStack(dir));
}

/**
 * Returns the functions of a stack whose zips come from `#bundle`. Next to such a zip is a JSON record of the bundle.
 * A function without this record cannot be rebuilt and is omitted.
 */
function listBuiltFunctions(stack: ResolvedStack): BuiltFunction[] {
  return listZipFiles(stack).flatMap((zipFile) => {
    const { dir: folder, name } = path.parse(zipFile);
    const recordFile = path.join(folder, `${name}.json`);
    return existsSync(recordFile)
      ? [{ zipFile, name, record: JSON.parse(readFileSync(recordFile, "utf8")) }]
      : [];
  });
}
