import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withTerraform } from "../../../src/plan/terraform";
import { temporaryFolder } from "../../support";
import { withTerraformOnPath } from "../has-terraform";

/**
 * Creates a stack with an app client, a data source that reads an app client, and an output. Returns the
 * folder of the stack.
 */
function stackFolder(output: object): string {
  const folder = path.join(temporaryFolder(), "things");
  mkdirSync(folder);
  const client = { name: "web", user_pool_id: "pool", generate_secret: true };
  const read = { client_id: "abc", user_pool_id: "pool" };
  const stack = {
    resource: { aws_cognito_user_pool_client: { web: client } },
    data: { aws_cognito_user_pool_client: { read } },
    output: { secret: { value: "${aws_cognito_user_pool_client.web.client_secret}", ...output } },
  };
  writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify(stack));
  return folder;
}

/** Plans the stack and returns the change of the app client. */
async function planned(folder: string) {
  const json = await withTerraform([folder], async (terraform) => {
    await terraform.use(folder);
    return terraform.plan();
  });
  return JSON.parse(json).resource_changes[0].change;
}

withTerraformOnPath("an app client's secret", () => {
  test.each(["aws_cognito_user_pool_client.web", "data.aws_cognito_user_pool_client.read"])(
    "terraform rejects an output that shows the secret of %s",
    async (address) => {
      const folder = stackFolder({ value: `\${${address}.client_secret}` });
      await expect(planned(folder)).rejects.toThrow("Output refers to sensitive values");
    },
  );

  test("only the secret is marked as sensitive in the plan", async () => {
    const { after_sensitive } = await planned(stackFolder({ sensitive: true }));
    expect(Object.keys(after_sensitive).filter((name) => after_sensitive[name] === true)).toEqual([
      "client_secret",
    ]);
  });
});
