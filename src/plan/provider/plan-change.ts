import { isDeepStrictEqual } from "node:util";
import type { Block } from "../schema/schema-types";
import { knownTags, type ProviderConfig } from "./provider-config";
import { transformAttributes } from "./transform-attributes";
import type { TypeFacts } from "./types/type-facts";
import { isObject, type ObjectValue, UNKNOWN, Unknown, type Value } from "./value";

/** Change that Terraform proposes. */
export interface ProposedChange {
  /** Value in the state; null before a creation. */
  readonly prior: Value;
  /** Configuration, completed with the computed values in the state; null for a deletion. */
  readonly proposed: Value;
}

/** Change that the provider plans. */
export interface PlannedChange {
  readonly planned: Value;
  /** Changed arguments and blocks that force a replacement. */
  readonly requiresReplace: readonly string[];
}

/**
 * Predicts the planned value of a change. A computed attribute is unknown in a new resource. In an update it
 * keeps its value, unless the facts of the type list it as recomputed.
 *
 * Predictions are limited to the schema and these facts. An argument without a replacement rule changes in
 * place. An omitted argument stays null, even if the real provider would plan a default. Defaults are used
 * only to compare values.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/framework/resources/plan-modification
 */
export function planChange(
  { prior, proposed }: ProposedChange,
  block: Block,
  facts: TypeFacts,
  configuration: ProviderConfig,
): PlannedChange {
  if (!isObject(proposed)) return { planned: proposed, requiresReplace: [] };
  const completed = addKnownValues(markUnknown(block, proposed), configuration, prior);
  if (!isObject(prior)) return { planned: completed, requiresReplace: [] };
  const planned = recomputed(prior, completed, facts);
  return { planned, requiresReplace: findReplacements(prior, planned, facts) };
}

function markUnknown(block: Block, proposed: ObjectValue): ObjectValue {
  return transformAttributes(block, proposed, ({ computed, writeOnly }, value) => {
    if (writeOnly) return null;
    return computed && value === null ? UNKNOWN : value;
  });
}

/**
 * Sets `region` and `tags_all`, which almost every resource has and which are known before apply.
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
 * Returns true if an argument changes. An omitted argument counts as its default. Sets are compared like
 * lists, because Terraform sends them sorted.
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
