import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { Stack } from "#terraform";
import { type RunningProvider, serveProvider, stackSchemas } from "../../src/plan/provider";
import { terraformEnvironment } from "../../src/plan/terraform";
import { cli, copyProject } from "../cli/project";
import { temporaryFolder } from "../support";
import { withTerraformOnPath } from "./has-terraform";

const CDKTF = path.resolve("node_modules/cdktf-cli/bundle/bin/cdktf");

const project = copyProject();
const temporary = temporaryFolder();
const socket = path.join(temporary, "aws.sock");
/**
 * Environment of the cdktf commands. `CDKTF_OUTDIR` is not set, so that they use the output folder of the
 * project.
 */
const env = {
  ...terraformEnvironment(temporary, { "registry.terraform.io/hashicorp/aws": socket }),
  CI: "1",
  CDKTF_OUTDIR: undefined,
};

/** State file of each stack. */
const STATES = {
  "products-dev": path.join(project, "terraform.products-dev.tfstate"),
  "products-prod": path.join(temporary, "products-prod.tfstate"),
};
const STACKS = Object.keys(STATES) as (keyof typeof STATES)[];

function folderOf(stack: string): string {
  return path.join(project, "cdktf.out", "stacks", stack);
}

function stackOf(stack: string) {
  return Stack.read(folderOf(stack));
}

/** Replaces the S3 backend of a stack with a local state file. */
function useLocalState(stack: keyof typeof STATES): void {
  const backend = { local: { path: STATES[stack] } };
  writeFileSync(
    path.join(folderOf(stack), "zz_override.tf.json"),
    JSON.stringify({ terraform: { backend } }),
  );
}

/** Runs a cdktf command on the synthesized stacks. */
async function cdktf(command: "deploy" | "destroy", stack: string) {
  const args = [command, stack, "--skip-synth", "--skip-provider-lock", "--auto-approve"];
  const child = spawn(process.execPath, [CDKTF, ...args], {
    cwd: project,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [status, ...output] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { status, output: stripVTControlCharacters(output.join("")) };
}

/** Returns a matcher for the result of a successful command with these counts of resources. */
function success(counts: string) {
  return { status: 0, output: expect.stringContaining(` complete! Resources: ${counts}`) };
}

withTerraformOnPath("cdktf, with the provider attached", () => {
  let provider: RunningProvider | undefined;

  beforeAll(async () => {
    expect(cli(project, ["synth"])).toMatchObject({ status: 0 });
    useLocalState("products-prod");
    provider = await serveProvider(socket, () => stackSchemas(STACKS.map(stackOf)));
  });

  afterAll(() => provider?.stop());

  test.each(STACKS)("cdktf deploys %s, then finds no changes, and then destroys it", async (stack) => {
    const all = stackOf(stack).resources.length;
    expect(all).toBeGreaterThan(0);
    expect(await cdktf("deploy", stack)).toEqual(success(`${all} added, 0 changed, 0 destroyed.`));
    expect(await cdktf("deploy", stack)).toEqual(success("0 added, 0 changed, 0 destroyed."));
    expect(await cdktf("destroy", stack)).toEqual(success(`${all} destroyed.`));
    expect(JSON.parse(readFileSync(STATES[stack], "utf8")).resources).toEqual([]);
  });
});
