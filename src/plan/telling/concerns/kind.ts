import type { Change } from "../../planned";
import type { Values } from "../values";

/** A change, with nothing where a resource is not there. */
export interface Changed extends Pick<Change, "address" | "deposed" | "type" | "action"> {
  readonly before: Values;
  readonly after: Values;
}

/** A kind of thing that deserves eyes. */
export interface Kind {
  readonly title: string;
  /** A line for each thing: `+` for what comes, `-` for what goes, `~` for what changes. */
  readonly find: (change: Changed, all: readonly Change[]) => readonly string[];
  /** The arguments of an update that it tells all about. */
  readonly tells: RegExp;
  /** Whether of a deletion it tells all there is. Default: false. */
  readonly tellsDeletions?: boolean;
}

export function asChanged(change: Change): Changed {
  return { ...change, before: change.before ?? {}, after: change.after ?? {} };
}
