import type { TableModel } from "../model/model";
import { DynamoDbError } from "./client";
import type { ItemBackup } from "./item-backup";
import { startServer } from "./server";
import type { IndexChange } from "./table-diff";
import { Database, type Item } from "./table-operations";

/** Database of the tables, and the backup of their items. */
export interface TableStore {
  readonly database: Database;
  /** Absent if the tables are in memory. */
  readonly backup?: ItemBackup;
}

/**
 * Drops a table and creates it again with its items. dynalite accepts changes of indexes in UpdateTable, but ignores
 * them.
 *
 * @returns terminal notes, one a line; the table stays unchanged if dynalite rejects an item
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
 * Drops a table and creates it with another key, without its items, because they do not have that key.
 *
 * @returns terminal notes, one a line
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
 * Creates a table in a temporary DynamoDB, so that a rejected definition does not cost the existing table.
 *
 * @returns why dynalite rejects the items; `undefined` if it accepts them
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
 * Describes a table whose index change is not applied. DynamoDB itself leaves such items out of a new index:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
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
