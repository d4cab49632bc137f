import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Item } from "./database";

/** Keeps items in files beside the database while their table is remade, so that none are lost if the process ends. */
export class ItemBackup {
  readonly #dir: string;

  constructor(folder: string) {
    this.#dir = folder;
  }

  put(table: string, items: readonly Item[]): void {
    write(this.#file(table), items);
  }

  /** What was put and not removed; `undefined` where nothing was. */
  get(table: string): readonly Item[] | undefined {
    const file = this.#file(table);
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  }

  remove(table: string): void {
    rmSync(this.#file(table), { force: true });
  }

  /** Keeps them for good. */
  archive(table: string, items: readonly Item[]): string {
    const time = new Date().toISOString().replaceAll(":", "-");
    const file = path.join(this.#dir, `${table}.replaced-${time}.json`);
    write(file, items);
    return file;
  }

  #file(table: string): string {
    return path.join(this.#dir, `${table}.remaking.json`);
  }
}

/** All of it or nothing. */
function write(file: string, items: readonly Item[]): void {
  writeFileSync(`${file}.part`, JSON.stringify(items, undefined, 2));
  renameSync(`${file}.part`, file);
}
