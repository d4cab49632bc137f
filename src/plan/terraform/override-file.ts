import { writeFileSync } from "node:fs";
import path from "node:path";
import { fakeOutput } from "#aws";
import { references, type Stack } from "#terraform";

/**
 * Writes a Terraform override file. This file makes Terraform keep its state in a local file, and read the
 * outputs of other stacks from local files. The files of the stack themselves are not changed, so that the
 * line numbers in Terraform's messages are correct.
 *
 * @param folder copy of the stack's folder
 * @param temporary folder for the state files
 * @see https://developer.hashicorp.com/terraform/language/files/override
 */
export function writeOverrideFile(folder: string, stack: Stack, temporary: string): void {
  const states = Object.entries(outputsByState(stack)).map(([name, outputs]) => {
    const file = path.join(temporary, `other-${encodeURIComponent(name)}.tfstate`);
    writeFileSync(file, JSON.stringify(stateWith(outputs)));
    return [name, { backend: "local", config: { path: file } }] as const;
  });
  const override = {
    terraform: { backend: { local: { path: path.join(temporary, "terraform.tfstate") } } },
    ...(states.length > 0 && { data: { terraform_remote_state: Object.fromEntries(states) } }),
  };
  writeFileSync(path.join(folder, "zz_plan_override.tf.json"), JSON.stringify(override));
}

/**
 * Returns the names of the outputs that a stack reads from other stacks, by the name of the
 * `terraform_remote_state` data source.
 */
function outputsByState({ configuration }: Stack): Readonly<Record<string, ReadonlySet<string>>> {
  const names = Object.keys(configuration.data.terraform_remote_state ?? {});
  const used = references(configuration);
  return Object.fromEntries(
    names.map((name) => {
      const matching = used.filter(({ address }) => address === `data.terraform_remote_state.${name}`);
      return [name, new Set(matching.map(({ attribute: [, output = ""] }) => output))];
    }),
  );
}

/**
 * Returns the content of a state file with fake outputs of another stack. The types of these outputs are not known,
 * so every output is a string.
 */
function stateWith(outputs: ReadonlySet<string>): object {
  const values = [...outputs].map((name) => [name, { value: fakeOutput(name), type: "string" }] as const);
  return { version: 4, serial: 1, lineage: "", outputs: Object.fromEntries(values), resources: [] };
}
