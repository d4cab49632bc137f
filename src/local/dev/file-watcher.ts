import { statSync } from "node:fs";
import path from "node:path";
import { type FSWatcher, watch } from "chokidar";

export interface FileWatcherOptions {
  /** Absolute path of the project. */
  readonly project: string;
  /** Absolute paths of generated files in the project, and of folders that hold generated files. */
  readonly ignored: readonly string[];
  /** Absolute paths of files that are watched in any case. Only a file in the project may not exist yet. */
  readonly watched: readonly string[];
  /** Time in milliseconds since the Unix epoch. Files that were changed later are reported, even before the watcher is ready. */
  readonly since: number;
  /** Receives the path of a changed file, relative to the project. */
  readonly onChange: (file: string) => void;
}

/**
 * Time after which a changed file is checked again. chokidar can miss a second save within 50 ms; the remaining
 * 10 ms are a margin.
 */
const RECHECK_AFTER_MS = 60;

/**
 * Watcher of a project's source files. The reported paths contain `/` on every operating system, because they
 * are compared with paths from esbuild.
 */
export class FileWatcher {
  readonly #project: string;
  readonly #watcher: FSWatcher;
  readonly #whenReady: Promise<void>;
  readonly #onChange: (file: string) => void;
  readonly #isIgnored: (file: string) => boolean;
  /** Absolute paths of watched files that the watcher would otherwise ignore, or that are outside the project. */
  readonly #added = new Set<string>();

  constructor(options: FileWatcherOptions) {
    const { project, watched, since, onChange } = options;
    let isReady = false;
    this.#project = project;
    this.#isIgnored = isIgnored(options);
    this.#onChange = (file) => {
      if (!this.#watcher.closed) onChange(file);
    };
    const ignored = (file: string) =>
      !watched.includes(file) && !this.#added.has(file) && this.#isIgnored(file);
    // If one of the paths does not exist, chokidar reports that it is ready before it has read the project.
    const outside = watched.filter((file) => !isWithin(project, file));
    this.#watcher = watch([project, ...outside], { ignored, alwaysStat: true });
    this.#watcher.on("all", (event, file, stats) => {
      // The first events list the existing files and folders. A folder also changes when an ignored file is added.
      const isChanged = isReady
        ? event !== "add" || !this.#added.has(file)
        : event === "add" && (stats?.mtimeMs ?? 0) >= since;
      if (isChanged) this.#onChange(path.relative(project, file).replaceAll(path.sep, "/"));
    });
    this.#whenReady = new Promise((resolve) => {
      this.#watcher.once("ready", () => {
        isReady = true;
        resolve();
      });
    });
  }

  /** Resolves when the watcher is ready. From then on, every change is detected. */
  whenWatching(): Promise<void> {
    return this.#whenReady;
  }

  /** Watches files that are outside the project or in an ignored folder. @param files paths relative to the project */
  add(files: readonly string[]): void {
    const paths = files.map((file) => path.resolve(this.#project, file));
    const unwatched = paths.filter((file) => !isWithin(this.#project, file) || this.#isIgnored(file));
    for (const file of unwatched) {
      if (this.#added.has(file)) continue;
      this.#added.add(file);
      this.#watcher.add(file);
    }
  }

  stop(): Promise<void> {
    return this.#watcher.close();
  }

  /**
   * Checks the modification times of files again after {@link RECHECK_AFTER_MS}, and reports each file whose
   * modification time has changed. chokidar sends a single event for a file that is saved twice within 50 ms.
   * Without this check, the second save would be missed.
   * @see https://github.com/paulmillr/chokidar
   */
  recheck(files: readonly string[]): void {
    const times = files.map((file) => this.#modifiedAt(file));
    const timer = setTimeout(() => {
      const saved = files.filter((file, index) => this.#modifiedAt(file) !== times[index]);
      for (const file of saved) this.#onChange(file);
    }, RECHECK_AFTER_MS);
    timer.unref();
  }

  #modifiedAt(file: string): number {
    return statSync(path.join(this.#project, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  }
}

/**
 * Returns a function that returns true for paths to ignore: `node_modules` and hidden files directly in the
 * project's folder, generated files, and `*.log` files. Log files are ignored because the output of this
 * process may be redirected to one of them. Each rebuild would then change that file and cause the next
 * rebuild.
 */
function isIgnored({ project, ignored }: FileWatcherOptions): (file: string) => boolean {
  // The output folder of the synthesis can be the project's folder itself. That folder must not be ignored,
  // because it contains the sources.
  const generated = ignored.filter((folder) => folder !== project);
  return (file) => {
    const relative = path.relative(project, file);
    const isGenerated = generated.some((folder) => isWithin(folder, file));
    return isGenerated || /^(?:\.|node_modules(?:[\\/]|$))/.test(relative) || relative.endsWith(".log");
  };
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return !path.isAbsolute(relative) && relative.split(path.sep)[0] !== "..";
}
