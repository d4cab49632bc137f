import { httpProxy, type NodejsFunction, type RestApi } from "gatewright";
import { type Terraform, withTerraform } from "gatewright/plan";
import { stackDir } from "#synth";
import { withTerraformOnPath } from "../../../plan/has-terraform";
import { restStack } from "./rest-fixture";

interface Changed {
  readonly address: string;
  readonly change: { readonly actions: readonly string[]; readonly after: { readonly triggers?: unknown } };
}

/** Returns the folder of a stack with an API, after a change. */
function folderOf(change: (all: { api: RestApi; answer: NodejsFunction }) => void = () => {}): string {
  const { stack, api, answer } = restStack({ cors: { origins: ["https://a.example"] } });
  api.route("GET /things/{id}", answer, { access: "public" });
  change({ api, answer });
  return stackDir(stack);
}

/** Returns the changes of a plan by the address of the resource. */
async function planChanges(terraform: Terraform, folder: string) {
  await terraform.use(folder);
  const { resource_changes } = JSON.parse(await terraform.plan()) as { resource_changes: Changed[] };
  return new Map(
    resource_changes
      .filter(({ change }) => change.actions[0] !== "no-op")
      .map(({ address, change }) => [address, change]),
  );
}

const DEPLOYMENT = "aws_api_gateway_deployment.api_deployment_3C116365";

withTerraformOnPath("the deployment of a REST API in a plan", () => {
  test("only a change of the content changes the deployment", async () => {
    const first = folderOf();
    const route = folderOf(({ api }) =>
      api.route("GET /a", httpProxy("https://a.example"), { access: "public" }),
    );
    const tags = folderOf(({ api }) => api.api.addOverride("description", "Things"));
    const code = folderOf(({ answer }) => answer.function.addOverride("source_code_hash", "changed"));
    const name = folderOf(({ answer }) => answer.function.addOverride("function_name", "renamed"));
    await withTerraform([first, route, tags, code, name], async (terraform) => {
      await terraform.use(first);
      await terraform.apply();
      const added = await planChanges(terraform, route);
      expect(added.get(DEPLOYMENT)?.after.triggers).toEqual({
        redeployment: expect.stringMatching(/^[0-9a-f]{40}$/),
      });
      expect([...(await planChanges(terraform, tags)).keys()]).toEqual(["aws_api_gateway_rest_api.api"]);
      expect([...(await planChanges(terraform, code)).keys()]).toEqual(["aws_lambda_function.answer"]);
      expect((await planChanges(terraform, name)).has(DEPLOYMENT)).toBe(true);
    });
  });
});
