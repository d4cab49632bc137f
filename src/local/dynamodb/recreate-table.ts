import type { TableModel } from "../model/model";
import { DynamoDbError } from "./client";
import { Database, type Item } from "./database";
import type { IndexChange } from "./index-changes";
import type { ItemBackup } from "./item-backup";
import { startServer } from "./server";

/** Where tables are. */
export interface TableStore {
  readonly database: Database;
  /** Absent where all is in memory. */
  readonly backup?: ItemBackup;
}

/** Makes a table anew with the items it had: dynalite's UpdateTable takes changes of indexes, and does none. */
export async function recreateTable(
  { database, backup }: TableStore,
  { name, definition }: TableModel,
  items: readonly Item[],
  change: IndexChange,
): Promise<readonly string[]> {
  const misfit = await dryRun(definition, items);
  if (misfit !== undefined) return [staysFor(misfit)];
  backup?.put(name, items);
  await dropAndCreate(database, definition);
  await database.put(name, items);
  backup?.remove(name);
  return change === "local indexes" ? [keeps(items)] : [];
}

/** Makes a table anew with another key, to which its items cannot go. */
export async function replaceTable(
  { database, backup }: TableStore,
  { name, definition }: TableModel,
): Promise<readonly string[]> {
  const items = backup?.get(name) ?? (await database.items(name));
  await dryRun(definition, []);
  const file = items.length > 0 ? backup?.archive(name, items) : undefined;
  backup?.remove(name);
  await dropAndCreate(database, definition);
  return [`its key is another now, for which Terraform replaces a table; ${lost(items, file)}`];
}

async function dropAndCreate(database: Database, definition: TableModel["definition"]): Promise<void> {
  if (await database.describe(definition.TableName)) await database.drop(definition.TableName);
  await database.create(definition);
}

/**
 * Makes a table elsewhere first, so that what is refused is refused while the table is still there.
 *
 * @returns why its items do not go into it; `undefined` where they do
 * @throws DynamoDbError where the table itself is refused
 */
async function dryRun(
  definition: TableModel["definition"],
  items: readonly Item[],
): Promise<string | undefined> {
  const server = await startServer(undefined);
  try {
    const database = new Database(server.client);
    await database.create(definition);
    return await describeRejection(database.put(definition.TableName, items));
  } finally {
    await server.stop();
  }
}

async function describeRejection(asked: Promise<void>): Promise<string | undefined> {
  try {
    await asked;
    return undefined;
  } catch (error) {
    if (error instanceof DynamoDbError) return error.message;
    throw error;
  }
}

/** DynamoDB leaves such items out of a new index: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html */
function staysFor(misfit: string): string {
  return `its indexes stay as they were, for dynalite refuses an item that it has (${misfit}); change or delete the item`;
}

function keeps(items: readonly Item[]): string {
  return `a local index is another now, for which Terraform replaces a table, and deletes its items; here it keeps its ${count(items)}`;
}

function lost(items: readonly Item[], file: string | undefined): string {
  if (items.length === 0) return "it had no items";
  return `its ${count(items)} ${items.length === 1 ? "is" : "are"} ${file ? `in ${file}` : "gone"}`;
}

function count({ length }: readonly Item[]): string {
  return length === 1 ? "1 item" : `${length} items`;
}
