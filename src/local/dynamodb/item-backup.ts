import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { LocalError } from "../model/local-error";
import type { Item } from "./table-operations";

/**
 * Backup of items in files next to the database. It protects the items of a table while the table is deleted and
 * created again. If the process ends before all items are back in the table, the next process restores them from
 * the backup.
 */
export class ItemBackup {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Writes a table's backup, and replaces an earlier one. */
  put(table: string, items: readonly Item[]): void {
    writeItems(this.#file(table), items);
  }

  /** Returns a table's backup, or `undefined` if there is none. */
  get(table: string): readonly Item[] | undefined {
    const file = this.#file(table);
    return existsSync(file) ? parseItems(file) : undefined;
  }

  /** Deletes a table's backup. */
  remove(table: string): void {
    rmSync(this.#file(table), { force: true });
  }

  /**
   * Writes items to a new file and returns its path. The file is for the developer: {@link get} does not read
   * it, and {@link remove} does not delete it.
   */
  archive(table: string, items: readonly Item[]): string {
    const time = new Date().toISOString().replaceAll(":", "-");
    const file = path.join(this.#dir, `${table}.replaced-${time}.json`);
    writeItems(file, items);
    return file;
  }

  #file(table: string): string {
    return path.join(this.#dir, `${table}.remaking.json`);
  }
}

function parseItems(file: string): readonly Item[] {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = (error as Error).message;
    throw new LocalError([
      `${file}: the saved items of a table are not JSON (${reason}). Correct the file, or delete it to start without these items.`,
    ]);
  }
}

/**
 * Writes items to a file atomically: the file is never incomplete, even if the process ends during the write.
 */
function writeItems(file: string, items: readonly Item[]): void {
  writeFileSync(`${file}.part`, JSON.stringify(items, undefined, 2));
  renameSync(`${file}.part`, file);
}
