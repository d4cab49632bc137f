import { parseRouteKey } from "#aws";
import type { Change } from "../../plan-types";
import { formatFull } from "../format-value";
import { areSame, type PlainValues } from "../plain-values";
import { type ResourceChange, toResourceChange } from "./finding-rule";

/** Types of the routes of an HTTP API, and of the methods of a REST API. */
const ROUTE_TYPES = ["aws_apigatewayv2_route", "aws_api_gateway_method"];

/** Returns true for the route of an HTTP API and for the method of a REST API. */
export function isRoute({ type }: Pick<Change, "type">): boolean {
  return ROUTE_TYPES.includes(type);
}

/**
 * Returns the change of a route. The values of a method of a REST API are converted to those of a route of an HTTP API,
 * so that a review describes both in the same words.
 *
 * @param resources all resources of the plan, including unchanged ones
 */
export function toRouteChange(change: ResourceChange, resources: readonly Change[]): ResourceChange {
  if (change.type !== "aws_api_gateway_method") return change;
  return {
    ...change,
    before: routeValues(change.before, "before", resources),
    after: routeValues(change.after, "after", resources),
  };
}

type Side = "before" | "after";

function routeValues(method: PlainValues, side: Side, resources: readonly Change[]): PlainValues {
  if (method.http_method === undefined) return {};
  const { http_method, resource_id, rest_api_id, authorization, ...others } = method;
  return {
    ...others,
    api_id: rest_api_id,
    route_key: methodKey(method, side, resources),
    authorization_type: authorization,
  };
}

/** Returns the route key of a method, or of the method to which an integration belongs. */
export function methodKey(
  { http_method, resource_id }: PlainValues,
  side: Side,
  resources: readonly Change[],
): string {
  return `${httpMethod(http_method, side, resources)} ${methodPath(resource_id, side, resources)}`;
}

/** Returns an HTTP method. The one of an integration refers to its method. */
function httpMethod(value: unknown, side: Side, resources: readonly Change[]): string {
  const [, address] = /^(aws_api_gateway_method\..+)\.http_method$/.exec(formatFull(value)) ?? [];
  const method = resources.find((change) => change.address === address && change.deposed === undefined);
  return formatFull(method?.[side]?.http_method ?? value);
}

/** Returns the path of a resource of a REST API, from the parts of the path of the resource and its parents. */
export function resourcePath(values: PlainValues, side: Side, resources: readonly Change[]): string {
  const parent = methodPath(values.parent_id, side, resources);
  return `${parent === "/" ? "" : parent}/${formatFull(values.path_part)}`;
}

/** Returns the path of the resource with an ID. The root resource, which is part of an API, has the path `/`. */
function methodPath(id: unknown, side: Side, resources: readonly Change[]): string {
  const text = formatFull(id);
  const address = text.replace(/^(aws_api_gateway_resource\..+)\.id$/, "$1");
  const resource = resources.find(
    ({ type, deposed, before, ...change }) =>
      type === "aws_api_gateway_resource" &&
      deposed === undefined &&
      (change.address === address || change.previousAddress === address || before?.id === id),
  );
  const values = resource?.[side] ?? resource?.after ?? resource?.before;
  // A resource cannot be its own parent. A smaller list ends the search in a malformed plan.
  if (values)
    return resourcePath(
      values,
      side,
      resources.filter((other) => other !== resource),
    );
  return isRootResource(text, id, resources) ? "/" : `/${text}`;
}

function isRootResource(text: string, id: unknown, resources: readonly Change[]): boolean {
  if (/^aws_api_gateway_rest_api\..+\.root_resource_id$/.test(text)) return true;
  return resources.some(
    ({ type, before }) => type === "aws_api_gateway_rest_api" && before?.root_resource_id === id,
  );
}

/**
 * Finds a route of the same API with the same key that the plan creates or deletes at another Terraform
 * address. Such a pair of changes only moves the route, so the endpoint remains.
 */
export function findSameRoute(
  route: PlainValues,
  otherAction: "create" | "delete",
  resources: readonly Change[],
): ResourceChange | undefined {
  return resources
    .filter((change) => isRoute(change) && change.action === otherAction)
    .map((change) => toRouteChange(toResourceChange(change), resources))
    .find(({ before, after }) => {
      const other = otherAction === "create" ? after : before;
      return shapeOf(other.route_key) === shapeOf(route.route_key) && areSame(other.api_id, route.api_id);
    });
}

/** Finds a deployment of the REST API of a method that the plan does not delete. */
export function findDeployment(method: PlainValues, resources: readonly Change[]): Change | undefined {
  return resources.find(
    ({ type, action, deposed, before, after }) =>
      type === "aws_api_gateway_deployment" &&
      action !== "delete" &&
      deposed === undefined &&
      areSame((before ?? after)?.rest_api_id, method.rest_api_id),
  );
}

/**
 * Removes the names of path parameters from a route key, because they do not affect which requests match the
 * route. A route key of a WebSocket API has no path, and stays as it is.
 */
export function shapeOf(key: unknown): string {
  const text = formatFull(key);
  return text.includes(" /") ? parseRouteKey(text).shape : text;
}
