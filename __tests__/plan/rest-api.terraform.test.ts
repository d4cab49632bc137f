import { plan, reviewPlan, withTerraform } from "gatewright/plan";
import { Stack } from "#terraform";
import { RESOURCES } from "../../src/plan/provider";
import { withTerraformOnPath } from "./has-terraform";
import { REST_API_TYPES, restApiStack } from "./rest-api-stack";

/** Returns the actions of a plan, by address, except those that change nothing. */
function actionsOf(json: string): Readonly<Record<string, readonly string[]>> {
  const { resource_changes = [] } = JSON.parse(json) as {
    resource_changes?: readonly { address: string; change: { actions: readonly string[] } }[];
  };
  const changes = resource_changes.map(({ address, change }) => [address, change.actions] as const);
  return Object.fromEntries(changes.filter(([, actions]) => actions.join() !== "no-op"));
}

/** Returns the actions of the changes between a stack and the same stack with changed arguments, by address. */
async function changesOf(changed: Parameters<typeof restApiStack>[0]) {
  const { changes } = await plan(restApiStack(changed), { against: restApiStack() });
  const actual = changes.filter(({ action }) => action !== "no-op");
  return Object.fromEntries(actual.map(({ address, action }) => [address, action]));
}

test("the stack has a resource of each type of REST APIs that has facts", () => {
  const types = Object.keys(RESOURCES).filter((type) => type.startsWith("aws_api_gateway_"));
  expect([...REST_API_TYPES].sort()).toEqual(types.sort());
});

withTerraformOnPath("a stack with a REST API", () => {
  test("the stack is valid, can be applied, then has no changes, and can be destroyed", async () => {
    const folder = restApiStack();
    await withTerraform([folder], async (terraform) => {
      await terraform.use(folder);
      await terraform.validate();
      await terraform.apply();
      expect(actionsOf(await terraform.plan())).toEqual({});
      await terraform.destroy();
      expect(Object.keys(actionsOf(await terraform.plan()))).toHaveLength(REST_API_TYPES.length);
    });
  });

  test("a changed part of a path is an update, as with the real provider", async () => {
    expect(await changesOf({ aws_api_gateway_resource: { path_part: "animals" } })).toEqual({
      "aws_api_gateway_resource.pets": "update",
    });
  });

  test("a changed trigger replaces the deployment, and updates the stage", async () => {
    expect(await changesOf({ aws_api_gateway_deployment: { triggers: { redeployment: "2" } } })).toEqual({
      "aws_api_gateway_deployment.current": "replace",
      "aws_api_gateway_stage.live": "update",
    });
  });

  test("a changed throttle updates the method settings, and replaces nothing", async () => {
    const settings = { metrics_enabled: true, throttling_rate_limit: 5, throttling_burst_limit: 20 };
    expect(await changesOf({ aws_api_gateway_method_settings: { settings } })).toEqual({
      "aws_api_gateway_method_settings.one": "update",
    });
  });

  test("a changed method replaces the method and its parts, but not the resource", async () => {
    expect(await changesOf({ aws_api_gateway_method: { http_method: "POST" } })).toEqual({
      "aws_api_gateway_integration.get": "replace",
      "aws_api_gateway_integration_response.one": "replace",
      "aws_api_gateway_method.get": "replace",
      "aws_api_gateway_method_response.ok": "replace",
    });
  });

  test("the review describes a method in the words of a route, and a new deployment in one line", async () => {
    const [before, after] = [
      restApiStack(),
      restApiStack({
        aws_api_gateway_method: { authorization: "NONE", authorizer_id: null },
        aws_api_gateway_deployment: { triggers: { redeployment: "2" } },
      }),
    ];
    const planned = await plan(after, { against: before });
    const configurations = { before: Stack.read(before), after: Stack.read(after) };
    const { findings, constructs } = reviewPlan(planned, { configurations });
    expect(findings).toMatchObject([
      {
        title: "Access changes",
        findings: [{ lines: ["~ GET /pets: Lambda authorizer tokens, API key → public, API key"] }],
      },
    ]);
    expect(constructs.flatMap(({ lines }) => lines)).toEqual([
      "± aws_api_gateway_deployment.current: the API is deployed again",
    ]);
  });

  test("a changed name of the API is an update, and the IDs of its parts stay", async () => {
    expect(await changesOf({ aws_api_gateway_rest_api: { name: "animals" } })).toEqual({
      "aws_api_gateway_rest_api.api": "update",
    });
  });
});
