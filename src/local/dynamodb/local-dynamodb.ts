import path from "node:path";
import type { TableModel } from "../model/model";
import { ItemBackup } from "./item-backup";
import { openDataDir } from "./repair-data-dir";
import { type DynamoDbServer, startServer } from "./server";
import { TableManager } from "./table-manager";
import { Database } from "./table-operations";

export interface LocalDynamoDbOptions {
  /** Folder of tables and items, used by one process at a time; it is created. Default: in memory. */
  readonly dataDir?: string;
}

/** Local DynamoDB with the tables of a stack. */
export interface LocalDynamoDb {
  /** Value of `AWS_ENDPOINT_URL_DYNAMODB` in the functions: `http://127.0.0.1:51234`. */
  readonly endpoint: string;
  /** Notes about tables that were in the data folder, one a line, for the terminal. */
  readonly warnings: readonly string[];
  /**
   * Creates and changes tables to match their definitions. Requests wait meanwhile. Items are kept unless a table's
   * key changes. A table that is no longer listed is kept too, because it may be missing by mistake.
   *
   * @returns terminal notes, one a line
   * @throws LocalError if DynamoDB rejects tables; those stay unchanged, and the others are updated
   */
  update(tables: readonly TableModel[]): Promise<readonly string[]>;
  /** Finishes the running update and the requests that are complete, and closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts a local DynamoDB (dynalite) with the given tables, on a free port of 127.0.0.1.
 *
 * @throws LocalError if DynamoDB rejects tables, or the data folder cannot be used
 */
export async function startLocalDynamoDb(
  tables: readonly TableModel[],
  { dataDir }: LocalDynamoDbOptions = {},
): Promise<LocalDynamoDb> {
  const levelDbDir = dataDir && path.join(dataDir, "dynalite");
  if (levelDbDir) await openDataDir(levelDbDir);
  const server = await startServer(levelDbDir);
  const database = new Database(server.client);
  const store = { database, backup: dataDir ? new ItemBackup(dataDir) : undefined };
  try {
    const names = await database.names();
    const manager = new TableManager(store, new Map(names.map((name) => [name, String(dataDir)])));
    const warnings = await manager.update(tables);
    return createLocalDynamoDb(server, manager, warnings);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function createLocalDynamoDb(
  server: DynamoDbServer,
  manager: TableManager,
  warnings: readonly string[],
): LocalDynamoDb {
  let lastUpdate: Promise<unknown> = Promise.resolve();
  let stopped: Promise<void> | undefined;
  return {
    endpoint: server.endpoint,
    warnings,
    update(tables) {
      const update = lastUpdate.then(() => server.runExclusive(() => manager.update(tables)));
      lastUpdate = update.catch(() => {});
      return update;
    },
    stop() {
      stopped ??= lastUpdate.then(() => server.stop());
      return stopped;
    },
  };
}
