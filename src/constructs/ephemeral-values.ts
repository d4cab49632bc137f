import { type IConstruct, TerraformOutput, type TerraformStack } from "./cdktf";
import { listResources } from "./checks";
import { readFunctionVariables } from "./literal-secrets";
import { ProjectContext } from "./project-context";
import { EphemeralVariables } from "./secrets/secret-value";
import { resolveTokens } from "./tokens";

/**
 * Returns the errors of environment variables and outputs with the value of a secret, by construct. The variable with
 * this value is ephemeral. Terraform accepts it only in write-only arguments, and rejects it when it plans.
 *
 * @see https://developer.hashicorp.com/terraform/language/values/variables#exclude-values-from-state
 */
export function findEphemeralValues(app: IConstruct): ReadonlyMap<IConstruct, readonly string[]> {
  const { byStack } = ProjectContext.of(app).registry(EphemeralVariables);
  return new Map(
    [...byStack].flatMap(([stack, names]) => [
      ...findInEnvironments(stack, names),
      ...findInOutputs(stack, names),
    ]),
  );
}

type Errors = [construct: IConstruct, errors: readonly string[]];

function findInEnvironments(stack: TerraformStack, names: ReadonlySet<string>): Errors[] {
  return listResources(stack).map((resource) => {
    const { construct } = resource;
    const variables = Object.entries(readFunctionVariables(resource));
    return [
      construct,
      variables.flatMap(([name, value]) =>
        describeValues(`environment variable "${name}"`, findNames(construct, value, names)),
      ),
    ];
  });
}

function findInOutputs(stack: TerraformStack, names: ReadonlySet<string>): Errors[] {
  const outputs = stack.node.findAll().filter((construct) => TerraformOutput.isTerraformOutput(construct));
  return outputs.map((output) => [
    output,
    describeValues("the output", findNames(output, output.value, names)),
  ]);
}

/** Returns the names of the ephemeral variables to which a value refers. */
function findNames(scope: IConstruct, value: unknown, names: ReadonlySet<string>): readonly string[] {
  const text = JSON.stringify(resolveTokens(scope, value)) ?? "";
  return [...names].filter((name) => text.match(/\bvar\.([\w-]+)/g)?.includes(`var.${name}`));
}

function describeValues(place: string, names: readonly string[]): string[] {
  return names.map(
    (name) =>
      `${place} contains the variable "${name}", which is the value of a secret; expected no such value, because Terraform accepts it only in write-only arguments. Pass the name of the Secret or the Parameter.`,
  );
}
