import type { ChildProcess } from "node:child_process";
import { realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TemporaryDir } from "#synth";
import { readSynthesizedStack, type SynthesizedStack } from "#terraform";
import { PlanError } from "../plan-error";
import { type RunningProvider, serveProvider } from "../provider/server";
import { stackProviders } from "../provider/stack-providers";
import type { UsedTypes } from "../provider/stack-schemas";
import { parseDiagnostics, parseMissingProviders } from "./diagnostics";
import { type Environment, terraformEnvironment } from "./environment";
import { removeImports } from "./imports";
import { readUsedTypes } from "./modules";
import { writeOverrideFile } from "./override-file";
import { removeProvisioners } from "./provisioners";
import { type CommandResult, runTerraform } from "./run";
import { copyStack, replaceModuleLinks, stackCopyDir } from "./stack-copy";
import { writeUnknownData } from "./unknown-data";

/** Options of {@link withTerraform}. */
export interface TerraformOptions {
  /**
   * Values of the stack's Terraform variables, by name. Default: the `TF_VAR_` environment variables. A variable
   * without such a value has the default that the stack declares.
   */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/**
 * Runs the real Terraform on copies of the stacks' folders. In place of the real providers, Terraform uses offline
 * providers, which need neither an AWS account nor network access. They have the schemas of the AWS provider and of the
 * utility providers, such as `random`. For any other provider, the schema is inferred from the stacks. All stacks share
 * one state. If one version of a stack is applied, a plan of another version therefore shows the changes
 * between the two versions.
 *
 * The copies and the state are deleted at the end, even if a signal ends this process.
 *
 * @param folders folders of the synthesized stacks, or stacks that were read from their folders
 * @param use callback that runs Terraform commands
 * @returns the result of the callback
 * @throws PlanError if Terraform is not on the PATH
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
  const stacks = new Map(synthesized.map((entry) => [entry.dir, entry]));
  const types: UsedTypes = { resource: new Set(), data: new Set(), externalResults: new Set() };
  let running: ChildProcess | undefined;
  const { path: temporary, remove } = new TemporaryDir(() => running?.kill("SIGKILL"));
  const served: RunningProvider[] = [];
  try {
    const providers = stackProviders(
      synthesized.map(({ stack }) => stack),
      types,
    );
    const sockets: Record<string, string> = {};
    for (const [index, { address, schemas }] of providers.entries()) {
      const socket = path.join(temporary, `${index}.sock`);
      sockets[address] = socket;
      served.push(await serveProvider(socket, schemas, stackCopyDir(temporary)));
    }
    const environment = terraformEnvironment(temporary, sockets);
    const started = (child: ChildProcess) => {
      running = child;
    };
    return await use(new Terraform({ ...options, temporary, stacks, types, environment, started }));
  } finally {
    await Promise.all(served.map((provider) => provider.stop()));
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
    writeUnknownData(this.#folder, selected.stack);
    addUsedTypes(types, readUsedTypes(realpathSync(this.#folder)));
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
    const errors = [
      ...parseDiagnostics(result.stdout, this.#selected.stack),
      ...parseMissingProviders(result.stderr),
    ];
    const output = (result.stderr || result.stdout).trim();
    throw new PlanError(`${name}: terraform ${args[0]} failed`, errors.length > 0 ? errors : [output]);
  }
}

function addUsedTypes(types: UsedTypes, more: UsedTypes): void {
  for (const type of more.resource) types.resource.add(type);
  for (const type of more.data) types.data.add(type);
  for (const key of more.externalResults) types.externalResults.add(key);
}

function stackName({ dir }: SynthesizedStack): string {
  return path.basename(dir);
}
