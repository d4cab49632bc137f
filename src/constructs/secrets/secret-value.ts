import { type Construct, TerraformStack, TerraformVariable } from "../cdktf";
import { ProjectContext } from "../project-context";
import type { PropRule } from "../props";
import { validateRange } from "../validation";

/** Value of a secret or a parameter, and the number whose change makes Terraform send the value again. */
export interface SecretValue {
  readonly value?: TerraformVariable;
  readonly valueVersion?: number;
}

/** Default of `valueVersion`. */
export const DEFAULT_VALUE_VERSION = 1;

/** Variables of an app with the values of secrets. */
export class EphemeralVariables {
  /** Terraform names of the variables, by stack. */
  readonly byStack = new Map<TerraformStack, Set<string>>();

  add(variable: TerraformVariable): void {
    const stack = TerraformStack.of(variable);
    const names = this.byStack.get(stack) ?? new Set();
    this.byStack.set(stack, names.add(variable.friendlyUniqueId));
  }
}

/**
 * Makes a variable ephemeral and sensitive, and returns its value for a write-only argument. Terraform writes the value
 * of such a variable neither to the state nor to the plan. CDKTF has no property for `ephemeral`.
 * @see https://developer.hashicorp.com/terraform/language/values/variables#exclude-values-from-state
 */
export function ephemeralValue(variable: TerraformVariable): string {
  ProjectContext.of(variable).registry(EphemeralVariables).add(variable);
  variable.addOverride("sensitive", true);
  variable.addOverride("ephemeral", true);
  return variable.stringValue;
}

/** Rule of a prop with the value of a secret. No error contains a value, because it may be a secret. */
export const SECRET_VALUE: PropRule = {
  expected: "a TerraformVariable",
  validate(value, path) {
    if (!(value instanceof TerraformVariable))
      return [`${path} is ${describeKind(value)}; expected a TerraformVariable. ${FIX}`];
    if (value.default === undefined) return [];
    const name = value.friendlyUniqueId;
    return [
      `${path} is the variable "${name}" with a default, which is in the Terraform; expected a variable without a default. Remove the default, and set TF_VAR_${name}.`,
    ];
  },
};

const FIX = 'Write `new TerraformVariable(this, "payment_key", { type: "string" })`.';

function describeKind(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/**
 * Returns the error of a variable of another stack. CDKTF would pass its value through an output of that stack, but
 * Terraform rejects an ephemeral value in an output.
 */
export function validateVariableStack(scope: Construct, { value }: SecretValue): string[] {
  if (value === undefined) return [];
  const other = TerraformStack.of(value);
  const own = TerraformStack.of(scope);
  if (other === own) return [];
  return [
    `value is the variable "${value.friendlyUniqueId}" of the stack ${other.node.path}; expected a variable of the stack ${own.node.path}. Declare the variable in this stack.`,
  ];
}

/** Returns the errors of a version. @param hasValue true if a value is set, even an invalid one */
export function validateVersion({ valueVersion }: SecretValue, hasValue: boolean): string[] {
  if (hasValue) return validateRange("valueVersion", valueVersion, VERSIONS);
  if (valueVersion === undefined) return [];
  return ["valueVersion is set, but value is not set. Set value, or remove valueVersion."];
}

/** Range of a version. Terraform could store larger numbers, but a number of changes is never larger. */
const VERSIONS = { min: 1, max: 2 ** 31 - 1 };
