import type { Level } from "level";
import { LocalError } from "../model/local-error";

/**
 * Sees to it that dynalite can open its database. It opens it when it is first asked, and where it cannot, ends the
 * process.
 *
 * @throws LocalError where it cannot be opened
 */
export async function openDataDir(folder: string): Promise<void> {
  // Loaded here, as dynalite is: native code, which only who has a folder waits for.
  const { Level } = await import("level");
  const database = new Level<string, Kept>(folder, { valueEncoding: "json" });
  try {
    await database.open();
    await repair(database);
  } catch (error) {
    throw new LocalError([openError(folder, error as LevelError)]);
  } finally {
    await database.close();
  }
}

/** As dynalite keeps a table. */
interface Kept {
  readonly TableStatus?: string;
}

interface LevelError extends Error {
  readonly cause?: { readonly code?: string; readonly message: string };
}

/**
 * A table whose process ended while it was created or deleted stays in that state for ever, in which dynalite neither
 * uses nor deletes it.
 */
async function repair(database: Level<string, Kept>): Promise<void> {
  // Where dynalite keeps them: table~products.
  for await (const [key, table] of database.iterator({ gt: "table~", lt: "table~\xff" })) {
    if (table.TableStatus !== "ACTIVE") await database.put(key, { ...table, TableStatus: "ACTIVE" });
  }
}

/** LevelDB locks a folder that it opens. */
function openError(folder: string, { cause, message }: LevelError): string {
  if (cause?.code === "LEVEL_LOCKED") {
    return `${folder} is in use by another process that serves its tables; stop that one, or use another folder`;
  }
  return `${folder} cannot be opened (${cause?.message ?? message}); delete it to start without items, or use another folder`;
}
