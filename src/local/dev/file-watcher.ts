import { statSync } from "node:fs";
import path from "node:path";
import { type FSWatcher, watch } from "chokidar";

export interface FileWatcherOptions {
  /** Absolute path of the project. */
  readonly project: string;
  /** Absolute paths of folders in the project that hold generated files. */
  readonly ignored: readonly string[];
  /** Receives the path of a changed file, relative to the project. */
  readonly onChange: (file: string) => void;
}

/**
 * Time after an event during which the next save of the same file may be missed: chokidar's 50 ms, with a
 * margin.
 */
const MAX_EVENT_DELAY_MS = 60;

/** Watcher of a project's source files. It reports paths as esbuild does, with `/` on every system. */
export class FileWatcher {
  readonly #project: string;
  readonly #watcher: FSWatcher;
  readonly #onChange: (file: string) => void;

  constructor(options: FileWatcherOptions) {
    const { project, onChange } = options;
    this.#project = project;
    this.#onChange = (file) => {
      if (!this.#watcher.closed) onChange(file);
    };
    this.#watcher = watch(project, { ignored: isIgnored(options), ignoreInitial: true });
    this.#watcher.on("all", (_, file) => {
      this.#onChange(path.relative(project, file).replaceAll(path.sep, "/"));
    });
  }

  /** Resolves when the watcher is ready. From then on, every change is detected. */
  whenWatching(): Promise<void> {
    return new Promise((resolve) => this.#watcher.once("ready", resolve));
  }

  stop(): Promise<void> {
    return this.#watcher.close();
  }

  /**
   * Checks the modification times of files again after {@link MAX_EVENT_DELAY_MS}, and reports each file
   * whose time has changed. chokidar sends a single event for a file that is saved twice within 50 ms, so
   * without this check the second save would be missed.
   * @see https://github.com/paulmillr/chokidar
   */
  recheck(files: readonly string[]): void {
    const times = files.map((file) => this.#modifiedAt(file));
    const timer = setTimeout(() => {
      const saved = files.filter((file, index) => this.#modifiedAt(file) !== times[index]);
      for (const file of saved) this.#onChange(file);
    }, MAX_EVENT_DELAY_MS);
    timer.unref();
  }

  #modifiedAt(file: string): number {
    return statSync(path.join(this.#project, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  }
}

/**
 * Returns a function that is true for paths to ignore: `node_modules` and hidden files in the project's
 * folder itself, generated files, and logs. A log is ignored because the output of this process may be
 * redirected to it. Each rebuild would then change the log and cause the next rebuild.
 */
function isIgnored({ project, ignored }: FileWatcherOptions): (file: string) => boolean {
  // The output folder of the synthesis can be the project's folder itself, which must not be ignored because
  // it contains the sources.
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
