import { ApiGatewayIntegration, ApiGatewayMethod } from "../../cdktf";
import { escapeId } from "../../names";
import { escapeTemplates } from "../../tokens";
import type { AuthorizedRestApi } from "../common/rest-authorizer";
import { pathShape } from "./resource-tree";
import type { RestRoute } from "./rest-route";

/** Method and integration of a route. */
export interface RouteResources {
  readonly method: ApiGatewayMethod;
  readonly integration: ApiGatewayIntegration;
}

/**
 * Creates the method and the integration of a single route. If you change the function of the route, Terraform updates
 * the integration in place.
 */
export function createRouteResources(
  scope: AuthorizedRestApi,
  route: RestRoute,
  resourceId: string,
): RouteResources {
  const { key, route: contract, authorizer } = route;
  const settings = route.integration.restSettings(scope, key);
  const id = `${key.method} ${escapeId(pathShape(key))}`;
  const method = new ApiGatewayMethod(scope, id, {
    restApiId: scope.api.id,
    resourceId,
    httpMethod: key.method,
    ...(authorizer?.restSettings(scope) ?? { authorization: "NONE" }),
    authorizationScopes: contract.scopes && escapeTemplates([...contract.scopes]),
    requestParameters: declareParameters(settings.requestParameters),
  });
  const integration = new ApiGatewayIntegration(scope, `integration-${id}`, {
    restApiId: scope.api.id,
    resourceId,
    // The reference orders the resources: API Gateway rejects an integration of a method that does not exist.
    httpMethod: method.httpMethod,
    ...escapeTemplates(settings),
  });
  return { method, integration };
}

/**
 * Returns the parameters of a method that its integration maps. API Gateway rejects a mapping of any other parameter. They
 * are not required, because the integration can accept a blank one.
 */
export function mappedParameters(
  scope: AuthorizedRestApi,
  { integration, key }: RestRoute,
): Record<string, boolean> {
  return declareParameters(integration.restSettings(scope, key).requestParameters) ?? {};
}

function declareParameters(
  mapping: Readonly<Record<string, string>> | undefined,
): Record<string, boolean> | undefined {
  if (mapping === undefined) return undefined;
  return Object.fromEntries(Object.values(mapping).map((source) => [source, false]));
}
