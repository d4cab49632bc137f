import { Faults } from "../model/local-error";
import type { Table } from "../model/model";
import type { Place } from "./recreate-table";
import { settle } from "./sync-table";

/** Keeps tables as the Terraform says. */
export class Keeper {
  readonly #place: Place;
  /** Who had which tables last: by name an address, or the folder they were found in. */
  #known: ReadonlyMap<string, string>;
  /** Notes that are still to be told, where an update failed. */
  #untold: string[] = [];

  constructor(place: Place, known: ReadonlyMap<string, string>) {
    this.#place = place;
    this.#known = known;
  }

  /**
   * @returns what somebody should know, in lines
   * @throws LocalError with all that was refused, when the rest is done
   */
  async update(tables: readonly Table[]): Promise<readonly string[]> {
    const faults = new Faults();
    const wanted = byName(tables, faults);
    this.#untold.push(...[...this.#known].filter(([name]) => !wanted.has(name)).map(stays));
    this.#known = new Map([...wanted].map(([name, { address }]) => [name, address]));
    const settled = await Promise.allSettled([...wanted.values()].map((table) => settle(this.#place, table)));
    for (const one of settled) {
      if (one.status === "rejected") faults.add(one.reason.message);
      else this.#untold.push(...one.value);
    }
    faults.throwAny();
    return this.#untold.splice(0);
  }
}

function byName(tables: readonly Table[], faults: Faults): ReadonlyMap<string, Table> {
  const found = new Map<string, Table>();
  for (const table of tables) {
    const other = found.get(table.name);
    if (other)
      faults.add(`${table.address} is named "${table.name}", as ${other.address} is; name it otherwise`);
    else found.set(table.name, table);
  }
  return found;
}

/** A table may be missing by mistake, in the middle of an edit, and what is lost cannot be had again. */
function stays([name, from]: readonly [name: string, from: string]): string {
  return `${from}: "${name}" is not in the Terraform any more, which would delete it on AWS; here it stays, with its items`;
}
