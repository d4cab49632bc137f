import type { TableModel } from "../model/model";
import { DynamoDbError } from "./client";
import type { ItemBackup } from "./item-backup";
import { startServer } from "./server";
import type { IndexChange } from "./table-diff";
import { Database, type Item } from "./table-operations";

/** Database that contains the tables, and the backup of items while a table is deleted and created again. */
export interface TableStore {
  readonly database: Database;
  /** Absent if the tables are in memory. */
  readonly backup?: ItemBackup;
}

/**
 * Deletes a table and creates it again with its items, in order to change its indexes. `UpdateTable` cannot
 * change them, because dynalite accepts an `UpdateTable` request with index changes but ignores the changes.
 *
 * @returns the notes for the terminal, one line each. If dynalite rejects an item, the table stays unchanged,
 * and the note gives the reason.
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
 * Deletes a table and creates it again with a different key. The new table is empty, because the previous
 * items do not have the new key.
 *
 * @returns the notes for the terminal, one line each
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
 * Creates a table with its items in a temporary local DynamoDB. This shows whether dynalite accepts the
 * definition and the items, before the existing table is deleted.
 *
 * @returns dynalite's error message if dynalite rejects an item; `undefined` if it accepts all items
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

/** Waits for a write to complete. Returns dynalite's error message if dynalite rejects an item. */
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
 * Describes why a table keeps its previous indexes. On AWS, DynamoDB would create the index and leave the
 * rejected item out of it: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
 */
function describeUnchangedIndexes(rejection: string): string {
  return `indexes not updated: dynalite rejects an existing item (${rejection}). Change or delete the item.`;
}

function describeKeptItems(items: readonly Item[]): string {
  return `a local secondary index changed; Terraform would replace the table and delete its items. The local table keeps its ${formatCount(items)}.`;
}

function describeRemovedItems(items: readonly Item[], file: string | undefined): string {
  if (items.length === 0) return "it had no items";
  return `${formatCount(items)} ${file ? `saved to ${file}` : "deleted"}`;
}

function formatCount({ length }: readonly Item[]): string {
  return length === 1 ? "1 item" : `${length} items`;
}
