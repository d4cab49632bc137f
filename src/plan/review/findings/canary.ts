import { blocks } from "#terraform";
import type { Change } from "../../plan-types";
import { formatFull, formatShort } from "../format-value";
import { areSame, isValues, type PlainValues } from "../plain-values";
import { labelOf } from "../resource-label";
import type { FindingRule, ResourceChange } from "./finding-rule";

/**
 * Finds canaries of REST APIs that start, end, get a different percentage of the requests, or get another deployment. Also
 * finds functions that are deleted although an old deployment can still invoke them.
 */
export const CANARY_CHANGES: FindingRule = {
  title: "Canary changes",
  covers: /^(?:canary_settings\b.*|deployment_id)$/,
  find: (change, resources) => {
    if (change.type === "aws_lambda_function") return lostFunctionLines(change, resources);
    if (change.type !== "aws_api_gateway_stage" || change.action === "delete") return [];
    const [from, to] = [change.before, change.after].map(readCanary);
    if (from && to) return changedLines(from, to, resources);
    if (to)
      return [`+ ${formatPercent(to)} of the requests go to a new deployment`, ...variableLines({}, to)];
    return from ? [endLine(change, from, resources), ...lostVariableLines(change, from)] : [];
  },
};

/**
 * Describes a deleted function in a stack with a canary. The deployment that gets the other requests is a copy of older
 * routes, and can still contain the function.
 */
function lostFunctionLines({ action }: ResourceChange, resources: readonly Change[]): string[] {
  if (action !== "delete" && action !== "replace") return [];
  return resources
    .filter(({ type, after }) => type === "aws_api_gateway_stage" && after && readCanary(after))
    .map(
      (stage) =>
        `- the old deployment of ${labelOf(stage)} may still invoke the function until the canary ends`,
    );
}

/** Settings of a canary. */
type Canary = PlainValues;

function readCanary({ canary_settings: settings }: PlainValues): Canary | undefined {
  return blocks(settings)[0];
}

function formatPercent({ percent_traffic: percent }: Canary): string {
  return `${formatFull(percent ?? 0)} %`;
}

function changedLines(from: Canary, to: Canary, resources: readonly Change[]): string[] {
  const [before, after] = [from, to].map(formatPercent);
  return [
    ...(before === after ? [] : [`~ ${before} → ${after} of the requests go to the canary`]),
    ...(isRedeployed(from, to, resources) ? ["~ the canary gets the new deployment"] : []),
    ...variableLines(from, to),
    ...(areSame(from.use_stage_cache ?? false, to.use_stage_cache ?? false)
      ? []
      : [
          to.use_stage_cache === true
            ? "+ responses of the canary are cached"
            : "- responses of the canary are cached",
        ]),
  ];
}

/** Returns true if the canary gets another deployment, or if a plan replaces the deployment to which it refers. */
function isRedeployed(from: Canary, to: Canary, resources: readonly Change[]): boolean {
  if (!areSame(from.deployment_id, to.deployment_id)) return true;
  const reference = formatFull(to.deployment_id);
  return resources.some(({ action, address }) => action === "replace" && `${address}.id` === reference);
}

function readVariables({ stage_variable_overrides: variables }: Canary): PlainValues {
  return isValues(variables) ? variables : {};
}

function variableLines(from: Canary, to: Canary): string[] {
  const [before, after] = [readVariables(from), readVariables(to)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [old, value] = [before[name], after[name]];
    if (areSame(old, value)) return [];
    if (old === undefined) return [`+ variable of the canary: ${name} = ${formatShort(value)}`];
    if (value === undefined) return [`- variable of the canary: ${name}`];
    return [`~ variable of the canary: ${name} = ${formatShort(old)} → ${formatShort(value)}`];
  });
}

/**
 * Describes the deployment that gets all requests when a canary ends. The triggers show whether it has the content of the
 * canary. The base stack of an offline plan is new, so that its two deployments have the same content.
 */
function endLine(change: ResourceChange, canary: Canary, resources: readonly Change[]): string {
  return `- the canary ends: all requests ${describeTarget(change, canary, resources)}`;
}

function describeTarget(
  { before, after }: ResourceChange,
  canary: Canary,
  resources: readonly Change[],
): string {
  const deployments = resources.filter((other) => isDeploymentOf(other, before.rest_api_id));
  const ended = deployments.filter(({ action }) => action === "delete");
  const isPromoted =
    areSame(after.deployment_id, canary.deployment_id) ||
    deployments.some((kept) => kept.after && ended.some((other) => haveSameTriggers(other, kept)));
  if (isPromoted) return "get the content of the canary";
  const isReplaced = deployments.some(({ action }) => action === "replace");
  return isReplaced
    ? "get a deployment whose content differs from the canary"
    : "use the deployment that the stage already has";
}

function haveSameTriggers({ before }: Change, { after }: Change): boolean {
  return isValues(before?.triggers) && areSame(before.triggers, after?.triggers);
}

function isDeploymentOf({ type, before, after }: Change, apiId: unknown): boolean {
  return type === "aws_api_gateway_deployment" && areSame((before ?? after)?.rest_api_id, apiId);
}

/** Describes the variables of a canary that ends without the stage getting them. */
function lostVariableLines({ after }: ResourceChange, canary: Canary): string[] {
  const variables = isValues(after.variables) ? after.variables : {};
  return Object.entries(readVariables(canary))
    .filter(([name, value]) => !areSame(variables[name], value))
    .map(
      ([name, value]) =>
        `- variable of the canary that the stage does not get: ${name} = ${formatShort(value)}`,
    );
}
