import { getParameter } from "@aws-lambda-powertools/parameters/ssm";
import { readStoredText, type SecretReadOptions, type ValueStore } from "./read-stored-text";

export type { SecretReadOptions } from "./read-stored-text";

/**
 * Returns the decrypted value of a parameter in the Parameter Store of AWS Systems Manager (SSM). The value is kept in
 * the memory of the execution environment for five minutes, or for `maxAgeSeconds`. A failed read is not kept.
 *
 * @param name name or ARN of the parameter. Pass it to the function as an environment variable
 * @param options see {@link SecretReadOptions}
 * @throws Error if the parameter does not exist, or if the function may not read it. The message names the parameter and
 * the fix, and never contains the value
 *
 * @example
 * import { handle, requireEnvironment } from "gatewright/runtime";
 * import { readParameter } from "gatewright/runtime/parameters";
 * process.env.PAYMENT_KEY = "/products-dev/payment-key"; // on AWS: `environment` of the NodejsFunction
 * const { PAYMENT_KEY } = requireEnvironment("PAYMENT_KEY");
 * const handler = handle(route("POST /charges", { access: "public" }), async () => {
 *   const authorization = `Bearer ${await readParameter(PAYMENT_KEY)}`;
 *   await fetch("https://payments.example.com/charges", { method: "POST", headers: { authorization } });
 *   return { status: 202 };
 * });
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/parameters/
 */
export function readParameter(name: string, options: SecretReadOptions = {}): Promise<string> {
  return readStoredText(PARAMETER_STORE, name, options);
}

const PARAMETER_STORE: ValueStore = {
  kind: "parameter",
  construct: "Parameter",
  setCommand: (name) =>
    `aws ssm put-parameter --name ${name} --type SecureString --overwrite --value file://value.txt`,
  read: (name, maxAge) => getParameter(name, { maxAge, forceFetch: maxAge === 0, decrypt: true }),
};
