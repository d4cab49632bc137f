import { type Canary, RestApi, type RestApiProps, TerraformVariable } from "gatewright";
import { errorsOf, synthesized, testStack } from "../../../support";
import { fn } from "../http/api-fixture";
import { restStack } from "./rest-fixture";

// Source of the settings: https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html

function declareCanary(canary: Canary | undefined, props: RestApiProps = {}) {
  const all = restStack({ ...props, canary });
  all.api.route("GET /", all.answer, { access: "public" });
  return all;
}

/** Returns the values of the stage and of the deployments, by the end of their Terraform names. */
function valuesOf(canary: Canary | undefined, props?: RestApiProps) {
  const { stack } = declareCanary(canary, props);
  expect(errorsOf(stack)).toEqual([]);
  const { only, all } = synthesized(stack);
  const deployments = all("aws_api_gateway_deployment");
  const find = (id: string) => deployments.find(({ address }) => address.includes(`.api_${id}_`));
  return {
    stage: only("aws_api_gateway_stage").values,
    deployment: find("deployment"),
    canary: find("canary-deployment"),
  };
}

describe("the canary of a REST API", () => {
  test("the canary has a new deployment, and the stage keeps its own", () => {
    const { stage, deployment, canary } = valuesOf({ percent: 10 });
    expect(deployment?.values.lifecycle).toEqual({
      create_before_destroy: true,
      ignore_changes: ["triggers"],
    });
    expect(canary?.values.lifecycle).toEqual({ create_before_destroy: true });
    expect(canary?.values.triggers).toEqual(deployment?.values.triggers);
    expect(canary?.values.depends_on).toEqual(deployment?.values.depends_on);
    expect(stage.deployment_id).toBe(`\${${deployment?.address}.id}`);
    expect(stage.canary_settings).toEqual({
      deployment_id: `\${${canary?.address}.id}`,
      percent_traffic: 10,
      use_stage_cache: false,
    });
  });

  test("a canary can have variables and use the cache of the stage", () => {
    const { stage } = valuesOf(
      { percent: 0.5, variables: { color: "blue" }, useStageCache: true },
      { cache: false, stageVariables: { color: "red" } },
    );
    expect(stage.variables).toEqual({ color: "red" });
    expect(stage.canary_settings).toMatchObject({
      percent_traffic: 0.5,
      stage_variable_overrides: { color: "blue" },
      use_stage_cache: true,
    });
  });

  test("the percentage can be a variable of Terraform, so that it changes without a commit", () => {
    const stack = testStack();
    const percent = new TerraformVariable(stack, "percent", { type: "number" });
    const api = new RestApi(stack, "api", { canary: { percent: percent.numberValue } });
    api.route("GET /", fn(stack), { access: "public" });
    expect(errorsOf(stack)).toEqual([]);
    expect(api.canaryDeployment?.node.path).toBe("test/api/canary-deployment");
    expect(synthesized(stack).only("aws_api_gateway_stage").values.canary_settings).toMatchObject({
      percent_traffic: "${var.percent}",
    });
  });

  test("an API without a canary has one deployment, which follows its content", () => {
    const { stage, deployment, canary } = valuesOf(undefined);
    expect(declareCanary(undefined).api.canaryDeployment).toBeUndefined();
    expect(canary).toBeUndefined();
    expect(stage).not.toHaveProperty("canary_settings");
    expect(deployment?.values.lifecycle).toEqual({ create_before_destroy: true });
  });

  test.each<[Canary, RestApiProps, string]>([
    [{ percent: -1 }, {}, "canary.percent is -1; expected a number from 0 to 100"],
    [{ percent: 100.1 }, {}, "canary.percent is 100.1; expected a number from 0 to 100"],
    [{ percent: Number.NaN }, {}, "canary.percent is NaN; expected a number from 0 to 100"],
    [
      { percent: 1, variables: { "a-b": "1" } },
      {},
      'stage variable name "a-b" is invalid; expected letters, digits and _. Rename it.',
    ],
    [
      { percent: 1, variables: { corsOrigins: "https://a.example" } },
      { cors: { origins: ["https://a.example"] } },
      'canary.variables has "corsOrigins", which `cors` sets. Rename it.',
    ],
    [
      { percent: 1, useStageCache: true },
      {},
      "canary.useStageCache is true, but the API has no cache. Set `cache` of the API, or remove useStageCache.",
    ],
  ])("the canary %j of an API with %j is an error", (canary, props, error) => {
    expect(errorsOf(declareCanary(canary, props).stack)).toEqual([`test/api: ${error}`]);
  });
});
