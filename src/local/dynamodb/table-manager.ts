import { ErrorList } from "../model/local-error";
import type { TableModel } from "../model/model";
import type { TableStore } from "./recreate-table";
import { syncTable } from "./sync-table";

/** Keeps tables as the Terraform says. */
export class TableManager {
  readonly #store: TableStore;
  /** Who had which tables last: by name an address, or the folder they were found in. */
  #known: ReadonlyMap<string, string>;
  /** Notes that are still to be told, where an update failed. */
  #unreported: string[] = [];

  constructor(place: TableStore, known: ReadonlyMap<string, string>) {
    this.#store = place;
    this.#known = known;
  }

  /**
   * @returns what somebody should know, in lines
   * @throws LocalError with all that was refused, when the rest is done
   */
  async update(tables: readonly TableModel[]): Promise<readonly string[]> {
    const faults = new ErrorList();
    const wanted = byName(tables, faults);
    this.#unreported.push(...[...this.#known].filter(([name]) => !wanted.has(name)).map(describeKept));
    this.#known = new Map([...wanted].map(([name, { address }]) => [name, address]));
    const settled = await Promise.allSettled(
      [...wanted.values()].map((table) => syncTable(this.#store, table)),
    );
    for (const one of settled) {
      if (one.status === "rejected") faults.add(one.reason.message);
      else this.#unreported.push(...one.value);
    }
    faults.throwAny();
    return this.#unreported.splice(0);
  }
}

function byName(tables: readonly TableModel[], faults: ErrorList): ReadonlyMap<string, TableModel> {
  const found = new Map<string, TableModel>();
  for (const table of tables) {
    const other = found.get(table.name);
    if (other)
      faults.add(`${table.address} is named "${table.name}", as ${other.address} is; name it otherwise`);
    else found.set(table.name, table);
  }
  return found;
}

/** A table may be missing by mistake, in the middle of an edit, and what is lost cannot be had again. */
function describeKept([name, from]: readonly [name: string, from: string]): string {
  return `${from}: "${name}" is not in the Terraform any more, which would delete it on AWS; here it stays, with its items`;
}
