import path from "node:path";
import { type StackOrDir, stackDir } from "#synth";
import { Stack } from "#terraform";
import { PlanError } from "./plan-error";
import { type PlanJson, parsePlanJson } from "./plan-json";
import type { Plan } from "./plan-types";
import { parseImports, type Terraform, type TerraformOptions, withTerraform } from "./terraform";

export interface PlanOptions extends TerraformOptions {
  /** What is there already: a stack as it was synthesized before. Default: nothing is. */
  readonly against?: StackOrDir;
}

/**
 * What terraform would do to deploy a stack: the real terraform, its plan, and nothing of AWS.
 *
 * @throws PlanError where there is no terraform on the PATH, or with what it finds wrong
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export async function plan(stack: StackOrDir, options: PlanOptions = {}): Promise<Plan> {
  const against = options.against === undefined ? [] : [stackDir(options.against)];
  const folder = stackDir(stack);
  if (against.includes(folder)) {
    throw new PlanError(path.basename(folder), [
      `it would be planned against itself, for both are in ${folder}; synthesize them into two folders`,
    ]);
  }
  const json = await withTerraform(
    [...against, folder],
    async (terraform) => {
      for (const before of against) await applyBaseline(before, terraform);
      await terraform.use(folder);
      return terraform.plan();
    },
    options,
  );
  const now = Stack.read(folder);
  const before = against.map((one) => Stack.read(one));
  return parsePlanJson(JSON.parse(json), [now, ...before], parseImports(now.configuration));
}

/** @throws PlanError that says that it is of what was there before */
async function applyBaseline(before: string, terraform: Terraform): Promise<void> {
  try {
    await terraform.use(before);
    await terraform.apply();
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    throw new PlanError(`what it is planned against is at fault, ${error.subject}`, error.errors);
  }
}

/**
 * A plan that terraform made elsewhere, with credentials and all.
 *
 * @param json what `terraform show -json FILE` says
 * @param name what it is called where it is none
 * @throws PlanError for what is no plan
 */
export function planFromJson(json: string, name = "this"): Plan {
  const parsed = parsedPlan(json);
  // A plan of nothing, where nothing is, lists no changes.
  if (Array.isArray(parsed?.resource_changes) || parsed?.planned_values) return parsePlanJson(parsed, []);
  throw new PlanError(name, ["it is no plan; give what terraform show -json says of one"]);
}

function parsedPlan(json: string): PlanJson | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
