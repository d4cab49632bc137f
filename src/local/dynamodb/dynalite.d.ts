declare module "dynalite" {
  import type { Server } from "node:http";
  export interface Options {
    /** Folder of LevelDB. Default: in memory. */
    readonly path?: string;
    /** Milliseconds that a table stays in the status `CREATING`. Default: 500. */
    readonly createTableMs?: number;
    /** Milliseconds that a table stays in the status `UPDATING`. Default: 500. */
    readonly updateTableMs?: number;
    /** Milliseconds that a table stays in the status `DELETING`. Default: 500. */
    readonly deleteTableMs?: number;
  }
  export default function dynalite(options?: Options): Server;
}
