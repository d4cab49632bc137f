import { readdirSync, readlinkSync, type Stats, statSync } from "node:fs";
import path from "node:path";

/** State of each path as a text: of a file its last change, of a folder its entries, of a missing path `""`. */
export type FileStamps = readonly (readonly [path: string, stamp: string])[];

/** A snapshot of the file system. Each path is read once. */
export class FileSystem {
  readonly #stamps = new Map<string, FileStamp>();

  isUnchanged(stamps: FileStamps): boolean {
    return stamps.every(([file, text]) => this.#stamp(file).text === text);
  }

  stampFiles(files: readonly string[]): FileStamps {
    return files.map((file) => [file, this.#stamp(file).text] as const);
  }

  /** Checks for a change at `timeMs` or later, by the file system's clock. */
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
  // The list may contain entries that were added while it was read, so the time is read after it.
  return { text, changedAt: statSync(file).ctimeMs };
}

/** Returns `undefined` for a missing path, also if a parent is a file. */
function readStats(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw error;
  }
}

/** Lists the names in a folder, each with its kind. A link has its target. */
function describeDir(folder: string): string {
  const names = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    if (entry.isSymbolicLink()) return `${entry.name}>${readlinkSync(path.join(folder, entry.name))}`;
    return entry.isDirectory() ? `${entry.name}/` : entry.name;
  });
  return `/${names.sort().join("\n")}`;
}
