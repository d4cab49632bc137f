import { parseRouteKey } from "#aws";
import { ownValue } from "#own-value";
import type { Change } from "../../plan-types";
import { formatChange, formatFull } from "../format-value";
import { areSame, type PlainValues } from "../plain-values";
import type { FindingRule, ResourceChange } from "./finding-rule";

/** Finds routes, stages and APIs that are deleted, or whose URLs change. */
export const REMOVED_ROUTES: FindingRule = {
  title: "Removed endpoints",
  covers: /^route_key$/,
  coversDeletion: true,
  find: (change, resources) => ownValue(FINDERS, change.type)?.(change, resources) ?? [],
};

const FINDERS: Readonly<Record<string, FindingRule["find"]>> = {
  aws_apigatewayv2_route: routeLines,
  aws_apigatewayv2_api: ({ action, before }) => {
    if (action === "delete") return [`- ${formatFull(before.name)} is deleted with its URL`];
    return action === "replace" ? [`- ${formatFull(before.name)} is replaced; its URL changes`] : [];
  },
  aws_apigatewayv2_stage: ({ action, before, after }) => {
    if (action === "delete") return [`- stage ${formatFull(before.name)} is deleted`];
    const isRenamed = action !== "create" && !areSame(before.name, after.name);
    return isRenamed ? [`~ stage ${formatChange(before.name, after.name)}`] : [];
  },
};

function routeLines({ action, before, after }: ResourceChange, resources: readonly Change[]): string[] {
  const key = before.route_key;
  if (action === "delete")
    return findSameRoute(before, "create", resources) ? [] : [`- ${formatFull(key)} is deleted`];
  const isChanged = action !== "create" && shapeOf(key) !== shapeOf(after.route_key);
  return isChanged ? [`~ ${formatChange(key, after.route_key)}`] : [];
}

/**
 * Finds a route of the same API with the same key that the plan creates or deletes at another Terraform
 * address. Such a pair of changes only moves the route, so the endpoint remains.
 */
export function findSameRoute(
  route: PlainValues,
  otherAction: "create" | "delete",
  resources: readonly Change[],
): Change | undefined {
  return resources
    .filter(({ type, action }) => type === "aws_apigatewayv2_route" && action === otherAction)
    .find(({ before, after }) => {
      const other = after ?? before;
      return shapeOf(other?.route_key) === shapeOf(route.route_key) && areSame(other?.api_id, route.api_id);
    });
}

/**
 * Removes the names of path parameters from a route key, because they do not affect which requests match the
 * route.
 */
function shapeOf(key: unknown): string {
  return parseRouteKey(formatFull(key)).shape;
}
