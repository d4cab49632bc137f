import { LocalError } from "../model";

/** Names of a function. */
export interface NamedFunction {
  /** Terraform address: `aws_lambda_function.create-product`. */
  readonly address: string;
  /** Name on AWS: `products-dev-create-product`. */
  readonly name: string;
}

/**
 * Finds a function by its name in Terraform (`create-product`), by its Terraform address or by its name on AWS. Returns
 * `undefined` if there is none.
 */
export function findFunction<Function extends NamedFunction>(
  functions: readonly Function[],
  name: string,
): Function | undefined {
  return (
    functions.find(({ address }) => address === name || terraformName(address) === name) ??
    functions.find((fn) => fn.name === name)
  );
}

/** Returns the error for a name that no function has. */
export function unknownFunction(functions: readonly NamedFunction[], name: string): LocalError {
  const names = [...new Set(functions.map(({ address }) => terraformName(address)))].sort();
  const available = names.length > 0 ? `expected one of ${names.join(", ")}` : "there are no functions";
  return new LocalError([`no function "${name}"; ${available}.`]);
}

function terraformName(address: string): string {
  return address.slice(address.indexOf(".") + 1);
}
