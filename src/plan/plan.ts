import path from "node:path";
import { Stack } from "#terraform";
import { constructPathOf } from "./construct-path";
import { folderOf, type StackOrFolder } from "./folder-of";
import { PlanError } from "./plan-error";
import { type Terraform, type TerraformOptions, withTerraform } from "./terraform";

/** `forget` is taken out of the state, and left as it is. */
export type Action = "create" | "update" | "replace" | "delete" | "forget" | "read" | "no-op";

/** What a plan does to one resource. */
export interface Change {
  /** `aws_lambda_function.create-product`. */
  readonly address: string;
  /** The construct that made it: `products-dev/create-product`. Not there for one that no construct made. */
  readonly constructPath?: string;
  /** `aws_lambda_function`. */
  readonly type: string;
  readonly action: Action;
  /** What it is, in Terraform's names; null where it is not there yet. */
  readonly before: Values | null;
  /** What it will be, as far as that is known; null where it will not be there. */
  readonly after: Values | null;
  /** In the shape of `after`: `true` where only the apply will tell. */
  readonly afterUnknown: Values;
  /** In the shape of `before`: `true` where it is sensitive. */
  readonly beforeSensitive: Values;
  /** In the shape of `after`: `true` where it is sensitive. */
  readonly afterSensitive: Values;
  /** The arguments whose change makes another of it, as paths; none for any other action. */
  readonly replacePaths: readonly (readonly (string | number)[])[];
}

type Values = Readonly<Record<string, unknown>>;

export interface Plan {
  /** Every resource, in the order of their addresses; what stays as it is too. */
  readonly changes: readonly Change[];
  /** How many there are of each. */
  readonly counts: Readonly<Record<Action, number>>;
  /** What becomes of the outputs, in the order of their names. */
  readonly outputs: readonly OutputChange[];
}

export interface OutputChange {
  readonly name: string;
  readonly action: Action;
}

export interface PlanOptions extends TerraformOptions {
  /** What is there already: a stack as it was synthesized before. Default: nothing is. */
  readonly against?: StackOrFolder;
}

/**
 * What terraform would do to deploy a stack: the real terraform, its plan, and nothing of AWS.
 *
 * @throws PlanError where there is no terraform on the PATH, or with what it finds wrong
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export async function plan(stack: StackOrFolder, options: PlanOptions = {}): Promise<Plan> {
  const against = options.against === undefined ? [] : [folderOf(options.against)];
  const folder = folderOf(stack);
  if (against.includes(folder)) {
    throw new PlanError(path.basename(folder), [
      `it would be planned against itself, for both are in ${folder}; synthesize them into two folders`,
    ]);
  }
  const json = await withTerraform(
    [...against, folder],
    async (terraform) => {
      for (const before of against) await applied(before, terraform);
      await terraform.use(folder);
      return terraform.plan();
    },
    options,
  );
  return planOf(
    JSON.parse(json),
    [folder, ...against].map((one) => Stack.read(one)),
  );
}

/** @throws PlanError that says that it is of what was there before */
async function applied(before: string, terraform: Terraform): Promise<void> {
  try {
    await terraform.use(before);
    await terraform.apply();
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    throw new PlanError(`what it is planned against is at fault, ${error.what}`, error.faults);
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
  if (Array.isArray(parsed?.resource_changes) || parsed?.planned_values) return planOf(parsed, []);
  throw new PlanError(name, ["it is no plan; give what terraform show -json says of one"]);
}

function parsedPlan(json: string): PlanJson | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** A plan, as `terraform show -json` has it. */
interface PlanJson {
  readonly planned_values?: object;
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, Pick<ResourceChange["change"], "actions">>>;
}

interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly Exclude<Action, "replace">[];
    readonly before: Values | null;
    readonly after: Values | null;
    /** `false` where nothing will be there. */
    readonly after_unknown: Values | false;
    readonly before_sensitive?: Values | boolean;
    readonly after_sensitive?: Values | boolean;
    readonly replace_paths?: Change["replacePaths"];
  };
}

/** @param stacks where the constructs of its resources are looked for, one after the other */
function planOf({ resource_changes = [], output_changes = {} }: PlanJson, stacks: readonly Stack[]): Plan {
  const changes = resource_changes.map((one) => changeOf(one, stacks));
  const counts = { create: 0, update: 0, replace: 0, delete: 0, forget: 0, read: 0, "no-op": 0 };
  for (const { action } of changes) counts[action]++;
  const outputs = Object.entries(output_changes).map(([name, { actions }]) => ({
    name,
    action: actionOf(actions),
  }));
  return { changes, counts, outputs: outputs.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function changeOf({ address, type, change }: ResourceChange, stacks: readonly Stack[]): Change {
  const paths = stacks.map((stack) => constructPathOf(stack, address));
  return {
    address,
    constructPath: paths.find((path) => path !== undefined),
    type,
    action: actionOf(change.actions),
    before: change.before,
    after: change.after,
    afterUnknown: change.after_unknown || {},
    beforeSensitive: marks(change.before_sensitive, change.before),
    afterSensitive: marks(change.after_sensitive, change.after),
    replacePaths: change.replace_paths ?? [],
  };
}

function actionOf([action = "no-op", another]: ResourceChange["change"]["actions"]): Action {
  return another ? "replace" : action;
}

/** `false` where nothing is there, `true` where all of it is sensitive. */
function marks(sensitive: Values | boolean | undefined, values: Values | null): Values {
  if (sensitive === true) return Object.fromEntries(Object.keys(values ?? {}).map((name) => [name, true]));
  return sensitive || {};
}
