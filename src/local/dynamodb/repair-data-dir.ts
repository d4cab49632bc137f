import type { Level } from "level";
import { LocalError } from "../model/local-error";

/**
 * Repairs dynalite's database, and checks that it can be opened. The check is necessary because dynalite
 * opens the database only on the first request, and would end the process if the database could not be
 * opened.
 *
 * @param dir folder of the LevelDB database; created if it does not exist
 * @throws LocalError if the database cannot be opened
 */
export async function repairDataDir(dir: string): Promise<void> {
  // Loaded here, because this native module is needed only if there is a data folder.
  const { Level }: typeof import("level") = require("level");
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
 * Sets the status of every table to `ACTIVE`. If an earlier process ended while dynalite created or deleted a
 * table, the table still has the status `CREATING` or `DELETING`, and dynalite can neither use nor delete it.
 */
async function repairTables(database: Level<string, StoredTable>): Promise<void> {
  // dynalite stores each table under a key such as `table~products`.
  for await (const [key, table] of database.iterator({ gt: "table~", lt: "table~\xff" })) {
    if (table.TableStatus !== "ACTIVE") await database.put(key, { ...table, TableStatus: "ACTIVE" });
  }
}

/** Describes why the database could not be opened. LevelDB locks a folder while a process has it open. */
function describeOpenError(dir: string, { cause, message }: LevelError): string {
  if (cause?.code === "LEVEL_LOCKED") {
    return `${dir}: in use by another process. Stop that process, or use another folder.`;
  }
  return `${dir}: cannot open the database (${cause?.message ?? message}). Delete the folder to start without items, or use another folder.`;
}
