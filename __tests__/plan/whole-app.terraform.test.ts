import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { App, AwsProvider, stubCode, type TerraformStack } from "gatewright";
import { type Terraform, withTerraform } from "gatewright/plan";
import { COMPUTED_RESOURCES } from "#aws";
import { stackDir } from "#synth";
import { readSynthesizedStack, resolveStack } from "#terraform";
import { ProductsStack, stages } from "../../main";
import { temporaryFolder, testStack } from "../support";
import { declareEverything, declareRestApis, declareWebSocketApis } from "./all-options";
import { withTerraformOnPath } from "./has-terraform";
import { LATER_ATTRIBUTES } from "./later-attributes";

function products(stage: keyof typeof stages): TerraformStack {
  const app = new App({ outdir: temporaryFolder() });
  stubCode(app);
  return new ProductsStack(app, `products-${stage}`, stages[stage]);
}

function everything(): TerraformStack {
  const stack = testStack();
  new AwsProvider(stack, "elsewhere", { alias: "elsewhere", region: "us-east-1" });
  declareEverything(stack);
  return stack;
}

function restApis(): TerraformStack {
  const stack = testStack();
  declareRestApis(stack);
  return stack;
}

function webSocketApis(): TerraformStack {
  const stack = testStack();
  declareWebSocketApis(stack);
  return stack;
}

/** Returns the actions in a plan, except those that change nothing. */
function actions(plan: string): readonly string[] {
  const { resource_changes = [], output_changes = {} } = JSON.parse(plan);
  const all = [...resource_changes.map(({ change }: Changed) => change), ...Object.values(output_changes)];
  return all.flatMap((change) => change.actions).filter((action) => action !== "no-op");
}

interface Changed {
  readonly change: { readonly actions: readonly string[] };
}

/** Attributes whose values are URLs, which differ because the local gateway has local URLs. */
const URLS = ["api_endpoint", "invoke_url"];

/** Attributes that AWS assigns to the resources of a folder, by address and name, as the local gateway computes them. */
function localAttributes(folder: string): Record<string, unknown> {
  const { resources } = resolveStack(readSynthesizedStack(folder));
  return Object.fromEntries(
    resources.flatMap((resource) =>
      Object.keys(COMPUTED_RESOURCES[resource.type]?.attributes ?? {})
        .filter((name) => !URLS.includes(name) && !LATER_ATTRIBUTES.includes(name))
        .map((name) => [`${resource.address}.${name}`, resource.attribute(name)]),
    ),
  );
}

/** The same attributes from the state of an applied plan. */
async function plannedAttributes(
  terraform: Terraform,
  names: readonly string[],
): Promise<Record<string, unknown>> {
  const { prior_state } = JSON.parse(await terraform.plan()) as PlanWithState;
  const values = new Map(
    prior_state.values.root_module.resources.map((entry) => [entry.address, entry.values]),
  );
  return Object.fromEntries(
    names.map((name) => [
      name,
      values.get(name.slice(0, name.lastIndexOf(".")))?.[name.split(".").at(-1) ?? ""],
    ]),
  );
}

interface PlanWithState {
  readonly prior_state: {
    readonly values: {
      readonly root_module: {
        readonly resources: readonly { readonly address: string; readonly values: Record<string, unknown> }[];
      };
    };
  };
}

/** Arguments that do not identify a resource, by type. */
const EDITS: Readonly<Record<string, object>> = {
  aws_apigatewayv2_api: { description: "edited" },
  aws_apigatewayv2_stage: { description: "edited" },
  aws_apigatewayv2_integration: { description: "edited" },
  aws_cognito_user_pool: { deletion_protection: "INACTIVE" },
  aws_cognito_user_pool_client: { access_token_validity: 2 },
  aws_cloudwatch_metric_alarm: { alarm_description: "edited" },
  aws_iam_role: { description: "edited" },
  aws_lambda_function: { memory_size: 777 },
};

/** Writes a copy of a stack's Terraform with the edits. */
function edit(folder: string): string {
  const copy = path.join(temporaryFolder(), "stack");
  cpSync(folder, copy, { recursive: true });
  const file = path.join(copy, "cdk.tf.json");
  const configuration = JSON.parse(readFileSync(file, "utf8"));
  for (const [type, edited] of Object.entries(EDITS)) {
    for (const resource of Object.values<object>(configuration.resource[type]))
      Object.assign(resource, edited);
  }
  writeFileSync(file, JSON.stringify(configuration));
  return copy;
}

const WEBSOCKET = { protocol_type: "WEBSOCKET", route_selection_expression: "$request.body.action" };

/** Values of secrets and parameters in {@link declareEverything}. */
const VARIABLES = { "secret-value": "hunter2-of-secret", "parameter-value": "hunter2-of-parameter" };

withTerraformOnPath("a stack of the whole application", () => {
  test("a plan and the local gateway give each resource the same IDs and ARNs, also after an edit", async () => {
    const folder = stackDir(products("dev"));
    const edited = edit(folder);
    const attributes = localAttributes(folder);
    expect(Object.keys(attributes).length).toBeGreaterThan(100);
    expect(localAttributes(edited)).toEqual(attributes);
    await withTerraform([folder, edited], async (terraform) => {
      await terraform.use(folder);
      await terraform.apply();
      expect(await plannedAttributes(terraform, Object.keys(attributes))).toEqual(attributes);
      await terraform.use(edited);
      await terraform.apply();
      expect(await plannedAttributes(terraform, Object.keys(attributes))).toEqual(attributes);
    });
  });

  test.each([
    ["products-dev", () => products("dev")],
    ["products-prod", () => products("prod")],
    ["every construct with every option", everything],
    ["REST APIs with every option", restApis],
    ["WebSocket APIs with every option", webSocketApis],
  ])("%s is valid, can be applied, then has no changes, and can be destroyed", async (_, stack) => {
    const folder = stackDir(stack());
    await withTerraform(
      [folder],
      async (terraform) => {
        await terraform.use(folder);
        await terraform.validate();
        await terraform.apply();
        expect(actions(await terraform.plan())).toEqual([]);
        await terraform.destroy();
      },
      { variables: VARIABLES },
    );
  });

  test("the URL of a stage of a WebSocket API has the scheme wss, also if the stage is created later", async () => {
    const [api, stage] = ["aws_apigatewayv2_api.chat", "aws_apigatewayv2_stage.live"];
    const folder = temporaryFolder();
    const write = (resource: object) => {
      const configuration = {
        terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "6.25.0" } } },
        provider: { aws: { region: "eu-central-1" } },
        resource: { aws_apigatewayv2_api: { chat: { name: "chat", ...WEBSOCKET } }, ...resource },
      };
      writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify(configuration));
    };
    write({});
    await withTerraform([folder], async (terraform) => {
      await terraform.use(folder);
      await terraform.apply();
      write({ aws_apigatewayv2_stage: { live: { api_id: `\${${api}.id}`, name: "live" } } });
      await terraform.use(folder);
      await terraform.apply();
      const attributes = await plannedAttributes(terraform, [`${api}.api_endpoint`, `${stage}.invoke_url`]);
      const [endpoint = "", url] = Object.values(attributes).map(String);
      expect(endpoint).toMatch(/^wss:\/\/[a-z0-9]{10}\.execute-api\.eu-central-1\.amazonaws\.com$/);
      expect(url).toBe(`${endpoint}/live`);
    });
  });

  test("the values of secrets and parameters are neither in a plan nor in the state", async () => {
    const folder = stackDir(everything());
    await withTerraform(
      [folder],
      async (terraform) => {
        await terraform.use(folder);
        const first = await terraform.plan();
        await terraform.apply();
        const second = await terraform.plan();
        expect(first).toContain('"secret_string_wo_version":2');
        expect(second).toContain('"prior_state"');
        for (const value of Object.values(VARIABLES)) expect(`${first}${second}`).not.toContain(value);
      },
      { variables: VARIABLES },
    );
  });
});
