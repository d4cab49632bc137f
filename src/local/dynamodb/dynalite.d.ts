declare module "dynalite" {
  import type { Server } from "node:http";
  export interface Options {
    /** Where LevelDB keeps what it holds; in memory without. */
    readonly path?: string;
    /** How long a table is being created, and so on; 500 without. */
    readonly createTableMs?: number;
    readonly updateTableMs?: number;
    readonly deleteTableMs?: number;
  }
  export default function dynalite(options?: Options): Server;
}
