import { isDeepStrictEqual } from "node:util";
import type { Block } from "../schema";
import { knownTags, type ProviderConfig } from "./provider-config";
import { transformAttributes } from "./transform-attributes";
import type { TypeFacts } from "./types/type-facts";
import { isObject, type ObjectValue, UNKNOWN, Unknown, type Value } from "./value";

/** Change that Terraform proposes to the provider. */
export interface ProposedChange {
  /** Value in the state; null if the resource is created. */
  readonly prior: Value;
  /**
   * Configured values. A computed attribute that is not configured has its value from the state. Null if the
   * resource is deleted.
   */
  readonly proposed: Value;
  /** Configured values. Default: the proposed values. */
  readonly config?: Value;
}

/** Change that the provider returns to Terraform. */
export interface PlannedChange {
  readonly planned: Value;
  /** Changed arguments and blocks that force a replacement. */
  readonly requiresReplace: readonly string[];
}

/**
 * Plans a change in the same way as the real provider, as far as the schema and the {@link TypeFacts} of the
 * type allow. A computed attribute is unknown in a new resource. In an update the attribute keeps its value,
 * unless the facts list it as recomputed.
 *
 * The change may differ from the change that the real provider plans: an argument without a replacement rule is
 * updated in place, and an omitted argument stays null unless the facts of its type have a default.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/framework/resources/plan-modification
 */
export function planChange(
  { prior, proposed, config = proposed }: ProposedChange,
  block: Block,
  facts: TypeFacts,
  configuration: ProviderConfig,
): PlannedChange {
  if (!isObject(proposed)) return { planned: proposed, requiresReplace: [] };
  const withDefaults = { ...proposed, ...missingDefaults(config, facts) };
  const marked = addKnownValues(markUnknown(block, withDefaults), configuration, prior);
  const completed = { ...marked, ...facts.knownValues?.(marked, isObject(config) ? config : {}) };
  if (!isObject(prior)) return { planned: completed, requiresReplace: [] };
  const planned = recomputed(prior, completed, facts);
  return { planned, requiresReplace: findReplacements(prior, planned, facts) };
}

/** Returns the defaults that the provider adds to the plan: those of the arguments that are not configured. */
function missingDefaults(config: Value, { defaults = {}, addsDefaults = false }: TypeFacts): ObjectValue {
  if (!addsDefaults || !isObject(config)) return {};
  return Object.fromEntries(Object.entries(defaults).filter(([name]) => (config[name] ?? null) === null));
}

function markUnknown(block: Block, proposed: ObjectValue): ObjectValue {
  return transformAttributes(block, proposed, ({ computed, writeOnly }, value) => {
    if (writeOnly) return null;
    return computed && value === null ? UNKNOWN : value;
  });
}

/**
 * Sets the computed attributes `region` and `tags_all`. Almost every resource has these attributes, and the
 * real provider also knows their values before apply.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/provider/sdkv2/region.go
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/provider/sdkv2/tags_interceptor.go
 */
function addKnownValues(
  planned: ObjectValue,
  { region, defaultTags }: ProviderConfig,
  prior: Value,
): ObjectValue {
  const known: Record<string, Value> = {};
  if (planned.region instanceof Unknown) known.region = region;
  if ("tags_all" in planned) known.tags_all = allTags(planned.tags ?? null, defaultTags, prior);
  return { ...planned, ...known };
}

function allTags(tags: Value, defaultTags: ObjectValue | undefined, prior: Value): Value {
  const resourceTags = knownTags(tags);
  if (!resourceTags || !defaultTags) return UNKNOWN;
  const all = { ...defaultTags, ...resourceTags };
  return Object.keys(all).length > 0 || prior !== null ? all : UNKNOWN;
}

function recomputed(prior: ObjectValue, planned: ObjectValue, facts: TypeFacts): ObjectValue {
  const names = facts.recomputed?.({
    planned,
    isChanged: (...names) => names.some((name) => isChanged(prior, planned, name, facts)),
  });
  return { ...planned, ...Object.fromEntries((names ?? []).map((name) => [name, UNKNOWN])) };
}

function findReplacements(prior: ObjectValue, planned: ObjectValue, facts: TypeFacts): readonly string[] {
  const { forceNew, forceNewIf = {} } = facts;
  return [...forceNew, ...Object.keys(forceNewIf)]
    .filter((name) => isChanged(prior, planned, name, facts))
    .filter((name) => forceNewIf[name]?.(prior[name] ?? null, planned[name] ?? null) ?? true);
}

/**
 * Returns true if an argument changes. An omitted argument is compared as its default value. Sets are
 * compared element by element like lists, because Terraform sends the elements of a set in sorted order.
 */
function isChanged(
  prior: ObjectValue,
  planned: ObjectValue,
  name: string,
  { defaults = {} }: TypeFacts,
): boolean {
  const [before, after] = [prior, planned].map((values) => values[name] ?? defaults[name]);
  return !isDeepStrictEqual(before, after);
}
