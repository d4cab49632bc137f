import path from "node:path";
import type { TableModel } from "../model/model";
import { ItemBackup } from "./item-backup";
import { repairDataDir } from "./repair-data-dir";
import { type DynamoDbServer, startServer } from "./server";
import { TableManager } from "./table-manager";
import { Database } from "./table-operations";

export interface LocalDynamoDbOptions {
  /**
   * Folder where tables keep their items. It is created if it does not exist. Only one process can use the
   * folder at a time. Default: tables are in memory.
   */
  readonly dataDir?: string;
}

/** Running local DynamoDB with the tables of a stack. */
export interface LocalDynamoDb {
  /** Value of `AWS_ENDPOINT_URL_DYNAMODB` in the functions: `http://127.0.0.1:51234`. */
  readonly endpoint: string;
  /**
   * Notes for the terminal about damaged files of the data folder, and about tables that the folder already contains,
   * one line each.
   */
  readonly warnings: readonly string[];
  /**
   * Creates and changes tables to match their definitions. Requests wait until the update is complete. Items
   * are kept unless the key of their table changes. A table that is missing from `tables` is kept too,
   * because it may be missing by mistake.
   *
   * @returns the notes for the terminal, one line each
   * @throws LocalError if dynalite rejects a definition; that table stays unchanged, and all others are
   * updated
   */
  update(tables: readonly TableModel[]): Promise<readonly string[]>;
  /** Waits for a running update and for requests that were received completely, then stops the server. */
  stop(): Promise<void>;
}

/**
 * Starts a local DynamoDB (dynalite) with the given tables, on a free port of 127.0.0.1.
 *
 * @throws LocalError if dynalite rejects a table, or the data folder cannot be used
 */
export async function startLocalDynamoDb(
  tables: readonly TableModel[],
  { dataDir }: LocalDynamoDbOptions = {},
): Promise<LocalDynamoDb> {
  const levelDbDir = dataDir && path.join(dataDir, "dynalite");
  const damage = levelDbDir ? await repairDataDir(levelDbDir) : [];
  const server = await startServer(levelDbDir);
  const database = new Database(server.client);
  const store = { database, backup: dataDir ? new ItemBackup(dataDir) : undefined };
  try {
    const names = await database.names();
    const manager = new TableManager(store, new Map(names.map((name) => [name, String(dataDir)])));
    const warnings = [...damage, ...(await manager.update(tables))];
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
