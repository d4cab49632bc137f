import type { ResolvedResource, ResolvedStack } from "./resolved-stack";
import { UnknownValue } from "./unknown-value";

/** Resource of a REST API's tree of paths: `aws_api_gateway_resource`, or the API itself for the path `/`. */
export interface RestPath {
  /** Path from the root of the API: `/pets/{id}`. */
  readonly path: string;
  /** `aws_api_gateway_resource`, or the `aws_api_gateway_rest_api` for the path `/`. */
  readonly owner: ResolvedResource;
}

/**
 * Returns the path to which an argument refers, from the tree of `aws_api_gateway_resource` blocks.
 *
 * @param argument `resource_id` of a method or an integration, or `parent_id` of a resource
 * @returns `undefined` if the argument refers to no resource of this stack, or if a part of the path is unknown
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/api_gateway_resource
 */
export function findRestPath(
  stack: Pick<ResolvedStack, "ofType">,
  resource: ResolvedResource,
  argument: "resource_id" | "parent_id" = "resource_id",
): RestPath | undefined {
  const parts: string[] = [];
  const seen = new Set<ResolvedResource>();
  let owner = findOwner(stack, resource, argument);
  const target = owner;
  while (owner?.type === RESOURCE) {
    const { path_part: part } = owner.values;
    if (typeof part !== "string" || seen.has(owner)) return undefined;
    seen.add(owner);
    parts.unshift(part);
    owner = findOwner(stack, owner, "parent_id");
  }
  return owner && target && { path: `/${parts.join("/")}`, owner: target };
}

/** Returns the path of an `aws_api_gateway_resource`, or `undefined` if a part of it is unknown. */
export function readTreePath(
  stack: Pick<ResolvedStack, "ofType">,
  resource: ResolvedResource,
): string | undefined {
  const parent = findRestPath(stack, resource, "parent_id");
  const { path_part: part } = resource.values;
  if (parent === undefined || typeof part !== "string") return undefined;
  return parent.path === "/" ? `/${part}` : `${parent.path}/${part}`;
}

const RESOURCE = "aws_api_gateway_resource";
const API = "aws_api_gateway_rest_api";

function findOwner(
  stack: Pick<ResolvedStack, "ofType">,
  resource: ResolvedResource,
  argument: string,
): ResolvedResource | undefined {
  const candidates = [...stack.ofType(RESOURCE), ...stack.ofType(API)];
  const referenced = resource.references(argument);
  const value = resource.values[argument];
  return (
    candidates.find(({ address }) => referenced.includes(address)) ??
    candidates.find((candidate) => !(value instanceof UnknownValue) && restPathId(candidate) === value)
  );
}

/** Returns the ID of a resource of the tree. The ID of the path `/` is the `root_resource_id` of the API. */
export function restPathId(owner: ResolvedResource): unknown {
  return owner.attribute(owner.type === API ? "root_resource_id" : "id");
}
