import { GatewrightError } from "#error";

/** Thrown where there is no plan to be had. */
export class PlanError extends GatewrightError {
  override readonly name = "PlanError";
  /** What has them: a stack, and what terraform was to do with it. */
  readonly subject: string;

  constructor(what: string, errors: readonly string[]) {
    super(
      "GW_PLAN",
      errors,
      errors.length === 1 ? `${what}: ${errors[0]}` : `${what}:\n\n${errors.join("\n")}`,
    );
    this.subject = what;
  }
}
