import { ErrorList } from "../model/local-error";
import type { TableModel } from "../model/model";
import type { TableStore } from "./recreate-table";
import { syncTable } from "./sync-table";

/** Manager that creates and changes the tables of a database whenever their Terraform changes. */
export class TableManager {
  readonly #store: TableStore;
  /** Terraform address of each table in the last update, by table name. At first: the data folder. */
  #known: ReadonlyMap<string, string>;
  /**
   * Notes that no update has returned yet. An update that fails returns none, so the next one returns them.
   */
  #unreportedNotes: string[] = [];

  constructor(store: TableStore, known: ReadonlyMap<string, string>) {
    this.#store = store;
    this.#known = known;
  }

  /**
   * Creates and changes tables to match their definitions.
   *
   * @returns notes, one line each, for the terminal
   * @throws LocalError, which lists all errors; the tables without an error have been updated
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
 * Describes a table that is no longer in the Terraform. The local table is kept, because deleted items cannot
 * be restored, and the table may be missing only in the middle of an edit.
 */
function describeRemoved([name, source]: readonly [name: string, source: string]): string {
  return `${source}: table "${name}" is no longer in the Terraform; AWS would delete it. The local table and its items are kept.`;
}
