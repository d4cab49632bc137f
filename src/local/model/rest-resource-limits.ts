import { findRestPath, type ResolvedResource, type ResolvedStack, readTreePath } from "#terraform";

/**
 * Rejects the parts of a path that API Gateway rejects: the same part twice below one parent, and a part below a greedy
 * parameter. A part whose path is unknown is accepted.
 *
 * @param parts every `aws_api_gateway_resource` of an API
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html
 */
export function validateRestResources(
  stack: Pick<ResolvedStack, "ofType">,
  parts: readonly ResolvedResource[],
): string[] {
  const firstByPath = new Map<string, ResolvedResource>();
  return parts.flatMap((part) => {
    const { address } = part;
    const parent = findRestPath(stack, part, "parent_id");
    const path = readTreePath(stack, part);
    if (!parent || path === undefined) return [];
    if (parent.path.endsWith("+}"))
      return [
        `${address}: ${path} is below the greedy parameter of ${parent.path}, which must be the last part.`,
      ];
    const first = firstByPath.get(path);
    if (!first) firstByPath.set(path, part);
    return first ? [`${address}: ${path} is also the path of ${first.address}. Remove one.`] : [];
  });
}
