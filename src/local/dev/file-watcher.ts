import { statSync } from "node:fs";
import path from "node:path";
import { type FSWatcher, watch } from "chokidar";

export interface FileWatcherOptions {
  /** The project's folder, absolute. */
  readonly project: string;
  /** Folders in it that are written, and not edited; absolute. */
  readonly ignored: readonly string[];
  /** Told of a file that has changed, relative to the project. */
  readonly onChange: (file: string) => void;
}

/** As long as a second save may go unheard. */
const MAX_EVENT_DELAY_MS = 60;

/** The files of a project that someone edits. Their names are as esbuild has them, with `/` on every system. */
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

  /** Resolves once changes are seen. */
  whenWatching(): Promise<void> {
    return new Promise((resolve) => this.#watcher.once("ready", resolve));
  }

  stop(): Promise<void> {
    return this.#watcher.close();
  }

  /** A file that is saved twice within 50 ms has one event, https://github.com/paulmillr/chokidar: the second is looked for. */
  recheck(files: readonly string[]): void {
    const times = files.map((file) => this.#timeOf(file));
    const later = setTimeout(() => {
      const saved = files.filter((file, index) => this.#timeOf(file) !== times[index]);
      for (const file of saved) this.#onChange(file);
    }, MAX_EVENT_DELAY_MS);
    later.unref();
  }

  #timeOf(file: string): number {
    return statSync(path.join(this.#project, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  }
}

/** What nobody edits: packages, what is written there, and logs, of this process perhaps. */
function isIgnored({ project, ignored }: FileWatcherOptions): (file: string) => boolean {
  const folders = ignored.filter((folder) => folder !== project);
  return (file) => {
    const own = path.relative(project, file);
    const isWritten = folders.some((folder) => isWithin(folder, file));
    return isWritten || /^(?:\.|node_modules(?:[\\/]|$))/.test(own) || own.endsWith(".log");
  };
}

function isWithin(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return !path.isAbsolute(way) && way.split(path.sep)[0] !== "..";
}
