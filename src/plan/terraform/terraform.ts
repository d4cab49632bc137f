import type { ChildProcess } from "node:child_process";
import { realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TemporaryDir } from "#synth";
import { readSynthesizedStack, type SynthesizedStack } from "#terraform";
import { PlanError } from "../plan-error";
import { type RunningProvider, serveProvider } from "../provider/server";
import { requireAwsOnly, stackSchemas, type UsedTypes } from "../provider/stack-schemas";
import { parseDiagnostics } from "./diagnostics";
import { type Environment, terraformEnvironment } from "./environment";
import { removeImports } from "./imports";
import { readUsedTypes } from "./modules";
import { writeOverrideFile } from "./override-file";
import { removeProvisioners } from "./provisioners";
import { type CommandResult, runTerraform } from "./run";
import { copyStack, replaceModuleLinks, stackCopyDir } from "./stack-copy";

/** Options of {@link withTerraform}. */
export interface TerraformOptions {
  /**
   * Values of the stack's Terraform variables, by name. Default: the `TF_VAR_` environment variables. A variable
   * without such a value has the default that the stack declares.
   */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/**
 * Runs the real Terraform on copies of the stacks' folders. In place of the AWS provider, Terraform uses the
 * offline provider, which has the same schema but needs neither an AWS account nor network access. All stacks
 * share one state. If one version of a stack is applied, a plan of another version therefore shows the changes
 * between the two versions.
 *
 * The copies and the state are deleted at the end, even if a signal ends this process.
 *
 * @param folders folders of the synthesized stacks, or stacks that were read from their folders
 * @param use callback that runs Terraform commands
 * @returns the result of the callback
 * @throws PlanError if Terraform is not on the PATH, or if a stack needs another provider
 * @see https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol
 */
export async function withTerraform<Result>(
  folders: readonly (string | SynthesizedStack)[],
  use: (terraform: Terraform) => Promise<Result>,
  options: TerraformOptions = {},
): Promise<Result> {
  const synthesized = folders.map((entry) =>
    typeof entry === "string" ? readSynthesizedStack(entry) : entry,
  );
  synthesized.forEach(requireAwsOnly);
  const stacks = new Map(synthesized.map((entry) => [entry.dir, entry]));
  const types: UsedTypes = { resource: new Set(), data: new Set() };
  let running: ChildProcess | undefined;
  const { path: temporary, remove } = new TemporaryDir(() => running?.kill("SIGKILL"));
  let provider: RunningProvider | undefined;
  try {
    const socket = path.join(temporary, "aws.sock");
    const configurations = synthesized.map(({ stack }) => stack);
    provider = await serveProvider(socket, () => stackSchemas(configurations, types));
    const environment = terraformEnvironment(temporary, socket);
    const started = (child: ChildProcess) => {
      running = child;
    };
    return await use(new Terraform({ ...options, temporary, stacks, types, environment, started }));
  } finally {
    await provider?.stop();
    remove();
  }
}

/** Settings that all Terraform commands share. */
interface TerraformContext extends TerraformOptions {
  readonly temporary: string;
  /** Stacks by folder. */
  readonly stacks: ReadonlyMap<string, SynthesizedStack>;
  /** Types that the modules and HCL files of the selected stacks use. */
  readonly types: UsedTypes;
  readonly environment: Environment;
  readonly started: (child: ChildProcess) => void;
}

/** Runs Terraform commands on the stack that {@link use} selects. */
export class Terraform {
  readonly #context: TerraformContext;
  /** Folder for the copy of the selected stack. */
  readonly #folder: string;
  #selected: SynthesizedStack | undefined;

  constructor(context: TerraformContext) {
    this.#context = context;
    this.#folder = stackCopyDir(context.temporary);
  }

  /**
   * Selects a stack, copies its folder and runs `terraform init`.
   *
   * @param folder stack folder that was passed to `withTerraform`
   * @throws PlanError if Terraform cannot read the configuration
   */
  async use(folder: string): Promise<void> {
    const { temporary, stacks, types, variables } = this.#context;
    const selected = stacks.get(folder);
    if (!selected) throw new PlanError(folder, ["the folder was not passed to withTerraform(). Pass it."]);
    copyStack(selected, temporary);
    removeImports(this.#folder);
    writeOverrideFile(this.#folder, selected.stack, temporary);
    if (variables) {
      writeFileSync(path.join(this.#folder, "zz_plan.auto.tfvars.json"), JSON.stringify(variables));
    }
    this.#selected = selected;
    await this.#run("init", "-input=false", "-no-color");
    replaceModuleLinks(selected, this.#folder);
    const used = readUsedTypes(realpathSync(this.#folder));
    for (const type of used.resource) types.resource.add(type);
    for (const type of used.data) types.data.add(type);
  }

  /** Runs `terraform validate`. @throws PlanError if Terraform reports errors */
  async validate(): Promise<void> {
    await this.#run("validate", "-json");
  }

  /**
   * Runs `terraform plan` and returns the output of `terraform show -json`.
   * @throws PlanError if Terraform reports errors
   */
  async plan(): Promise<string> {
    const file = path.join(this.#context.temporary, "plan");
    await this.#run("plan", "-json", "-input=false", "-lock=false", `-out=${file}`);
    return (await this.#run("show", "-json", file)).stdout;
  }

  /**
   * Runs `terraform apply` without the provisioners of the stack.
   * @throws PlanError if Terraform reports errors, or if a provisioner cannot be removed
   */
  async apply(): Promise<void> {
    this.#removeProvisioners();
    await this.#run("apply", "-json", "-input=false", "-lock=false", "-auto-approve");
  }

  /**
   * Runs `terraform destroy` without the provisioners of the stack.
   * @throws PlanError if Terraform reports errors, or if a provisioner cannot be removed
   */
  async destroy(): Promise<void> {
    this.#removeProvisioners();
    await this.#run("destroy", "-json", "-input=false", "-lock=false", "-auto-approve");
  }

  #removeProvisioners(): void {
    const files = removeProvisioners(this.#folder);
    if (files.length === 0) return;
    throw new PlanError(
      this.#selected ? stackName(this.#selected) : "terraform",
      files.map((file) => {
        const name = path.relative(this.#folder, file);
        return `${name} contains the word "provisioner"; an offline plan removes provisioners only from Terraform JSON of the stack and of its local modules. Plan without a base stack, or change the file.`;
      }),
    );
  }

  async #run(...args: readonly string[]): Promise<CommandResult> {
    if (!this.#selected) throw new PlanError("terraform", ["no stack is selected. Call use() first."]);
    const { environment, started } = this.#context;
    const result = await runTerraform(args, this.#folder, environment, started);
    if (result.succeeded) return result;
    const name = stackName(this.#selected);
    const errors = parseDiagnostics(result.stdout, this.#selected.stack);
    const output = (result.stderr || result.stdout).trim();
    throw new PlanError(`${name}: terraform ${args[0]} failed`, errors.length > 0 ? errors : [output]);
  }
}

function stackName({ dir }: SynthesizedStack): string {
  return path.basename(dir);
}
