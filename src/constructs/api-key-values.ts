import { ApiGatewayApiKey, type IConstruct, TerraformOutput } from "./cdktf";
import { listResources } from "./checks";
import { readFunctionVariables } from "./literal-secrets";
import { resolveTokens } from "./tokens";

/**
 * Returns the errors of environment variables with the value of an API key, and of outputs with such a value that are not
 * sensitive, by construct. Anyone who can read the settings of a function can read its environment variables. Terraform
 * rejects the outputs when it plans.
 *
 * @see https://developer.hashicorp.com/terraform/language/values/outputs#sensitive
 */
export function findApiKeyValues(app: IConstruct): ReadonlyMap<IConstruct, readonly string[]> {
  const constructs = app.node.findAll();
  if (!constructs.some((construct) => construct instanceof ApiGatewayApiKey)) return new Map();
  const outputs = constructs.filter((construct) => TerraformOutput.isTerraformOutput(construct));
  return new Map([
    ...listResources(app).map((resource): Errors => {
      const variables = Object.entries(readFunctionVariables(resource));
      const names = variables.flatMap(([name, value]) => (hasKey(resource.construct, value) ? [name] : []));
      return [resource.construct, names.map(describeVariable)];
    }),
    ...outputs
      .filter((output) => output.sensitive !== true && hasKey(output, output.value))
      .map((output): Errors => [output, [OUTPUT]]),
  ]);
}

type Errors = [construct: IConstruct, errors: readonly string[]];

/** Matches a reference to the value of a key, also through the output with which CDKTF passes it to another stack. */
const KEY_VALUE = /\baws_api_gateway_api_key(?:\.[\w-]+\.value\b|[\w-]*value\b)/;

function hasKey(scope: IConstruct, value: unknown): boolean {
  return KEY_VALUE.test(JSON.stringify(resolveTokens(scope, value)) ?? "");
}

function describeVariable(name: string): string {
  return `environment variable "${name}" contains the value of an API key, which is a secret; expected no secret in an environment variable. Store the value in a secret that the function reads.`;
}

const OUTPUT =
  "the output contains the value of an API key, which is a secret; expected a sensitive output, because Terraform rejects any other. Set `sensitive: true`.";
