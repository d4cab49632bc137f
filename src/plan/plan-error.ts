/** Thrown where there is no plan to be had. */
export class PlanError extends Error {
  override readonly name = "PlanError";
  /** Each fault by itself; where terraform found it, with the path of the construct that it is about. */
  readonly faults: readonly string[];
  /** What has them: a stack, and what terraform was to do with it. */
  readonly what: string;

  constructor(what: string, faults: readonly string[]) {
    super(faults.length === 1 ? `${what}: ${faults[0]}` : `${what}:\n\n${faults.join("\n")}`);
    this.what = what;
    this.faults = faults;
  }
}
