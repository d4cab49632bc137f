import path from "node:path";
import type { TableModel } from "../model/model";
import { openDataDir } from "./data-dir";
import { Database } from "./database";
import { ItemBackup } from "./item-backup";
import { type DynamoDbServer, startServer } from "./server";
import { TableManager } from "./table-manager";

export interface LocalDynamoDbOptions {
  /** Where tables and items stay, for one process at a time; made where it is not there. Default: in memory. */
  readonly dataDir?: string;
}

/** DynamoDB on this machine. */
export interface LocalDynamoDb {
  /** What functions get as `AWS_ENDPOINT_URL_DYNAMODB`: `http://127.0.0.1:51234`. */
  readonly endpoint: string;
  /** What somebody should know of the tables that were in the data folder, in lines for the terminal. */
  readonly warnings: readonly string[];
  /**
   * Makes the tables what these say. Items stay, but where a table's key is another; requests wait meanwhile. A table
   * that is not among them any more stays too, for it may be missing by mistake.
   *
   * @returns what somebody should know, in lines for the terminal
   * @throws LocalError where DynamoDB refuses tables; those stay as they were, and the others are done
   */
  update(tables: readonly TableModel[]): Promise<readonly string[]>;
  /** Ends what is under way, closes, and leaves nothing open. */
  stop(): Promise<void>;
}

/**
 * Starts DynamoDB on this machine with these tables.
 *
 * @throws LocalError where DynamoDB refuses tables, or the data folder cannot be used
 */
export async function startLocalDynamoDb(
  tables: readonly TableModel[],
  { dataDir }: LocalDynamoDbOptions = {},
): Promise<LocalDynamoDb> {
  const levelDb = dataDir && path.join(dataDir, "dynalite");
  if (levelDb) await openDataDir(levelDb);
  const server = await startServer(levelDb);
  const database = new Database(server.client);
  const place = { database, backup: dataDir ? new ItemBackup(dataDir) : undefined };
  try {
    const found = await database.names();
    const keeper = new TableManager(place, new Map(found.map((name) => [name, String(dataDir)])));
    const notes = await keeper.update(tables);
    return createLocalDynamoDb(server, keeper, notes);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function createLocalDynamoDb(
  server: DynamoDbServer,
  keeper: TableManager,
  notes: readonly string[],
): LocalDynamoDb {
  let last: Promise<unknown> = Promise.resolve();
  let stopped: Promise<void> | undefined;
  return {
    endpoint: server.endpoint,
    warnings: notes,
    update(tables) {
      const updated = last.then(() => server.runExclusive(() => keeper.update(tables)));
      last = updated.catch(() => {});
      return updated;
    },
    stop() {
      stopped ??= last.then(() => server.stop());
      return stopped;
    },
  };
}
