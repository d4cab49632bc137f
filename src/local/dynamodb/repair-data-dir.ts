import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { LocalError } from "../model/local-error";
import { DataDirCopy } from "./data-dir-copy";
import { readReportedDamage } from "./leveldb-log";

/**
 * Opens dynalite's database once, repairs it, and reports everything that is lost. LevelDB drops damaged data without
 * an error. dynalite opens the database only on the first request, and ends the process if the database cannot be
 * opened.
 *
 * Before anything is changed, the folder is copied. The copy is kept if the database is damaged.
 *
 * @param dir folder of the LevelDB database; created if it does not exist
 * @returns notes, to print in the terminal: the damaged files, what was dropped from them, and the path of the copy
 * @throws LocalError if the database cannot be opened
 */
export async function repairDataDir(dir: string): Promise<readonly string[]> {
  const copy = copyDataDir(dir);
  try {
    const damage = await openAndCheck(dir);
    if (damage.length === 0) return [];
    const target = copy.keep();
    return damage.map((text) => `${dir}/${text}. A copy of the folder before the repair is ${target}.`);
  } finally {
    copy.remove();
  }
}

function copyDataDir(dir: string): DataDirCopy {
  try {
    return new DataDirCopy(dir);
  } catch (error) {
    throw new LocalError([describeOpenError(dir, error as LevelError)]);
  }
}

/** Opens and checks the database. If LevelDB cannot read a file, repairs the database first. Returns the damage. */
async function openAndCheck(dir: string): Promise<string[]> {
  try {
    const invalid = await checkEntries(dir);
    return [...readReportedDamage(dir), ...invalid];
  } catch (error) {
    if (!isCorruption(error)) throw new LocalError([describeOpenError(dir, error as LevelError)]);
    return repairFiles(dir, (error as LevelError).cause?.message ?? "");
  }
}

function isCorruption(error: unknown): boolean {
  const { code, cause } = error as LevelError;
  return code === "LEVEL_CORRUPTION" || cause?.code === "LEVEL_CORRUPTION";
}

/** Rebuilds a database from the files that LevelDB can read. Returns the damage. */
async function repairFiles(dir: string, reason: string): Promise<string[]> {
  const unreadable = describeUnreadableFile(dir, reason);
  try {
    await loadLevel().repair(dir);
    const reported = readReportedDamage(dir);
    const invalid = await checkEntries(dir);
    // LevelDB moves the damaged files to this folder. The copy of the folder contains them, too.
    rmSync(path.join(dir, "lost"), { recursive: true, force: true });
    return [...(reported.length > 0 ? reported : [unreadable]), ...invalid];
  } catch (error) {
    throw new LocalError([describeOpenError(dir, error as LevelError)]);
  }
}

/** Describes the file that prevents LevelDB from opening a database. The message of LevelDB contains the reason. */
function describeUnreadableFile(dir: string, reason: string): string {
  const [, missing] = /missing files; e\.g\.: (\S+)/.exec(reason) ?? [];
  if (missing !== undefined) return `${path.basename(missing)}: missing; its entries are lost`;
  const file = reason.includes("CURRENT") ? "CURRENT" : currentManifest(dir);
  return `${file}: not readable (${reason}); rebuilt from the other files`;
}

/** Returns the name of the file that lists the files of the database: `MANIFEST-000002`. */
function currentManifest(dir: string): string {
  try {
    return readFileSync(path.join(dir, "CURRENT"), "utf8").trim();
  } catch {
    return "CURRENT";
  }
}

/**
 * Loads LevelDB. The import is not at the top of the file, because this native module is needed only if there is a data
 * folder.
 */
function loadLevel(): typeof import("level").Level & { repair(dir: string): Promise<void> } {
  return require("level").Level;
}

/**
 * Opens a database, reads every entry, and deletes each entry whose value is not JSON. Sets the status of every table to
 * `ACTIVE`.
 *
 * @returns a description of the deleted entries
 * @throws Error if a file is damaged; its code is `LEVEL_CORRUPTION`
 */
async function checkEntries(dir: string): Promise<string[]> {
  const database = new (loadLevel())<string, string>(dir);
  try {
    await database.open();
    const deleted: string[] = [];
    for await (const [key, value] of database.iterator({ fillCache: false })) {
      const table = parseJson(value);
      if (table === undefined) {
        deleted.push(key);
        await database.del(key);
      } else if (key.startsWith("table~") && (table as StoredTable).TableStatus !== "ACTIVE") {
        // If an earlier process ended while dynalite created or deleted a table, the table still has the status
        // `CREATING` or `DELETING`, and dynalite can neither use nor delete it.
        await database.put(key, JSON.stringify({ ...table, TableStatus: "ACTIVE" }));
      }
    }
    return deleted.map((key) => `the entry ${JSON.stringify(key)}: dropped, because its value is not JSON`);
  } finally {
    await database.close();
  }
}

/** Table as dynalite stores it, under a key such as `table~products`. */
interface StoredTable {
  readonly TableStatus?: string;
}

function parseJson(text: string): object | undefined {
  try {
    return Object(JSON.parse(text));
  } catch {
    return undefined;
  }
}

interface LevelError extends Error {
  readonly code?: string;
  readonly cause?: { readonly code?: string; readonly message: string };
}

/** Describes why the database could not be opened. LevelDB locks a folder while a process has it open. */
function describeOpenError(dir: string, { cause, message }: LevelError): string {
  if (cause?.code === "LEVEL_LOCKED") {
    return `${dir}: in use by another process. Stop that process, or use another folder.`;
  }
  return `${dir}: cannot open the database (${cause?.message ?? message}). Delete the folder to start without items, or use another folder.`;
}
