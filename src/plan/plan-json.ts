import type { Stack } from "#terraform";
import type {
  Action,
  AttributeValues,
  Change,
  Importing,
  Incomplete,
  OutputChange,
  Plan,
} from "./plan-types";

/**
 * A plan, as `terraform show -json` has it.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export interface PlanJson {
  readonly planned_values?: object;
  readonly resource_changes?: readonly ResourceChange[];
  readonly deferred_changes?: readonly DeferredChange[];
  readonly errored?: boolean;
  /** Since terraform 1.8. */
  readonly complete?: boolean;
  readonly output_changes?: Readonly<Record<string, OutputChangeJson>>;
}

interface OutputChangeJson {
  readonly actions: ResourceChange["change"]["actions"];
  readonly before: unknown;
  readonly after: unknown;
  readonly after_unknown: unknown;
  readonly before_sensitive?: boolean;
  readonly after_sensitive?: boolean;
}

interface DeferredChange {
  readonly reason: string;
  readonly resource_change: ResourceChange;
}

interface ResourceChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly deposed?: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly Exclude<Action, "replace">[];
    readonly before: AttributeValues | null;
    readonly after: AttributeValues | null;
    /** `false` where nothing will be there. */
    readonly after_unknown: AttributeValues | false;
    readonly before_sensitive?: AttributeValues | boolean;
    readonly after_sensitive?: AttributeValues | boolean;
    readonly importing?: Importing | null;
    readonly replace_paths?: Change["replacePaths"];
  };
}

/**
 * @param stacks where the constructs of its resources are looked for, one after the other
 * @param imports what is imported that terraform was not told of: it took them for new
 */
export function parsePlanJson(
  json: PlanJson,
  stacks: readonly Stack[],
  imports: ReadonlyMap<string, Importing> = new Map(),
): Plan {
  const { resource_changes = [], output_changes = {} } = json;
  const changes = resource_changes
    .map((one) => changeOf(one, stacks))
    .map((one) => importedInstead(one, imports.get(one.address)));
  const counts = { create: 0, update: 0, replace: 0, delete: 0, forget: 0, read: 0, "no-op": 0 };
  for (const { action } of changes) counts[action]++;
  const outputs = Object.entries(output_changes)
    .map(([name, change]) => outputOf(name, change))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { changes, counts, outputs, incomplete: incompleteOf(json, stacks) };
}

function importedInstead(change: Change, importing: Importing | undefined): Change {
  return importing && change.action === "create" ? { ...change, importing, action: "no-op" } : change;
}

function outputOf(name: string, change: OutputChangeJson): OutputChange {
  return {
    name,
    action: actionOf(change.actions),
    before: change.before,
    after: change.after,
    afterUnknown: change.after_unknown,
    wasSensitive: change.before_sensitive === true,
    willBeSensitive: change.after_sensitive === true,
  };
}

function incompleteOf(
  { errored: isErrored = false, complete: isComplete = true, deferred_changes = [] }: PlanJson,
  stacks: readonly Stack[],
): Incomplete | undefined {
  if (isComplete && !isErrored && deferred_changes.length === 0) return undefined;
  const deferred = deferred_changes.map(({ reason, resource_change }) => ({
    reason,
    change: changeOf(resource_change, stacks),
  }));
  return { isErrored, deferred };
}

function changeOf(
  { address, previous_address, deposed, type, change }: ResourceChange,
  stacks: readonly Stack[],
): Change {
  const paths = stacks.map((stack) => constructPath(stack, address));
  return {
    address,
    previousAddress: previous_address,
    deposed,
    importing: change.importing ?? undefined,
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
function marks(
  sensitive: AttributeValues | boolean | undefined,
  values: AttributeValues | null,
): AttributeValues {
  if (sensitive === true) return Object.fromEntries(Object.keys(values ?? {}).map((name) => [name, true]));
  return sensitive || {};
}

/** The path of the construct that made a resource, as its user knows it: a main resource is called as its construct. */
export function constructPath(stack: Stack, address: string): string | undefined {
  return stack.find(address)?.constructPath?.replace(/\/Default$/, "");
}
