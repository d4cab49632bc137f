import { LocalError } from "../model/local-error";
import type { Table } from "../model/model";
import { changeOf } from "./index-changes";
import { type Place, remake, replace } from "./recreate-table";

/**
 * Makes a table what its definition says.
 *
 * @returns what somebody should know of it, in lines
 * @throws LocalError where DynamoDB refuses it; a table that was there stays as it was
 */
export async function settle(place: Place, table: Table): Promise<readonly string[]> {
  try {
    return (await settled(place, table)).map((note) => `${table.address}: ${note}`);
  } catch (error) {
    throw new LocalError([refused(table, error as Error)]);
  }
}

function refused({ address, name }: Table, { name: kind, message }: Error): string {
  const found = `${kind}${message && `: ${message}`}`;
  return `${address}: "${name}" cannot be made on this machine (${found}); write it as dynalite takes it, or leave it out of the stack that is served`;
}

async function settled(place: Place, table: Table): Promise<readonly string[]> {
  const { database, safe } = place;
  const found = await database.describe(table.name);
  const change = found ? changeOf(found, table.definition) : "nothing";
  if (change === "key") return replace(place, table);
  // Where a process ended while it remade this table, its items are still in the safe.
  const items =
    safe?.get(table.name) ?? (change === "nothing" ? undefined : await database.items(table.name));
  if (items) return remake(place, table, items, change);
  if (!found) await database.create(table.definition);
  return [];
}
