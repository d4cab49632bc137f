import { ownValue } from "#own-value";
import type { Change } from "../../plan-types";
import { formatChange, formatFull } from "../format-value";
import { areSame } from "../plain-values";
import { type FindingRule, type ResourceChange, toResourceChange } from "./finding-rule";
import { findDeployment, findSameRoute, isRoute, resourcePath, shapeOf, toRouteChange } from "./routes";

/** Finds routes, stages and APIs that are deleted, or whose URLs change. */
export const REMOVED_ROUTES: FindingRule = {
  title: "Removed endpoints",
  covers: /^(route_key|http_method|path_part)$/,
  coversDeletion: true,
  find: (change, resources) => ownValue(FINDERS, change.type)?.(change, resources) ?? [],
};

const FINDERS: Readonly<Record<string, FindingRule["find"]>> = {
  aws_apigatewayv2_route: routeLines,
  aws_apigatewayv2_api: apiLines,
  aws_apigatewayv2_stage: (change) => stageLines(change, "name"),
  aws_api_gateway_method: methodLines,
  aws_api_gateway_resource: resourceLines,
  aws_api_gateway_rest_api: apiLines,
  aws_api_gateway_stage: (change) => stageLines(change, "stage_name"),
};

function routeLines(change: ResourceChange, resources: readonly Change[]): string[] {
  const { action, before, after } = toRouteChange(change, resources);
  const key = before.route_key;
  if (action === "delete")
    return findSameRoute(before, "create", resources) ? [] : [`- ${formatFull(key)} is deleted`];
  const isChanged = action !== "create" && shapeOf(key) !== shapeOf(after.route_key);
  return isChanged ? [`~ ${formatChange(key, after.route_key)}`] : [];
}

/**
 * Describes a removed method of a REST API. A new deployment contains the method, because Terraform creates the
 * deployment before it deletes the method. The last removed method of an API therefore has a line with the fix.
 */
function methodLines(change: ResourceChange, resources: readonly Change[]): string[] {
  const lines = routeLines(change, resources);
  const deployment = lines.length > 0 ? findDeployment(change.before, resources) : undefined;
  if (!deployment || isFollowedByRemoved(change, resources)) return lines;
  return [
    ...lines,
    `~ removed routes stay callable until the next deployment; after this apply, run: terraform apply -replace='${deployment.address}'`,
  ];
}

/** Returns true if the plan removes another method of the same API later in the list of resources. */
function isFollowedByRemoved({ address, before }: ResourceChange, resources: readonly Change[]): boolean {
  const index = resources.findIndex((other) => other.address === address && other.deposed === undefined);
  return resources
    .slice(index + 1)
    .filter((other) => isRoute(other) && other.deposed === undefined)
    .map(toResourceChange)
    .some(
      (other) =>
        areSame(other.before.rest_api_id, before.rest_api_id) && routeLines(other, resources).length > 0,
    );
}

/** Returns a line for a changed part of a path. It changes the paths of all methods at and below the resource. */
function resourceLines({ action, before, after }: ResourceChange, resources: readonly Change[]): string[] {
  if (action !== "update" && action !== "replace") return [];
  const [from, to] = [
    resourcePath(before, "before", resources),
    resourcePath(after, "after", resources),
  ] as const;
  return shapeOf(`ANY ${from}`) === shapeOf(`ANY ${to}`) ? [] : [`~ ${from} → ${to}, with all routes below`];
}

/** Describes the deletion or the replacement of an API, which change its URL. */
function apiLines({ action, before }: ResourceChange): string[] {
  if (action === "delete") return [`- ${formatFull(before.name)} is deleted with its URL`];
  return action === "replace" ? [`- ${formatFull(before.name)} is replaced; its URL changes`] : [];
}

/** Describes a stage that is deleted or renamed. @param argument argument with the name of the stage */
function stageLines({ action, before, after }: ResourceChange, argument: string): string[] {
  if (action === "delete") return [`- stage ${formatFull(before[argument])} is deleted`];
  const isRenamed = action !== "create" && !areSame(before[argument], after[argument]);
  return isRenamed ? [`~ stage ${formatChange(before[argument], after[argument])}`] : [];
}
