import path from "node:path";
import type { Table } from "../model/model";
import { prepare } from "./data-dir";
import { Database } from "./database";
import { Safe } from "./item-backup";
import { type DynamoDbServer, startServer } from "./server";
import { Keeper } from "./table-manager";

export interface TablesOptions {
  /** Where tables and items stay, for one process at a time; made where it is not there. Default: in memory. */
  readonly dataFolder?: string;
}

/** DynamoDB on this machine. */
export interface LocalTables {
  /** What functions get as `AWS_ENDPOINT_URL_DYNAMODB`: `http://127.0.0.1:51234`. */
  readonly endpoint: string;
  /** What somebody should know of the tables that were in the data folder, in lines for the terminal. */
  readonly notes: readonly string[];
  /**
   * Makes the tables what these say. Items stay, but where a table's key is another; requests wait meanwhile. A table
   * that is not among them any more stays too, for it may be missing by mistake.
   *
   * @returns what somebody should know, in lines for the terminal
   * @throws LocalError where DynamoDB refuses tables; those stay as they were, and the others are done
   */
  update(tables: readonly Table[]): Promise<readonly string[]>;
  /** Ends what is under way, closes, and leaves nothing open. */
  stop(): Promise<void>;
}

/**
 * Starts DynamoDB on this machine with these tables.
 *
 * @throws LocalError where DynamoDB refuses tables, or the data folder cannot be used
 */
export async function startTables(
  tables: readonly Table[],
  { dataFolder }: TablesOptions = {},
): Promise<LocalTables> {
  const levelDb = dataFolder && path.join(dataFolder, "dynalite");
  if (levelDb) await prepare(levelDb);
  const server = await startServer(levelDb);
  const database = new Database(server.client);
  const place = { database, safe: dataFolder ? new Safe(dataFolder) : undefined };
  try {
    const found = await database.names();
    const keeper = new Keeper(place, new Map(found.map((name) => [name, String(dataFolder)])));
    const notes = await keeper.update(tables);
    return localTables(server, keeper, notes);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function localTables(server: DynamoDbServer, keeper: Keeper, notes: readonly string[]): LocalTables {
  let last: Promise<unknown> = Promise.resolve();
  let stopped: Promise<void> | undefined;
  return {
    endpoint: server.endpoint,
    notes,
    update(tables) {
      const updated = last.then(() => server.alone(() => keeper.update(tables)));
      last = updated.catch(() => {});
      return updated;
    },
    stop() {
      stopped ??= last.then(() => server.stop());
      return stopped;
    },
  };
}
