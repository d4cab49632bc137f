import { parseRouteKey } from "#aws";
import { displayedName, findById } from "./find-resource";
import type { ResolvedResource, ResolvedStack } from "./resolved-stack";
import { findRestPath } from "./rest-paths";
import type { RouteAccess } from "./route-access-label";

/**
 * Lists the methods of a stack's REST APIs, with their path as a route key. A method whose path is unknown has the
 * expression of its resource as path.
 */
export function listRestMethods(stack: ResolvedStack) {
  const integrations = stack.ofType("aws_api_gateway_integration").map((integration) => ({
    integration,
    place: placeOf(stack, integration),
  }));
  return stack.ofType("aws_api_gateway_method").map((method) => {
    const place = placeOf(stack, method);
    const api = findById(stack, "aws_api_gateway_rest_api", method, "rest_api_id");
    return {
      address: method.address,
      api: displayedName(api, method.values.rest_api_id),
      key: parseRouteKey(place.key),
      settings: readMethodAccess(stack, method),
      integration: integrations.find(
        (candidate) => candidate.place.key === place.key && candidate.place.owner === place.owner,
      )?.integration,
    };
  });
}

function placeOf(stack: ResolvedStack, resource: ResolvedResource) {
  const path = findRestPath(stack, resource);
  const { http_method: method, resource_id: id } = resource.values;
  return {
    key: `${displayedName(undefined, method)} ${path?.path ?? displayedName(undefined, id)}`,
    owner: path?.owner,
  };
}

function readMethodAccess(stack: ResolvedStack, method: ResolvedResource): RouteAccess {
  const { authorization, authorization_scopes: scopes, authorizer_id: id } = method.values;
  const authorizer = findById(stack, "aws_api_gateway_authorizer", method, "authorizer_id");
  const name = authorizer ? authorizer.values.name : id;
  return {
    type: displayedName(undefined, authorization ?? "NONE"),
    scopes: [scopes ?? []].flat().map((scope) => displayedName(undefined, scope)),
    ...(name ? { authorizer: displayedName(undefined, name) } : {}),
    isApiKeyRequired: method.values.api_key_required === true,
  };
}
