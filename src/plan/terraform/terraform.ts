import type { ChildProcess } from "node:child_process";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TemporaryDir } from "#synth";
import type { Stack } from "#terraform";
import { PlanError } from "../plan-error";
import { type RunningProvider, serveProvider } from "../provider/server";
import { readPlannedStack, stackSchemas } from "../provider/stack-schemas";
import { parseDiagnostics } from "./diagnostics";
import { type Environment, terraformEnvironment } from "./environment";
import { removeImports } from "./imports";
import { writeOverrideFile } from "./override-file";
import { type CommandResult, runTerraform } from "./run";

export interface TerraformOptions {
  /** Values of the stack's variables, by name. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/**
 * Runs the real terraform on copies of stacks' folders, with a provider that has the schema of hashicorp/aws and no
 * cloud: no account, no network. What is applied is kept in one state for as long as this lasts; then all of it is gone,
 * also where this process is ended.
 *
 * @param folders of the stacks that will be used
 * @throws PlanError where terraform is not there, or a stack needs another provider
 * @see https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol
 */
export async function withTerraform<Result>(
  folders: readonly string[],
  use: (terraform: Terraform) => Promise<Result>,
  options: TerraformOptions = {},
): Promise<Result> {
  const stacks = new Map(folders.map((folder) => [folder, readPlannedStack(folder)]));
  let running: ChildProcess | undefined;
  const { path: temporary, remove } = new TemporaryDir(() => running?.kill("SIGKILL"));
  let provider: RunningProvider | undefined;
  try {
    const socket = path.join(temporary, "aws.sock");
    provider = await serveProvider(socket, () => stackSchemas([...stacks.values()]));
    const environment = terraformEnvironment(temporary, socket);
    const started = (child: ChildProcess) => {
      running = child;
    };
    return await use(new Terraform({ ...options, temporary, stacks, environment, started }));
  } finally {
    await provider?.stop();
    remove();
  }
}

/** What terraform runs with. */
interface TerraformContext extends TerraformOptions {
  readonly temporary: string;
  /** By their folders. */
  readonly stacks: ReadonlyMap<string, Stack>;
  readonly environment: Environment;
  readonly started: (child: ChildProcess) => void;
}

/** Terraform with a stack's configuration, and the state of what was applied. */
export class Terraform {
  readonly #workplace: TerraformContext;
  /** The copy that it runs in. */
  readonly #folder: string;
  #used: { readonly name: string; readonly stack: Stack } | undefined;

  constructor(workplace: TerraformContext) {
    this.#workplace = workplace;
    this.#folder = path.join(workplace.temporary, "stack");
  }

  /**
   * Takes a stack's configuration in place of the one before.
   * @param folder one of those that `withTerraform` was given
   * @throws PlanError where terraform cannot read it
   */
  async use(folder: string): Promise<void> {
    const { temporary, stacks, variables } = this.#workplace;
    const stack = stacks.get(folder);
    if (!stack) throw new PlanError(folder, ["it is not among the folders that there is a provider for"]);
    rmSync(this.#folder, { recursive: true, force: true });
    cpSync(folder, this.#folder, { recursive: true, filter: isConfiguration });
    removeImports(this.#folder);
    writeOverrideFile(this.#folder, stack, temporary);
    if (variables) {
      writeFileSync(path.join(this.#folder, "zz_plan.auto.tfvars.json"), JSON.stringify(variables));
    }
    this.#used = { name: path.basename(folder), stack };
    await this.#run("init", "-input=false", "-no-color");
  }

  /** @throws PlanError with all that terraform finds wrong */
  async validate(): Promise<void> {
    await this.#run("validate", "-json");
  }

  /** @returns what `terraform show -json` says of the plan. @throws PlanError with all that is wrong */
  async plan(): Promise<string> {
    const file = path.join(this.#workplace.temporary, "plan");
    await this.#run("plan", "-json", "-input=false", "-lock=false", `-out=${file}`);
    return (await this.#run("show", "-json", file)).stdout;
  }

  /** @throws PlanError with all that is wrong */
  async apply(): Promise<void> {
    await this.#run("apply", "-json", "-input=false", "-lock=false", "-auto-approve");
  }

  /** Leaves nothing of what was applied. @throws PlanError with all that is wrong */
  async destroy(): Promise<void> {
    await this.#run("destroy", "-json", "-input=false", "-lock=false", "-auto-approve");
  }

  async #run(...args: readonly string[]): Promise<CommandResult> {
    if (!this.#used) throw new PlanError("terraform", ["it has no stack yet; call use first"]);
    const { environment, started } = this.#workplace;
    const outcome = await runTerraform(args, this.#folder, environment, started);
    if (outcome.succeeded) return outcome;
    const { name, stack } = this.#used;
    const faults = parseDiagnostics(outcome.stdout, stack);
    const said = (outcome.stderr || outcome.stdout).trim();
    throw new PlanError(`${name}: terraform ${args[0]} failed`, faults.length > 0 ? faults : [said]);
  }
}

/** What an earlier run of terraform left in a folder is not its configuration, and may be half a gigabyte. */
function isConfiguration(file: string): boolean {
  return !/^(\.terraform.*|.*\.tfstate(\..*)?)$/.test(path.basename(file));
}
