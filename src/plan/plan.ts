import path from "node:path";
import { type StackOrDir, stackDir } from "#synth";
import { isBody, readSynthesizedStack, type Stack, type SynthesizedStack, withoutIndex } from "#terraform";
import { PlanError } from "./plan-error";
import { constructPath, type PlanJson, parsePlanJson } from "./plan-json";
import type { Plan } from "./plan-types";
import { describeLeftOut, describeUnknownArguments, leftOutAddresses, UNKNOWN_ARGUMENT } from "./provider";
import {
  isUnknownResource,
  parseImports,
  type Terraform,
  type TerraformOptions,
  withTerraform,
} from "./terraform";

/** Options of {@link plan}. */
export interface PlanOptions extends TerraformOptions {
  /**
   * Stack that the plan treats as deployed, such as the result of an earlier synthesis. Default: none, so
   * that every resource is planned as new.
   */
  readonly against?: StackOrDir | SynthesizedStack;
}

/**
 * Plans a stack with the real Terraform and without AWS. The plan leaves out resources of providers that offline plans
 * do not support, and `notes` lists them.
 *
 * @param stack a stack of an `App` (the `App` is synthesized first), the folder of a synthesized stack, or a stack that
 * was read from its folder
 * @returns the changes of every resource and output
 * @throws PlanError if Terraform is not on the PATH or reports errors
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export async function plan(stack: StackOrDir | SynthesizedStack, options: PlanOptions = {}): Promise<Plan> {
  const against = options.against === undefined ? [] : [readStack(options.against)];
  const planned = readStack(stack);
  const { dir } = planned;
  if (against.some((baseline) => baseline.dir === dir)) {
    throw new PlanError(path.basename(dir), [
      `the stack and the option \`against\` have the same folder, ${dir}. Synthesize the stacks into different folders.`,
    ]);
  }
  const json = await withTerraform(
    [...against, planned],
    async (terraform) => {
      for (const baseline of against) await applyBaseline(baseline.dir, terraform);
      await terraform.use(dir);
      return terraform.plan();
    },
    options,
  );
  const stacks = [planned, ...against].map((synthesized) => synthesized.stack);
  const visible = leaveOut(JSON.parse(json), leftOutAddresses(stacks));
  const parsed = parsePlanJson(visible, stacks, parseImports(planned.stack.configuration));
  return { ...parsed, notes: describeLimits(stacks) };
}

/** Describes the limits of a plan. @param stacks the planned stack, and the stack that is treated as deployed */
function describeLimits([planned, ...against]: readonly Stack[]): readonly string[] {
  if (!planned) return [];
  const leftOut = describeLeftOut([planned, ...against], (address) => {
    const path = constructPath(planned, address);
    return path === undefined ? address : `${path} (${address})`;
  });
  const unknown = describeUnknownArguments(planned, (address) => constructPath(planned, address) ?? address);
  return [...leftOut, ...unknown];
}

/** Removes the resources of unsupported providers, and what Gatewright adds to a stack, from a plan. */
function leaveOut(json: PlanJson, addresses: ReadonlySet<string>): PlanJson {
  const changes = json.resource_changes
    ?.filter(({ address }) => !isUnknownResource(address) && !addresses.has(withoutIndex(address)))
    .map((resource) => ({ ...resource, change: withoutUnknownArgument(resource.change) }));
  return { ...json, resource_changes: changes };
}

function withoutUnknownArgument<Change extends object>(change: Change): Change {
  return Object.fromEntries(
    Object.entries(change).map(([name, value]) => {
      if (!isBody(value) || !(UNKNOWN_ARGUMENT.name in value)) return [name, value];
      const { [UNKNOWN_ARGUMENT.name]: _, ...rest } = value;
      return [name, rest];
    }),
  ) as Change;
}

/** Returns a stack that was already read, or synthesizes and reads it. */
function readStack(stack: StackOrDir | SynthesizedStack): SynthesizedStack {
  return typeof stack === "object" && "dir" in stack ? stack : readSynthesizedStack(stackDir(stack));
}

/**
 * Applies the base stack, which is the stack of the option `against`, to the empty state. The next plan then
 * treats the base stack as deployed.
 * @throws PlanError if Terraform cannot apply the base stack; the message names this stack
 */
async function applyBaseline(dir: string, terraform: Terraform): Promise<void> {
  try {
    await terraform.use(dir);
    await terraform.apply();
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    throw new PlanError(`terraform cannot plan the base stack (\`against\`): ${error.subject}`, error.errors);
  }
}

/**
 * Parses a plan that another Terraform run has created, for example one with AWS credentials.
 *
 * @param json output of `terraform show -json FILE`
 * @param name name of the file, for the error message
 * @throws PlanError if `json` is not a plan
 */
export function planFromJson(json: string, name = "the JSON"): Plan {
  const parsed = parseJson(json);
  // The plan of an empty configuration has no `resource_changes`, but it has `planned_values`.
  const changes = parsed?.resource_changes;
  const isPlan = Array.isArray(changes) ? changes.every(isChange) : Boolean(parsed?.planned_values);
  if (parsed && isPlan) return parsePlanJson(parsed, []);
  throw new PlanError(name, ["not a plan. Pass the output of `terraform show -json`."]);
}

/** Returns true if an entry of `resource_changes` has the fields that every such entry has in a plan. */
function isChange(entry: unknown): boolean {
  const { type, change } = (entry ?? {}) as {
    readonly type?: unknown;
    readonly change?: { actions?: unknown };
  };
  return typeof type === "string" && Array.isArray(change?.actions);
}

function parseJson(json: string): PlanJson | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
