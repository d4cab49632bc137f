import { GatewrightError } from "#error";

/**
 * Thrown if Terraform cannot plan a stack, or if a file is not a plan.
 *
 * `errors` has one entry for each error that Terraform reports, with the path of the construct that has the
 * error.
 */
export class PlanError extends GatewrightError {
  override readonly name = "PlanError";
  /** Stack and Terraform command that failed: `products-dev: terraform plan failed`. */
  readonly subject: string;

  constructor(subject: string, errors: readonly string[]) {
    super(
      "GW_PLAN",
      errors,
      errors.length === 1 ? `${subject}: ${errors[0]}` : `${subject}:\n\n${errors.join("\n")}`,
    );
    this.subject = subject;
  }
}
