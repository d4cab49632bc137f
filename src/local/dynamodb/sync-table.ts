import { LocalError } from "../model/local-error";
import type { TableModel } from "../model/model";
import { findIndexChanges } from "./index-changes";
import { recreateTable, replaceTable, type TableStore } from "./recreate-table";

/**
 * Makes a table what its definition says.
 *
 * @returns what somebody should know of it, in lines
 * @throws LocalError where DynamoDB refuses it; a table that was there stays as it was
 */
export async function syncTable(place: TableStore, table: TableModel): Promise<readonly string[]> {
  try {
    return (await updateIndexes(place, table)).map((note) => `${table.address}: ${note}`);
  } catch (error) {
    throw new LocalError([describeError(table, error as Error)]);
  }
}

function describeError({ address, name }: TableModel, { name: kind, message }: Error): string {
  const found = `${kind}${message && `: ${message}`}`;
  return `${address}: "${name}" cannot be made on this machine (${found}); write it as dynalite takes it, or leave it out of the stack that is served`;
}

async function updateIndexes(place: TableStore, table: TableModel): Promise<readonly string[]> {
  const { database, backup } = place;
  const found = await database.describe(table.name);
  const change = found ? findIndexChanges(found, table.definition) : "nothing";
  if (change === "key") return replaceTable(place, table);
  // Where a process ended while it remade this table, its items are still in the safe.
  const items =
    backup?.get(table.name) ?? (change === "nothing" ? undefined : await database.items(table.name));
  if (items) return recreateTable(place, table, items, change);
  if (!found) await database.create(table.definition);
  return [];
}
