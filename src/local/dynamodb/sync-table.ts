import { LocalError } from "../model/local-error";
import type { TableModel } from "../model/model";
import { recreateTable, replaceTable, type TableStore } from "./recreate-table";
import { findIndexChanges } from "./table-diff";

/**
 * Creates or changes a table to match its definition.
 *
 * @returns the notes for the terminal, one line each
 * @throws LocalError if dynalite rejects the definition; an existing table then stays unchanged
 */
export async function syncTable(store: TableStore, table: TableModel): Promise<readonly string[]> {
  try {
    return (await updateTable(store, table)).map((note) => `${table.address}: ${note}`);
  } catch (error) {
    throw new LocalError([describeError(table, error as Error)]);
  }
}

function describeError({ address, name }: TableModel, { name: errorName, message }: Error): string {
  const cause = `${errorName}${message && `: ${message}`}`;
  return `${address}: cannot create table "${name}" locally (${cause}). Change the table to a definition that dynalite accepts, or remove the table from the stack.`;
}

async function updateTable(store: TableStore, table: TableModel): Promise<readonly string[]> {
  const { database, backup } = store;
  const description = await database.describe(table.name);
  const change = description ? findIndexChanges(description, table.definition) : "nothing";
  if (change === "key") return replaceTable(store, table);
  // A backup exists only if an earlier process ended while it was recreating this table.
  const items =
    backup?.get(table.name) ?? (change === "nothing" ? undefined : await database.items(table.name));
  if (items) return recreateTable(store, table, items, change);
  if (!description) await database.create(table.definition);
  return [];
}
