import type { TableModel } from "../model/model";
import { DynamoDbError } from "./client";
import type { ItemBackup } from "./item-backup";
import { startServer } from "./server";
import type { IndexChange } from "./table-diff";
import { Database, type Item } from "./table-operations";

/** Database of the tables, and the backup that protects their items while a table is recreated. */
export interface TableStore {
  readonly database: Database;
  /** Absent if the tables are in memory. */
  readonly backup?: ItemBackup;
}

/**
 * Deletes a table and creates it again with its items, in order to change its indexes. `UpdateTable` is no
 * alternative, because dynalite accepts index changes in it but ignores them.
 *
 * @returns notes, one line each, for the terminal; if dynalite rejects an item, the note gives the reason,
 * and the table stays unchanged
 * @throws DynamoDbError if dynalite rejects the definition; the table then stays unchanged
 */
export async function recreateTable(
  { database, backup }: TableStore,
  { name, definition }: TableModel,
  items: readonly Item[],
  change: IndexChange,
): Promise<readonly string[]> {
  const rejection = await dryRun(definition, items);
  if (rejection !== undefined) return [describeUnchangedIndexes(rejection)];
  backup?.put(name, items);
  await dropAndCreate(database, definition);
  await database.put(name, items);
  backup?.remove(name);
  return change === "local indexes" ? [describeKeptItems(items)] : [];
}

/**
 * Deletes a table and creates it with another key. The new table is empty, because the items do not have that
 * key.
 *
 * @returns notes, one line each, for the terminal
 * @throws DynamoDbError if dynalite rejects the definition; the table then stays unchanged
 */
export async function replaceTable(
  { database, backup }: TableStore,
  { name, definition }: TableModel,
): Promise<readonly string[]> {
  const items = backup?.get(name) ?? (await database.items(name));
  await dryRun(definition, []);
  const file = items.length > 0 ? backup?.archive(name, items) : undefined;
  backup?.remove(name);
  await dropAndCreate(database, definition);
  return [`table replaced because its key changed; ${describeRemovedItems(items, file)}`];
}

async function dropAndCreate(database: Database, definition: TableModel["definition"]): Promise<void> {
  if (await database.describe(definition.TableName)) await database.drop(definition.TableName);
  await database.create(definition);
}

/**
 * Creates a table with its items in a temporary local DynamoDB. A definition or an item that dynalite rejects
 * is found there, before the existing table is deleted.
 *
 * @returns why dynalite rejects an item; `undefined` if it accepts all items
 * @throws DynamoDbError if dynalite rejects the definition
 */
async function dryRun(
  definition: TableModel["definition"],
  items: readonly Item[],
): Promise<string | undefined> {
  const server = await startServer(undefined);
  try {
    const database = new Database(server.client);
    await database.create(definition);
    return await readRejection(database.put(definition.TableName, items));
  } finally {
    await server.stop();
  }
}

/** Waits for a write. Returns the message of the error with which dynalite rejects an item, if any. */
async function readRejection(pendingPut: Promise<void>): Promise<string | undefined> {
  try {
    await pendingPut;
    return undefined;
  } catch (error) {
    if (error instanceof DynamoDbError) return error.message;
    throw error;
  }
}

/**
 * Describes why a table keeps its previous indexes. On AWS, DynamoDB would create the index without the
 * rejected item: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
 */
function describeUnchangedIndexes(rejection: string): string {
  return `indexes not updated: dynalite rejects an existing item (${rejection}). Change or delete the item.`;
}

function describeKeptItems(items: readonly Item[]): string {
  return `a local index changed; Terraform would replace the table and delete its items. The local table keeps its ${formatCount(items)}.`;
}

function describeRemovedItems(items: readonly Item[], file: string | undefined): string {
  if (items.length === 0) return "it had no items";
  return `${formatCount(items)} ${file ? `saved to ${file}` : "deleted"}`;
}

function formatCount({ length }: readonly Item[]): string {
  return length === 1 ? "1 item" : `${length} items`;
}
