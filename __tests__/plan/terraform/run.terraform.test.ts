import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, createReadStream, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { type PlanOptions, plan, type StackOrDir, withTerraform } from "gatewright/plan";
import { stackDir } from "#synth";
import { temporaryFolder } from "../../support";
import { withTerraformOnPath } from "../has-terraform";

/** Creates a stack `things` and returns its folder. */
function stackFolder(terraform: object, file = "cdk.tf.json"): string {
  const folder = path.join(temporaryFolder(), "things");
  mkdirSync(folder);
  writeFileSync(path.join(folder, file), JSON.stringify(terraform));
  return folder;
}

const TOPIC = { resource: { aws_sns_topic: { alarms: { name: "alarms" } } } };

/** Starts a process that plans a stack. The process gets additional environment variables. */
function startPlan(folder: string, environment: Record<string, string>): ChildProcess {
  const script = path.join(__dirname, "../plan-fixture.ts");
  const env = { ...process.env, ...environment };
  return spawn(process.execPath, ["--import", "tsx", script, folder], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Waits until the process of a plan ends, and returns its output. */
async function readOutput({ stdout }: ChildProcess): Promise<unknown> {
  return stdout && JSON.parse(await text(stdout));
}

function errorOf(stack: StackOrDir, options?: PlanOptions): Promise<string> {
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

  test("a plan without terraform is an error that names the installation page", async () => {
    expect(await errorOf(stackFolder(TOPIC))).toBe(
      "PlanError: terraform not found on the PATH: Install Terraform 1.5 or newer: https://developer.hashicorp.com/terraform/install",
    );
  });

  test("a failed plan leaves no files behind", async () => {
    const process = startPlan(stackFolder(TOPIC), { TMPDIR: temporaryFolder() });
    expect(await readOutput(process)).toEqual({ outcome: "PlanError", left: [] });
  });
});

describe("a stack", () => {
  test("a stack outside an App cannot be synthesized", async () => {
    expect(await errorOf({ node: { id: "things", root: {} } })).toBe(
      "StackError: things: the stack is not in an App. Create the stack inside an App.",
    );
  });

  test("a stack is synthesized with its application", () => {
    const outdir = temporaryFolder();
    const synthesized: string[] = [];
    const root = { outdir, synth: () => synthesized.push(outdir) };
    expect(stackDir({ node: { id: "things", root } })).toBe(path.join(outdir, "stacks", "things"));
    expect(synthesized).toEqual([outdir]);
  });

  test("planning a stack against itself is an error", async () => {
    const folder = stackFolder(TOPIC);
    expect(await errorOf(folder, { against: folder })).toBe(
      `PlanError: things: the stack and the option \`against\` have the same folder, ${folder}. Synthesize the stacks into different folders.`,
    );
  });

  test("a missing folder is an error", async () => {
    expect(await errorOf("/nowhere")).toMatch(/^StackError: cannot read \/nowhere/);
  });
});

describe("terraform", () => {
  test("a command for a folder that was not passed to withTerraform is an error", async () => {
    const [known, other] = [stackFolder(TOPIC), stackFolder(TOPIC)];
    await expect(withTerraform([known], (terraform) => terraform.use(other))).rejects.toThrow(
      `${other}: the folder was not passed to withTerraform(). Pass it.`,
    );
  });

  test("a command without a selected stack is an error", async () => {
    await expect(withTerraform([], (terraform) => terraform.validate())).rejects.toThrow(
      "terraform: no stack is selected. Call use() first.",
    );
  });
});

/**
 * Creates an executable `terraform` that never ends, and a pipe. The executable keeps the pipe open while it
 * runs, so that a test can detect when it has ended.
 */
function createEndlessTerraform() {
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

test.each(["SIGINT", "SIGTERM"] as const)("%s ends terraform and leaves no files behind", async (signal) => {
  const { PATH, pipe } = createEndlessTerraform();
  const TMPDIR = temporaryFolder();
  const process = startPlan(stackFolder(TOPIC), { PATH, TMPDIR });
  const alive = createReadStream(pipe);
  await once(alive, "data");
  const isEnded = Promise.all([once(alive.resume(), "end"), once(process, "close")]);
  process.kill(signal);
  const [, [, by]] = await isEnded;
  expect(by).toBe(signal);
  expect(readdirSync(TMPDIR).filter((name) => name.startsWith("gatewright-"))).toEqual([]);
});

withTerraformOnPath("what is applied", () => {
  test("the next plan compares only with the applied state", async () => {
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

  test("apply and plan leave no files behind", async () => {
    const process = startPlan(stackFolder(TOPIC), { TMPDIR: temporaryFolder() });
    expect(await readOutput(process)).toEqual({ outcome: "planned", left: [] });
  });

  test("the state is stored locally, whatever the backend of the stack", async () => {
    const state = path.join(temporaryFolder(), "own.tfstate");
    const folder = stackFolder({ terraform: { backend: { local: { path: state } } }, ...TOPIC });
    await withTerraform([folder], async (terraform) => {
      await terraform.use(folder);
      await terraform.apply();
    });
    expect(existsSync(state)).toBe(false);
    expect(readdirSync(folder)).toEqual(["cdk.tf.json"]);
  });

  test("files of an earlier terraform run are ignored", async () => {
    const folder = stackFolder({ resource: { aws_sns_topic: { alarms: { name: '${file("name.txt")}' } } } });
    writeFileSync(path.join(folder, "name.txt"), "read");
    writeFileSync(path.join(folder, "terraform.tfstate"), "not a state");
    mkdirSync(path.join(folder, ".terraform"));
    writeFileSync(path.join(folder, ".terraform", "terraform.tfstate"), "not a state");
    expect((await plan(folder)).changes).toMatchObject([{ action: "create", after: { name: "read" } }]);
  });
});

withTerraformOnPath("a stack that Terraform cannot plan", () => {
  test("a stack with a provider that is not declared is an error before any request to the registry", async () => {
    expect(await errorOf(stackFolder({ resource: { dns_a_record_set: { one: {} } } }))).toMatch(
      /^PlanError: things: terraform init failed: a module or a type requires the provider hashicorp\/dns; expected/,
    );
  });

  test("an error that Terraform does not print as JSON is printed unchanged", async () => {
    const twice = { resource: [TOPIC.resource, TOPIC.resource] };
    expect(await errorOf(stackFolder(twice))).toMatch(
      /^PlanError: things: terraform init failed: .*Duplicate resource "aws_sns_topic" configuration/s,
    );
  });
});
