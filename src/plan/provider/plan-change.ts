import { isDeepStrictEqual } from "node:util";
import type { Block } from "../schema/schema-types";
import { mapAttributes } from "./attributes";
import { knownTags, type ResourceConfig } from "./resource-config";
import type { TypeFacts } from "./types/type-facts";
import { isObject, type ObjectValue, UNKNOWN, Unknown, type Value } from "./value";

/** What terraform asks of a resource: `prior` is null where there is none, `proposed` where there is to be none. */
export interface ProposedChange {
  readonly prior: Value;
  /** The configuration, and what was there before wherever that leaves something open. */
  readonly proposed: Value;
}

export interface PlannedChange {
  readonly planned: Value;
  /** The arguments and blocks whose change asks for another resource. */
  readonly replacedBy: readonly string[];
}

/**
 * What will come of a change, as far as it is known before it is made. What the provider gives of itself is unknown in a
 * resource that is new, and else stays, but for what the type's facts say is made anew.
 *
 * What the bindings do not say is not planned: an argument that is not among the facts is changed in place, and one that
 * is left out stays null where the provider would put a default; only a comparison takes it for that.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/framework/resources/plan-modification
 */
export function planChange(
  { prior, proposed }: ProposedChange,
  block: Block,
  facts: TypeFacts,
  configuration: ResourceConfig,
): PlannedChange {
  if (!isObject(proposed)) return { planned: proposed, replacedBy: [] };
  const completed = withWhatIsKnown(completedWithUnknown(block, proposed), configuration, prior);
  if (!isObject(prior)) return { planned: completed, replacedBy: [] };
  const planned = recomputed(prior, completed, facts);
  return { planned, replacedBy: replacing(prior, planned, facts) };
}

function completedWithUnknown(block: Block, proposed: ObjectValue): ObjectValue {
  return mapAttributes(block, proposed, ({ computed, writeOnly }, value) => {
    if (writeOnly) return null;
    return computed && value === null ? UNKNOWN : value;
  });
}

/**
 * Two attributes that every resource has, or nearly, are known before.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/provider/sdkv2/region.go
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/provider/sdkv2/tags_interceptor.go
 */
function withWhatIsKnown(
  planned: ObjectValue,
  { region, defaultTags }: ResourceConfig,
  prior: Value,
): ObjectValue {
  const known: Record<string, Value> = {};
  if (planned.region instanceof Unknown) known.region = region;
  if ("tags_all" in planned) known.tags_all = allTags(planned.tags ?? null, defaultTags, prior);
  return { ...planned, ...known };
}

function allTags(tags: Value, defaultTags: ObjectValue | undefined, prior: Value): Value {
  const own = knownTags(tags);
  if (!own || !defaultTags) return UNKNOWN;
  const all = { ...defaultTags, ...own };
  return Object.keys(all).length > 0 || prior !== null ? all : UNKNOWN;
}

function recomputed(prior: ObjectValue, planned: ObjectValue, facts: TypeFacts): ObjectValue {
  const names = facts.recomputed?.({
    planned,
    isChanged: (...names) => names.some((name) => isChanged(prior, planned, name, facts)),
  });
  return { ...planned, ...Object.fromEntries((names ?? []).map((name) => [name, UNKNOWN])) };
}

function replacing(prior: ObjectValue, planned: ObjectValue, facts: TypeFacts): readonly string[] {
  const { replacedBy, replacedWhere = {} } = facts;
  return [...replacedBy, ...Object.keys(replacedWhere)]
    .filter((name) => isChanged(prior, planned, name, facts))
    .filter((name) => replacedWhere[name]?.(prior[name] ?? null, planned[name] ?? null) ?? true);
}

/** Terraform writes a set in one order, whatever order it was configured in. */
function isChanged(
  prior: ObjectValue,
  planned: ObjectValue,
  name: string,
  { defaults = {} }: TypeFacts,
): boolean {
  const [before, after] = [prior, planned].map((one) => one[name] ?? defaults[name]);
  return !isDeepStrictEqual(before, after);
}
