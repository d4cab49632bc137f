import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, createReadStream, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { type PlanOptions, plan, type StackOrDir, withTerraform } from "#plan";
import { stackDir } from "#synth";
import { temporaryFolder } from "../../support";
import { withTerraformOnPath } from "../has-terraform";

/** A folder of one stack, called `things`. */
function stackFolder(terraform: object, file = "cdk.tf.json"): string {
  const folder = path.join(temporaryFolder(), "things");
  mkdirSync(folder);
  writeFileSync(path.join(folder, file), JSON.stringify(terraform));
  return folder;
}

const TOPIC = { resource: { aws_sns_topic: { alarms: { name: "alarms" } } } };

/** A plan in a process of its own, with other variables in its environment. */
function planning(folder: string, environment: Record<string, string>): ChildProcess {
  const script = path.join(__dirname, "../plan-fixture.ts");
  const env = { ...process.env, ...environment };
  return spawn(process.execPath, ["--import", "tsx", script, folder], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** What the process of a plan prints. */
async function told({ stdout }: ChildProcess): Promise<unknown> {
  return stdout && JSON.parse(await text(stdout));
}

function refusal(stack: StackOrDir, options?: PlanOptions): Promise<string> {
  return plan(stack, options).then(
    () => "",
    (error) => `${error.name}: ${error.message}`,
  );
}

describe("without terraform on the PATH", () => {
  const { PATH } = process.env;

  beforeEach(() => {
    process.env.PATH = temporaryFolder();
  });

  afterEach(() => {
    process.env.PATH = PATH;
  });

  test("there is no plan, and one clear word why", async () => {
    expect(await refusal(stackFolder(TOPIC))).toBe(
      "PlanError: there is no terraform on the PATH: a plan is made by terraform itself; install 1.5 or newer, https://developer.hashicorp.com/terraform/install",
    );
  });

  test("nothing is left behind", async () => {
    const process = planning(stackFolder(TOPIC), { TMPDIR: temporaryFolder() });
    expect(await told(process)).toEqual({ outcome: "PlanError", left: [] });
  });
});

describe("a stack", () => {
  test("that needs another provider is refused before anything is asked of a registry", async () => {
    const required_providers = { aws: { source: "aws" }, random: { source: "hashicorp/random" }, dns: {} };
    expect(await refusal(stackFolder({ terraform: { required_providers }, ...TOPIC }))).toBe(
      "PlanError: things: it needs hashicorp/random and hashicorp/dns, and a plan knows hashicorp/aws alone; plan it with terraform and an account",
    );
  });

  test("that is in no application cannot be synthesized", async () => {
    expect(await refusal({ node: { id: "things", root: {} } })).toBe(
      "StackError: things: it is in no App, so it cannot be synthesized; make it in one",
    );
  });

  test("is synthesized with its application", () => {
    const outdir = temporaryFolder();
    const synthesized: string[] = [];
    const root = { outdir, synth: () => synthesized.push(outdir) };
    expect(stackDir({ node: { id: "things", root } })).toBe(path.join(outdir, "stacks", "things"));
    expect(synthesized).toEqual([outdir]);
  });

  test("is not planned against itself", async () => {
    const folder = stackFolder(TOPIC);
    expect(await refusal(folder, { against: folder })).toBe(
      `PlanError: things: it would be planned against itself, for both are in ${folder}; synthesize them into two folders`,
    );
  });

  test("that is not there is no plan", async () => {
    expect(await refusal("/nowhere")).toMatch(/^StackError: \/nowhere cannot be read/);
  });
});

describe("terraform", () => {
  test("takes no stack that it has no provider for", async () => {
    const [known, other] = [stackFolder(TOPIC), stackFolder(TOPIC)];
    await expect(withTerraform([known], (terraform) => terraform.use(other))).rejects.toThrow(
      `${other}: it is not among the folders that there is a provider for`,
    );
  });

  test("does nothing without a stack", async () => {
    await expect(withTerraform([], (terraform) => terraform.validate())).rejects.toThrow(
      "terraform: it has no stack yet; call use first",
    );
  });
});

/** A terraform that never ends, and a pipe that it holds open for as long as it lives. */
function endlessTerraform() {
  const folder = temporaryFolder();
  const pipe = path.join(folder, "alive");
  execFileSync("mkfifo", [pipe]);
  writeFileSync(
    path.join(folder, "terraform"),
    `#!/bin/sh\nexec 3>${pipe}\necho started >&3\nexec sleep 1000\n`,
  );
  chmodSync(path.join(folder, "terraform"), 0o755);
  return { PATH: `${folder}${path.delimiter}${process.env.PATH}`, pipe };
}

test.each(["SIGINT", "SIGTERM"] as const)("%s ends terraform, and leaves nothing behind", async (signal) => {
  const { PATH, pipe } = endlessTerraform();
  const TMPDIR = temporaryFolder();
  const process = planning(stackFolder(TOPIC), { PATH, TMPDIR });
  const alive = createReadStream(pipe);
  await once(alive, "data");
  const isEnded = Promise.all([once(alive.resume(), "end"), once(process, "close")]);
  process.kill(signal);
  const [, [, by]] = await isEnded;
  expect(by).toBe(signal);
  expect(readdirSync(TMPDIR).filter((name) => name.startsWith("gatewright-"))).toEqual([]);
});

withTerraformOnPath("what is applied", () => {
  test("is what the next plan is against, and nothing else of its stack", async () => {
    const folders = [stackFolder(TOPIC, "more.tf.json"), stackFolder({})] as const;
    await withTerraform(folders, async (terraform) => {
      await terraform.use(folders[0]);
      await terraform.apply();
      await terraform.use(folders[1]);
      const { resource_changes } = JSON.parse(await terraform.plan());
      expect(resource_changes).toMatchObject([
        { address: "aws_sns_topic.alarms", change: { actions: ["delete"] } },
      ]);
    });
  });

  test("leaves nothing behind, nor does the plan", async () => {
    const process = planning(stackFolder(TOPIC), { TMPDIR: temporaryFolder() });
    expect(await told(process)).toEqual({ outcome: "planned", left: [] });
  });

  test("is kept nowhere else, whatever the stack's backend", async () => {
    const state = path.join(temporaryFolder(), "own.tfstate");
    const folder = stackFolder({ terraform: { backend: { local: { path: state } } }, ...TOPIC });
    await withTerraform([folder], async (terraform) => {
      await terraform.use(folder);
      await terraform.apply();
    });
    expect(existsSync(state)).toBe(false);
    expect(readdirSync(folder)).toEqual(["cdk.tf.json"]);
  });

  test("is of the stack's own folder, and of nothing that terraform left in it", async () => {
    const folder = stackFolder({ resource: { aws_sns_topic: { alarms: { name: '${file("name.txt")}' } } } });
    writeFileSync(path.join(folder, "name.txt"), "read");
    writeFileSync(path.join(folder, "terraform.tfstate"), "not a state");
    mkdirSync(path.join(folder, ".terraform"));
    writeFileSync(path.join(folder, ".terraform", "terraform.tfstate"), "not a state");
    expect((await plan(folder)).changes).toMatchObject([{ action: "create", after: { name: "read" } }]);
  });
});

withTerraformOnPath("a stack that terraform cannot take", () => {
  test("for a provider that it does not name is refused, and no registry is asked", async () => {
    expect(await refusal(stackFolder({ resource: { random_id: { one: {} } } }))).toMatch(
      /^PlanError: things: terraform init failed: .*hashicorp\/random was not\s+found in any of the search locations/s,
    );
  });

  test("is told of in terraform's own words", async () => {
    const twice = { resource: [TOPIC.resource, TOPIC.resource] };
    expect(await refusal(stackFolder(twice))).toMatch(
      /^PlanError: things: terraform init failed: .*Duplicate resource "aws_sns_topic" configuration/s,
    );
  });
});
