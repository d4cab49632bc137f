import { copyFileSync, cpSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * Copy of a LevelDB folder before it is opened, because opening a damaged database deletes data. The copy consists of
 * hard links, so it takes no space and hardly any time. LevelDB never changes a file that an earlier process wrote.
 */
export class DataDirCopy {
  readonly #dir: string;
  readonly #links: string;

  /** @param dir folder of the database; a folder that does not exist has an empty copy */
  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(path.dirname(dir), { recursive: true });
    this.#links = mkdtempSync(`${dir}.opening-`);
    for (const name of listFiles(dir)) linkOrCopy(path.join(dir, name), path.join(this.#links, name));
  }

  /** Makes the copy permanent and independent of the database. Returns its path. */
  keep(): string {
    const time = new Date().toISOString().replaceAll(":", "-");
    const target = `${this.#dir}.damaged-${time}`;
    cpSync(this.#links, target, { recursive: true });
    this.remove();
    return target;
  }

  remove(): void {
    rmSync(this.#links, { recursive: true, force: true });
  }
}

/** Lists the files of a database, without the file that locks it. */
function listFiles(dir: string): string[] {
  try {
    const entries = readdirSync(dir, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && entry.name !== "LOCK").map(({ name }) => name);
  } catch {
    return [];
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Some file systems have no hard links.
    copyFileSync(from, to);
  }
}
