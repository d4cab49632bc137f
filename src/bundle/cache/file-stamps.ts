import { readdirSync, readlinkSync, type Stats, statSync } from "node:fs";
import path from "node:path";

/**
 * Stamps by path. A stamp is a string that changes when the file or folder at the path changes. For a file,
 * it contains the time of the last change, the size and the inode. For a folder, it contains the names of the
 * entries. For a missing path, it is `""`.
 */
export type FileStamps = readonly (readonly [path: string, stamp: string])[];

/** Snapshot of the file system. The state of a path is read only once, when it is first needed. */
export class FileSystem {
  readonly #stamps = new Map<string, FileStamp>();

  isUnchanged(stamps: FileStamps): boolean {
    return stamps.every(([file, text]) => this.#stamp(file).text === text);
  }

  stampFiles(files: readonly string[]): FileStamps {
    return files.map((file) => [file, this.#stamp(file).text] as const);
  }

  /** Returns true if one of the files changed at `timeMs` or later, by the clock of the file system. */
  isAnyChangedSince(files: readonly string[], timeMs: number): boolean {
    return files.some((file) => this.#stamp(file).changedAt >= timeMs);
  }

  #stamp(file: string): FileStamp {
    const stamp = this.#stamps.get(file) ?? stampFile(file);
    this.#stamps.set(file, stamp);
    return stamp;
  }
}

interface FileStamp {
  readonly text: string;
  /** Time of the last change in ms; 0 for a missing path. */
  readonly changedAt: number;
}

/**
 * Stamps a path. The stamp of a file contains its ctime and not its mtime, because programs can set the
 * mtime.
 */
function stampFile(file: string): FileStamp {
  const stats = readStats(file);
  if (stats === undefined) return { text: "", changedAt: 0 };
  if (!stats.isDirectory())
    return { text: `${stats.ctimeMs} ${stats.size} ${stats.ino}`, changedAt: stats.ctimeMs };
  const text = describeDir(file);
  // Read the time of the last change after the names. If a file is added between the two reads, the time is not before
  // this change, and `isAnyChangedSince` reports it.
  return { text, changedAt: statSync(file).ctimeMs };
}

/** Returns `undefined` for a missing path. A path is also missing if one of its parents is a file. */
function readStats(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw error;
  }
}

/**
 * Returns the sorted entries of a folder, one per line: `name` for a file, `name/` for a folder, and
 * `name>target` for a symbolic link.
 */
function describeDir(folder: string): string {
  const names = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    if (entry.isSymbolicLink()) return `${entry.name}>${readlinkSync(path.join(folder, entry.name))}`;
    return entry.isDirectory() ? `${entry.name}/` : entry.name;
  });
  return `/${names.sort().join("\n")}`;
}
