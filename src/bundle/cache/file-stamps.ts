import { readdirSync, readlinkSync, type Stats, statSync } from "node:fs";
import path from "node:path";

/**
 * Stamps of paths. A stamp is a text that changes with the path. It contains, for a file, the time of its
 * last change, its size and its inode; for a folder, its entries; for a missing path, `""`.
 */
export type FileStamps = readonly (readonly [path: string, stamp: string])[];

/** A snapshot of the file system. The state of each path is read once, when it is first needed. */
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

/** Stamps a file by its ctime, size and inode. Unlike the mtime, the ctime cannot be set by tools. */
function stampFile(file: string): FileStamp {
  const stats = readStats(file);
  if (stats === undefined) return { text: "", changedAt: 0 };
  if (!stats.isDirectory())
    return { text: `${stats.ctimeMs} ${stats.size} ${stats.ino}`, changedAt: stats.ctimeMs };
  const text = describeDir(file);
  // An entry can be added while the folder is listed, so the time is read after the list.
  return { text, changedAt: statSync(file).ctimeMs };
}

/** Returns `undefined` for a missing path, even if one of its parents is a file and not a folder. */
function readStats(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw error;
  }
}

/**
 * Returns the sorted names of the entries of a folder: `name/` for a folder, `name>target` for a symbolic
 * link.
 */
function describeDir(folder: string): string {
  const names = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    if (entry.isSymbolicLink()) return `${entry.name}>${readlinkSync(path.join(folder, entry.name))}`;
    return entry.isDirectory() ? `${entry.name}/` : entry.name;
  });
  return `/${names.sort().join("\n")}`;
}
