import { writeFileSync } from "node:fs";
import path from "node:path";
import { references, type Stack } from "#terraform";

/**
 * Has terraform keep its state in a file here, whatever the stack says, and read other stacks' outputs from files here. It
 * is an override: the stack's own files stay as they are, so that terraform's messages name their lines.
 *
 * @param folder of the stack
 * @param temporary where the files are to be
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

/** What the stack reads of each other stack's outputs. */
function outputsByState({ configuration }: Stack): Readonly<Record<string, ReadonlySet<string>>> {
  const names = Object.keys(configuration.data.terraform_remote_state ?? {});
  const used = references(configuration);
  return Object.fromEntries(
    names.map((name) => {
      const own = used.filter(({ address }) => address === `data.terraform_remote_state.${name}`);
      return [name, new Set(own.map(({ attribute: [, output = ""] }) => output))];
    }),
  );
}

/** Each is text, an ARN where it is called so: what another stack gives is nowhere said. */
function stateWith(outputs: ReadonlySet<string>): object {
  const values = [...outputs].map((name) => {
    const value = name.endsWith("arn") ? `arn:aws:other:us-east-1:123456789012:${name}` : name;
    return [name, { value, type: "string" }] as const;
  });
  return { version: 4, serial: 1, lineage: "", outputs: Object.fromEntries(values), resources: [] };
}
