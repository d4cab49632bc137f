import { ownValue } from "#own-value";
import type { Change } from "../../plan-types";
import { formatFull, formatShort } from "../format-value";
import { areSame, listOf, type PlainValues } from "../plain-values";
import { type FindingRule, pathPattern, type ResourceChange } from "./finding-rule";

/**
 * Finds API keys that stop working: deleted, replaced and disabled keys, and keys and APIs that are removed from a usage
 * plan. No line contains the value of a key.
 */
export const API_KEY_CHANGES: FindingRule = {
  title: "API keys that stop working",
  covers: pathPattern("enabled", "api_stages(?:\\[\\d+\\])?(?:\\..*)?"),
  coversDeletion: true,
  find: (change, resources) => ownValue(FINDERS, change.type)?.(change, resources) ?? [],
};

const FINDERS: Readonly<Record<string, FindingRule["find"]>> = {
  aws_api_gateway_api_key: keyLines,
  aws_api_gateway_usage_plan_key: linkLines,
  aws_api_gateway_usage_plan: planLines,
};

function keyLines({ action, before, after }: ResourceChange): string[] {
  const name = formatShort(before.name);
  if (action === "delete") return [`- key ${name} is deleted: its callers get 403`];
  if (action === "replace") return [`- key ${name} gets a new value: callers with the old value get 403`];
  const isDisabled = before.enabled !== false && after.enabled === false;
  return action === "update" && isDisabled ? [`- key ${name} is disabled: its callers get 403`] : [];
}

/** Describes a key that is removed from a plan. A deleted key and a deleted plan have their own findings. */
function linkLines({ action, before, after }: ResourceChange, resources: readonly Change[]): string[] {
  if (action !== "delete" && action !== "replace") return [];
  const key = findById(resources, "aws_api_gateway_api_key", before.key_id);
  const plan = findById(resources, "aws_api_gateway_usage_plan", before.usage_plan_id);
  if ([key, plan].some((resource) => resource?.action === "delete" || resource?.action === "replace"))
    return [];
  if (
    action === "replace" &&
    areSame(before.key_id, after.key_id) &&
    areSame(before.usage_plan_id, after.usage_plan_id)
  )
    return [];
  const [keyName, planName] = [nameOf(key, before.key_id), nameOf(plan, before.usage_plan_id)];
  return [
    `- key ${keyName} is removed from the usage plan ${planName}: its callers get 403 from the APIs of the plan`,
  ];
}

function planLines({ action, before, after }: ResourceChange, resources: readonly Change[]): string[] {
  const plan = formatShort(before.name);
  if (action === "delete") return [`- usage plan ${plan} is deleted: callers with its keys get 403`];
  if (action !== "update" && action !== "replace") return [];
  const stages = (values: PlainValues) => listOf(values.api_stages).map((block) => readStage(block));
  const remaining = new Set(stages(after).map(({ id }) => id));
  return stages(before)
    .filter(({ id }) => !remaining.has(id))
    .map(({ api, stage }) => {
      const name = nameOf(findById(resources, "aws_api_gateway_rest_api", api), api);
      return `- API ${name}, stage ${formatShort(stage)}, is removed from the usage plan ${plan}: callers with its keys get 403`;
    });
}

function readStage(block: unknown) {
  const [api, stage] = [ownValue(block, "api_id"), ownValue(block, "stage")];
  return { api, stage, id: JSON.stringify([formatFull(api), formatFull(stage)]) };
}

/** Finds a resource by its ID in the state, or by the reference in the configuration. */
function findById(resources: readonly Change[], type: string, id: unknown): Change | undefined {
  const address = formatFull(id).replace(/\.id$/, "");
  return resources.find(
    (resource) =>
      resource.type === type &&
      resource.deposed === undefined &&
      (resource.address === address || (id !== undefined && resource.before?.id === id)),
  );
}

function nameOf(resource: Change | undefined, id: unknown): string {
  return formatShort(resource?.before?.name ?? resource?.after?.name ?? id);
}
