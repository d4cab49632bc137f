import type { Level } from "level";
import { LocalError } from "../model/local-error";

/**
 * Checks that dynalite can open its database, and repairs it. dynalite opens it on the first request, and ends the
 * process if that fails.
 *
 * @param dir folder of LevelDB; it is created
 * @throws LocalError if the database cannot be opened
 */
export async function openDataDir(dir: string): Promise<void> {
  // Imported lazily, as dynalite is: it is native code that is only needed with a data folder.
  const { Level } = await import("level");
  const database = new Level<string, StoredTable>(dir, { valueEncoding: "json" });
  try {
    await database.open();
    await repairTables(database);
  } catch (error) {
    throw new LocalError([describeOpenError(dir, error as LevelError)]);
  } finally {
    await database.close();
  }
}

/** Table as dynalite stores it. */
interface StoredTable {
  readonly TableStatus?: string;
}

interface LevelError extends Error {
  readonly cause?: { readonly code?: string; readonly message: string };
}

/**
 * Sets every table to `ACTIVE`. A table whose process ended while it was created or deleted keeps that status, and
 * dynalite can then neither use nor delete it.
 */
async function repairTables(database: Level<string, StoredTable>): Promise<void> {
  // dynalite stores each table under a key such as `table~products`.
  for await (const [key, table] of database.iterator({ gt: "table~", lt: "table~\xff" })) {
    if (table.TableStatus !== "ACTIVE") await database.put(key, { ...table, TableStatus: "ACTIVE" });
  }
}

/** Describes an error of LevelDB, which locks the folder that it opens. */
function describeOpenError(dir: string, { cause, message }: LevelError): string {
  if (cause?.code === "LEVEL_LOCKED") {
    return `${dir}: in use by another process. Stop that process, or use another folder.`;
  }
  return `${dir}: cannot open the database (${cause?.message ?? message}). Delete it to start without items, or use another folder.`;
}
