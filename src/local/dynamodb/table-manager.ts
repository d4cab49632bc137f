import { ErrorList } from "../model/local-error";
import type { TableModel } from "../model/model";
import type { TableStore } from "./recreate-table";
import { syncTable } from "./sync-table";

/** Manager that keeps the tables of a database equal to their Terraform. */
export class TableManager {
  readonly #store: TableStore;
  /** Source of each table of the last update, by table name: a Terraform address, or the data folder that had it. */
  #known: ReadonlyMap<string, string>;
  /** Notes of earlier updates that failed, and so returned none. */
  #unreportedNotes: string[] = [];

  constructor(store: TableStore, known: ReadonlyMap<string, string>) {
    this.#store = store;
    this.#known = known;
  }

  /**
   * Creates and changes tables to match their definitions.
   *
   * @returns terminal notes, one a line
   * @throws LocalError listing all errors, after the valid tables are updated
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
 * Describes a table that is no longer in the Terraform. It is kept locally, because it may be missing by mistake in the
 * middle of an edit, and deleted items cannot be restored.
 */
function describeRemoved([name, source]: readonly [name: string, source: string]): string {
  return `${source}: table "${name}" is no longer in the Terraform; AWS would delete it. The local table and its items are kept.`;
}
