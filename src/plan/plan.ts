import path from "node:path";
import { type StackOrDir, stackDir } from "#synth";
import { Stack } from "#terraform";
import { PlanError } from "./plan-error";
import { type PlanJson, parsePlanJson } from "./plan-json";
import type { Plan } from "./plan-types";
import { parseImports, type Terraform, type TerraformOptions, withTerraform } from "./terraform";

/** Options of {@link plan}. */
export interface PlanOptions extends TerraformOptions {
  /**
   * Stack that the plan treats as deployed, such as the result of an earlier synthesis. Default: none, so
   * that every resource is planned as new.
   */
  readonly against?: StackOrDir;
}

/**
 * Plans a stack with the real Terraform and without AWS.
 *
 * @param stack a stack of an `App`, which is synthesized first, or the folder of a synthesized stack
 * @returns the changes of every resource and output
 * @throws PlanError if Terraform is not on the PATH or reports errors, or if the stack needs another provider
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export async function plan(stack: StackOrDir, options: PlanOptions = {}): Promise<Plan> {
  const against = options.against === undefined ? [] : [stackDir(options.against)];
  const dir = stackDir(stack);
  if (against.includes(dir)) {
    throw new PlanError(path.basename(dir), [
      `the stack and the option \`against\` have the same folder, ${dir}. Synthesize the stacks into different folders.`,
    ]);
  }
  const json = await withTerraform(
    [...against, dir],
    async (terraform) => {
      for (const baseline of against) await applyBaseline(baseline, terraform);
      await terraform.use(dir);
      return terraform.plan();
    },
    options,
  );
  const planned = Stack.read(dir);
  const baselines = against.map((baseline) => Stack.read(baseline));
  return parsePlanJson(JSON.parse(json), [planned, ...baselines], parseImports(planned.configuration));
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
  if (Array.isArray(parsed?.resource_changes) || parsed?.planned_values) return parsePlanJson(parsed, []);
  throw new PlanError(name, ["not a plan. Pass the output of `terraform show -json`."]);
}

function parseJson(json: string): PlanJson | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
