import { readdirSync, readlinkSync, type Stats, statSync } from "node:fs";
import path from "node:path";

/** What stands at each path, as far as a build hangs on it: a file as it was last changed, what is in a folder, nothing. */
export type Marks = readonly (readonly [path: string, mark: string])[];

/** The file system, as one look at it sees it: a path is looked at once. */
export class FileSystem {
  readonly #marks = new Map<string, string>();

  hasStill(marks: Marks): boolean {
    return marks.every(([file, mark]) => this.#markOf(file) === mark);
  }

  marksOf(files: readonly string[]): Marks {
    return files.map((file) => [file, this.#markOf(file)] as const);
  }

  #markOf(file: string): string {
    const known = this.#marks.get(file) ?? markOf(file);
    this.#marks.set(file, known);
    return known;
  }
}

/** A file is another once its change time is, which no program can set: git trusts it for its index. */
function markOf(file: string): string {
  const stats = statsOf(file);
  if (!stats) return "";
  return stats.isDirectory() ? contentsOf(file) : `${stats.ctimeMs} ${stats.size} ${stats.ino}`;
}

/** The names in a folder, with what each is; of a link, where it leads. */
function contentsOf(folder: string): string {
  const names = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    if (entry.isSymbolicLink()) return `${entry.name}>${readlinkSync(path.join(folder, entry.name))}`;
    return entry.isDirectory() ? `${entry.name}/` : entry.name;
  });
  return `/${names.sort().join("\n")}`;
}

/** Whether any of these was changed at that time or later, by the file system's own clock. */
export function isAnyChangedSince(files: readonly string[], time: number): boolean {
  return files.some((file) => (statsOf(file)?.ctimeMs ?? 0) >= time);
}

function statsOf(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}
