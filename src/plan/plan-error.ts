import { GatewrightError } from "#error";

/**
 * Thrown if a stack cannot be planned, or if a file is not a Terraform plan.
 *
 * `errors` contains one message per error. A message that Terraform reports starts with the path of the
 * construct that caused the error.
 */
export class PlanError extends GatewrightError {
  override readonly name = "PlanError";
  /**
   * First part of the message, such as the stack and the command that failed:
   * `products-dev: terraform plan failed`.
   */
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
