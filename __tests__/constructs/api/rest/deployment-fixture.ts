import { type Terraform, withTerraform } from "gatewright/plan";

/** Returns the changes of a plan, each with its actions and the type of the resource. */
async function planChanges(terraform: Terraform): Promise<readonly string[]> {
  const { resource_changes } = JSON.parse(await terraform.plan()) as {
    resource_changes: readonly { type: string; change: { actions: readonly string[] } }[];
  };
  return resource_changes
    .map(({ type, change }) => `${change.actions.join(" and ")} ${type.replace("aws_api_gateway_", "")}`)
    .filter((change) => !change.startsWith("no-op"))
    .sort();
}

/** Changes of a new deployment: Terraform creates it, connects the stage with it, and then deletes the old one. */
export const REDEPLOYED = ["create and delete deployment", "update stage"];

/**
 * Applies the versions of a stack one after the other. The plan after each apply is empty.
 *
 * @returns changes of each version after the first
 */
export function applyVersions(folders: readonly string[]): Promise<readonly (readonly string[])[]> {
  return withTerraform(folders, async (terraform) => {
    const plans: (readonly string[])[] = [];
    for (const folder of folders) {
      await terraform.use(folder);
      plans.push(await planChanges(terraform));
      await terraform.apply();
      expect(await planChanges(terraform)).toEqual([]);
    }
    return plans.slice(1);
  });
}
