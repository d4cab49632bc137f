import { getSecret } from "@aws-lambda-powertools/parameters/secrets";
import { readStoredText, type SecretReadOptions, type ValueStore } from "./read-stored-text";

export type { SecretReadOptions } from "./read-stored-text";

/**
 * Returns the value of a secret in AWS Secrets Manager. The execution environment caches the value in memory for five
 * minutes, or for `maxAgeSeconds`. A failed read is not cached.
 *
 * @param name name or ARN of the secret. Pass it to the function as an environment variable
 * @param options maximum age of a cached value, in seconds. Default: 300
 * @returns the text of the secret. If it is JSON, parse it with `JSON.parse`
 * @throws Error if the secret does not exist or has no text value, or if the function may not read it. The message names
 * the secret and the fix, and never contains the value
 *
 * @example
 * import { handle, requireEnvironment } from "gatewright/runtime";
 * import { readSecret } from "gatewright/runtime/secrets";
 * process.env.PAYMENT_KEY = "products-dev-payment-key"; // on AWS: `environment` of the NodejsFunction
 * const { PAYMENT_KEY } = requireEnvironment("PAYMENT_KEY");
 * const handler = handle(route("POST /charges", { access: "public" }), async () => {
 *   const authorization = `Bearer ${await readSecret(PAYMENT_KEY)}`;
 *   await fetch("https://payments.example.com/charges", { method: "POST", headers: { authorization } });
 *   return { status: 202 };
 * });
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/parameters/
 */
export function readSecret(name: string, options: SecretReadOptions = {}): Promise<string> {
  return readStoredText(SECRETS_MANAGER, name, options);
}

const SECRETS_MANAGER: ValueStore = {
  kind: "secret",
  construct: "Secret",
  setCommand: (name) =>
    `aws secretsmanager put-secret-value --secret-id ${name} --secret-string file://value.txt`,
  read: (name, maxAge) => getSecret(name, { maxAge, forceFetch: maxAge === 0 }),
};
