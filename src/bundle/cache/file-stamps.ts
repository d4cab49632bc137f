import { readdirSync, readlinkSync, type Stats, statSync } from "node:fs";
import path from "node:path";

/** What stands at each path: a file as it was last changed, what is in a folder, nothing. */
export type FileStamps = readonly (readonly [path: string, mark: string])[];

/** The file system, as one look at it sees it: a path is looked at once. */
export class FileSystem {
  readonly #stamps = new Map<string, FileStamp>();

  isUnchanged(marks: FileStamps): boolean {
    return marks.every(([file, mark]) => this.#stamp(file).mark === mark);
  }

  stampFiles(files: readonly string[]): FileStamps {
    return files.map((file) => [file, this.#stamp(file).mark] as const);
  }

  /** Whether any of these was changed at that time or later, by the file system's own clock. */
  isAnyChangedSince(files: readonly string[], time: number): boolean {
    return files.some((file) => this.#stamp(file).changed >= time);
  }

  #stamp(file: string): FileStamp {
    const look = this.#stamps.get(file) ?? stampFile(file);
    this.#stamps.set(file, look);
    return look;
  }
}

interface FileStamp {
  readonly mark: string;
  /** When it was changed last; never, where there is nothing. */
  readonly changed: number;
}

/** A file is another once its change time is, which no program can set as it likes. */
function stampFile(file: string): FileStamp {
  const stats = statsOf(file);
  if (stats === undefined) return { mark: "", changed: 0 };
  if (!stats.isDirectory())
    return { mark: `${stats.ctimeMs} ${stats.size} ${stats.ino}`, changed: stats.ctimeMs };
  const mark = contentsOf(file);
  // What came while it was read may be in it.
  return { mark, changed: statSync(file).ctimeMs };
}

/** @returns `undefined` where there is nothing, or a file where a folder would have to be */
function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw error;
  }
}

/** The names in a folder, with what each is; of a link, where it leads. */
function contentsOf(folder: string): string {
  const names = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    if (entry.isSymbolicLink()) return `${entry.name}>${readlinkSync(path.join(folder, entry.name))}`;
    return entry.isDirectory() ? `${entry.name}/` : entry.name;
  });
  return `/${names.sort().join("\n")}`;
}
