import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { plan } from "gatewright/plan";
import { temporaryFolder } from "../../support";
import { withTerraformOnPath } from "../has-terraform";

/** Creates a stack with one resource and returns its folder. */
function stackFolder(type: string, values: object): string {
  const folder = path.join(temporaryFolder(), "things");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify({ resource: { [type]: { one: values } } }));
  return folder;
}

function times<Made>(count: number, made: (index: number) => Made): readonly Made[] {
  return Array.from({ length: count }, (_, index) => made(index));
}

const scopes = (count: number) => ({
  identifier: "things",
  name: "things",
  user_pool_id: "pool",
  scope: times(count, (index) => ({ scope_name: `s${index}`, scope_description: "d" })),
});
const attributes = (count: number) => ({
  name: "pool",
  schema: times(count, (index) => ({ name: `a${index}`, attribute_data_type: "String" })),
});
const mechanisms = (count: number) => ({
  name: "pool",
  account_recovery_setting: {
    recovery_mechanism: times(count, (index) => ({ name: `m${index}`, priority: index })),
  },
});

withTerraformOnPath("the maximum number of blocks", () => {
  test.each([
    ["aws_cognito_resource_server", "scope", 100, scopes],
    ["aws_cognito_user_pool", "schema", 50, attributes],
    ["aws_cognito_user_pool", "recovery_mechanism", 2, mechanisms],
  ])(
    "a resource %s with more %s blocks than the maximum of %i is an error",
    async (type, block, most, values) => {
      expect((await plan(stackFolder(type, values(most)))).counts.create).toBe(1);
      await expect(plan(stackFolder(type, values(most + 1)))).rejects.toThrow(
        `No more than ${most} "${block}" blocks are allowed`,
      );
    },
  );
});
