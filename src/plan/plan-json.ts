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
 * Output of `terraform show -json`, limited to the fields that Gatewright reads.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export interface PlanJson {
  readonly planned_values?: object;
  readonly resource_changes?: readonly ResourceChange[];
  readonly deferred_changes?: readonly DeferredChange[];
  readonly errored?: boolean;
  /** False if another plan is needed after this plan is applied. Absent before Terraform 1.8. */
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
    /** `false` if the resource is deleted. */
    readonly after_unknown: AttributeValues | false;
    readonly before_sensitive?: AttributeValues | boolean;
    readonly after_sensitive?: AttributeValues | boolean;
    readonly importing?: Importing | null;
    readonly replace_paths?: Change["replacePaths"];
  };
}

/**
 * Converts Terraform's plan JSON to a {@link Plan}.
 *
 * @param stacks stacks in which the construct path of each resource is looked up; the first stack that
 * contains the resource is used
 * @param imports `import` blocks that were removed from the configuration before planning, by resource address.
 * Terraform therefore plans to create these resources. The returned plan shows an import in place of each creation.
 */
export function parsePlanJson(
  json: PlanJson,
  stacks: readonly Stack[],
  imports: ReadonlyMap<string, Importing> = new Map(),
): Plan {
  const { resource_changes = [], output_changes = {} } = json;
  const changes = resource_changes
    .map((change) => toChange(change, stacks))
    .map((change) => withImport(change, imports.get(change.address)));
  const counts = { create: 0, update: 0, replace: 0, delete: 0, forget: 0, read: 0, "no-op": 0 };
  for (const { action } of changes) counts[action]++;
  const outputs = Object.entries(output_changes)
    .map(([name, change]) => toOutputChange(name, change))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { changes, counts, outputs, notes: [], incomplete: toIncomplete(json, stacks) };
}

function withImport(change: Change, importing: Importing | undefined): Change {
  return importing && change.action === "create" ? { ...change, importing, action: "no-op" } : change;
}

function toOutputChange(name: string, change: OutputChangeJson): OutputChange {
  return {
    name,
    action: toAction(change.actions),
    before: change.before,
    after: change.after,
    afterUnknown: change.after_unknown,
    wasSensitive: change.before_sensitive === true,
    willBeSensitive: change.after_sensitive === true,
  };
}

function toIncomplete(
  { errored: isErrored = false, complete: isComplete = true, deferred_changes = [] }: PlanJson,
  stacks: readonly Stack[],
): Incomplete | undefined {
  if (isComplete && !isErrored && deferred_changes.length === 0) return undefined;
  const deferred = deferred_changes.map(({ reason, resource_change }) => ({
    reason,
    change: toChange(resource_change, stacks),
  }));
  return { isErrored, deferred };
}

function toChange(
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
    action: toAction(change.actions),
    before: change.before,
    after: change.after,
    afterUnknown: change.after_unknown || {},
    beforeSensitive: toMarks(change.before_sensitive, change.before),
    afterSensitive: toMarks(change.after_sensitive, change.after),
    replacePaths: change.replace_paths ?? [],
  };
}

function toAction([action = "no-op", second]: ResourceChange["change"]["actions"]): Action {
  return second ? "replace" : action;
}

/**
 * Returns an object that marks the sensitive attributes. The value of a marked attribute is `true`, or has
 * the structure of the attribute, with `true` in place of each sensitive part.
 *
 * Terraform's JSON may contain a boolean instead of this object: `true` if every attribute is sensitive, and
 * `false` if there are no attributes, because the resource is created or deleted.
 */
function toMarks(
  sensitive: AttributeValues | boolean | undefined,
  values: AttributeValues | null,
): AttributeValues {
  if (sensitive === true) return Object.fromEntries(Object.keys(values ?? {}).map((name) => [name, true]));
  return sensitive || {};
}

/**
 * Returns the path of the construct that declares a resource. If the path ends with `Default`, which is the
 * ID of a construct's main resource, this part is removed, so that the path names the construct.
 */
export function constructPath(stack: Stack, address: string): string | undefined {
  return stack.find(address)?.constructPath?.replace(/\/Default$/, "");
}
