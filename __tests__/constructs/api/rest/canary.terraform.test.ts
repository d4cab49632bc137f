import { execFile } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { type Canary, httpProxy } from "gatewright";
import { stackDir } from "#synth";
import { Stack } from "#terraform";
import { type RunningProvider, serveProvider, stackSchemas } from "../../../../src/plan/provider";
import { terraformEnvironment } from "../../../../src/plan/terraform";
import { withTerraformOnPath } from "../../../plan/has-terraform";
import { temporaryFolder } from "../../../support";
import { restStack } from "./rest-fixture";

const execute = promisify(execFile);

/** Version of an API: the endpoint of its route, which a deployment contains, a variable of its stage, and its canary. */
interface Version {
  readonly endpoint: string;
  readonly color?: string;
  readonly canary?: Canary;
}

/** Returns the folder of a stack with a version of an API. */
function folderOf({ endpoint, color = "red", canary }: Version): string {
  const { stack, api } = restStack({ canary, stageVariables: { color } });
  api.route("GET /legacy", httpProxy(endpoint), { access: "public" });
  return stackDir(stack);
}

/** Part of the output of `terraform show -json`. */
interface Shown {
  readonly values: {
    readonly root_module: {
      readonly resources: readonly {
        readonly type: string;
        readonly name: string;
        readonly values: Readonly<Record<string, unknown>>;
      }[];
    };
  };
}

/** Outcome of a version: the changes of deployments and of the stage in their order, and the result. */
interface Applied {
  readonly order: readonly string[];
  /** Trigger of the deployment of the stage. It is a hash of its content. */
  readonly content: unknown;
  /** Trigger of the deployment of the canary. */
  readonly canaryContent: unknown;
  readonly variables: unknown;
  readonly canary: unknown;
}

/** Matches the address of a deployment or of the stage, with the ID of its construct as a group. */
const ADDRESS =
  /^aws_api_gateway_(?:deployment|stage)\.api_(canary-deployment|deployment|stage)_[0-9A-F]{8}$/;

/** Returns the changes of deployments and of the stage in the order in which Terraform started them. */
function listChanges(output: string): string[] {
  const lines = output.split("\n").filter((line) => line.startsWith("{"));
  const events = lines.map((line) => JSON.parse(line));
  return events
    .filter(({ type }) => type === "apply_start")
    .flatMap(({ hook: { action, resource } }) => {
      const [, name] = ADDRESS.exec(resource.addr) ?? [];
      return name ? [`${action} ${name}`] : [];
    });
}

function describeState(json: string): Omit<Applied, "order"> {
  const { resources } = (JSON.parse(json) as Shown).values.root_module;
  const deployments = resources.filter(({ type }) => type === "aws_api_gateway_deployment");
  const stage = resources.find(({ type }) => type === "aws_api_gateway_stage")?.values;
  const triggerOf = (id: unknown) => deployments.find(({ values }) => values.id === id)?.values.triggers;
  const [canary] = (stage?.canary_settings ?? []) as Record<string, unknown>[];
  const { deployment_id, ...rest } = canary ?? {};
  return {
    content: triggerOf(stage?.deployment_id),
    canaryContent: triggerOf(deployment_id),
    variables: stage?.variables,
    canary: canary && rest,
  };
}

const A = "https://a.example";
const B = "https://b.example";
const C = "https://c.example";
const variables = { color: "blue" };

withTerraformOnPath("a canary of a REST API, applied by Terraform", () => {
  const temporary = temporaryFolder();
  let provider: RunningProvider | undefined;

  afterEach(() => provider?.stop());

  /** Applies versions of an API one after the other. A second plan of each is empty. Destroys the last one. */
  async function applyAll(name: string, versions: readonly Version[]): Promise<Applied[]> {
    const dir = path.join(temporary, name);
    const work = path.join(dir, "stack");
    mkdirSync(work, { recursive: true });
    const socket = path.join(dir, "aws.sock");
    const env = terraformEnvironment(dir, { "registry.terraform.io/hashicorp/aws": socket });
    const folders = versions.map(folderOf);
    provider = await serveProvider(socket, () => stackSchemas(folders.map((folder) => Stack.read(folder))));
    const run = async (...args: string[]) =>
      (await execute("terraform", args, { cwd: work, env, maxBuffer: 64 * 1024 * 1024 })).stdout;
    const backend = { local: { path: path.join(dir, "terraform.tfstate") } };
    const applied: Applied[] = [];
    for (const folder of folders) {
      cpSync(folder, work, { recursive: true });
      writeFileSync(path.join(work, "zz_override.tf.json"), JSON.stringify({ terraform: { backend } }));
      await run("init", "-input=false");
      const order = listChanges(await run("apply", "-json", "-auto-approve"));
      // With this option, a plan with changes has the status 2, which is an error here.
      await run("plan", "-detailed-exitcode");
      applied.push({ order, ...describeState(await run("show", "-json")) });
    }
    const destroyed = listChanges(await run("destroy", "-json", "-auto-approve"));
    expect(destroyed[0]).toBe("delete stage");
    return applied;
  }

  test("a canary is started, grows, gets another deployment and is promoted without a gap", async () => {
    const [before, started, grown, changed, promoted] = await applyAll("promote", [
      { endpoint: A },
      { endpoint: B, canary: { percent: 10, variables } },
      { endpoint: B, canary: { percent: 50, variables } },
      { endpoint: C, canary: { percent: 50, variables } },
      { endpoint: C, color: "blue" },
    ]);
    expect(before).toMatchObject({ order: ["create deployment", "create stage"], canary: undefined });
    // The stage keeps its deployment while the canary gets the new content.
    expect(started).toMatchObject({
      order: ["create canary-deployment", "update stage"],
      content: before?.content,
      variables: { color: "red" },
      canary: { percent_traffic: 10, stage_variable_overrides: variables, use_stage_cache: false },
    });
    expect(started?.canaryContent).not.toEqual(before?.content);
    expect(grown).toMatchObject({
      order: ["update stage"],
      content: before?.content,
      canaryContent: started?.canaryContent,
      canary: { percent_traffic: 50 },
    });
    expect(changed).toMatchObject({
      order: ["create canary-deployment", "update stage", "delete canary-deployment"],
      content: before?.content,
    });
    expect(changed?.canaryContent).not.toEqual(started?.canaryContent);
    // API Gateway rejects the deletion of a deployment that a stage uses, so the stage leaves both of them first.
    expect(promoted?.order.slice(0, 2)).toEqual(["create deployment", "update stage"]);
    expect(promoted?.order.slice(2).sort()).toEqual(["delete canary-deployment", "delete deployment"]);
    expect(promoted).toMatchObject({ content: changed?.canaryContent, variables, canary: undefined });
  });

  test("a canary is rolled back, and the stage keeps its deployment", async () => {
    const [before, , paused, back] = await applyAll("roll-back", [
      { endpoint: A },
      { endpoint: B, canary: { percent: 10, variables } },
      { endpoint: B, canary: { percent: 0, variables } },
      { endpoint: A },
    ]);
    expect(paused).toMatchObject({ order: ["update stage"], canary: { percent_traffic: 0 } });
    expect(back).toMatchObject({
      order: ["update stage", "delete canary-deployment"],
      content: before?.content,
      variables: { color: "red" },
      canary: undefined,
    });
  });

  test("a new API can have a canary, whose deployment has the same content as that of the stage", async () => {
    const [first] = await applyAll("new", [{ endpoint: A, canary: { percent: 0 } }]);
    expect(first?.order.at(-1)).toBe("create stage");
    expect(first?.canaryContent).toEqual(first?.content);
  });
});
