import { ErrorList } from "../model/local-error";
import type { TableModel } from "../model/model";
import type { TableStore } from "./recreate-table";
import { syncTable } from "./sync-table";

/** Manager of the tables in a database. It creates and changes tables to match their definitions. */
export class TableManager {
  readonly #store: TableStore;
  /**
   * Terraform address of each table in the last update, by table name. Before the first update, the map
   * contains the tables that were found in the data folder, with the path of that folder as their address.
   */
  #known: ReadonlyMap<string, string>;
  /**
   * Notes that no update has returned yet. If an update throws, the next successful update returns its notes.
   */
  #unreportedNotes: string[] = [];

  constructor(store: TableStore, known: ReadonlyMap<string, string>) {
    this.#store = store;
    this.#known = known;
  }

  /**
   * Creates and changes tables to match their definitions.
   *
   * @returns the notes for the terminal, one line each
   * @throws LocalError, which lists all errors; the tables without an error are updated nevertheless
   */
  async update(tables: readonly TableModel[]): Promise<readonly string[]> {
    const errors = new ErrorList();
    const wanted = mapByName(tables, errors);
    const removed = [...this.#known].filter(([name]) => !wanted.has(name));
    this.#unreportedNotes.push(...removed.map(describeRemoved));
    this.#known = new Map([...wanted].map(([name, { address }]) => [name, address]));
    const outcomes = await Promise.allSettled(
      [...wanted.values()].map((table) => syncTable(this.#store, table)),
    );
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") errors.add(outcome.reason.message);
      else this.#unreportedNotes.push(...outcome.value);
    }
    errors.throwAny();
    return this.#unreportedNotes.splice(0);
  }
}

function mapByName(tables: readonly TableModel[], errors: ErrorList): ReadonlyMap<string, TableModel> {
  const tablesByName = new Map<string, TableModel>();
  for (const table of tables) {
    const other = tablesByName.get(table.name);
    if (other) {
      errors.add(
        `${table.address}: duplicate table name "${table.name}", already used by ${other.address}. Choose another name.`,
      );
    } else tablesByName.set(table.name, table);
  }
  return tablesByName;
}

/**
 * Describes a table that is no longer in the Terraform configuration. The local table is kept, because the developer
 * may have removed it from the configuration by mistake or only for a moment. Deleted items could not be restored.
 */
function describeRemoved([name, source]: readonly [name: string, source: string]): string {
  return `${source}: table "${name}" is no longer in the Terraform configuration; a deployment would delete it. The local table and its items are kept.`;
}
