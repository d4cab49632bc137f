/** What a reviewer should look at first. */
export interface Concern {
  /** Whose: a construct's path, or an address. */
  readonly who: string;
  /** A line for each thing: `+` for what comes, `-` for what goes, `~` for what changes. */
  readonly lines: readonly string[];
}

/** Concerns of one kind. */
export interface ConcernGroup {
  readonly title: string;
  readonly concerns: readonly Concern[];
}
