import { ApiGatewayIntegration, ApiGatewayMethod, Lazy } from "../../cdktf";
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

/** Parameters of a method by their expression. The value is true for a required parameter. */
export type Parameters = Readonly<Record<string, boolean>>;

/** Values of a route that depend on all of its versions. The functions are called at synthesis. */
interface RouteParts {
  readonly resourceId: string;
  /** Returns the parameters of the cache key. */
  readonly cacheKey: () => readonly string[];
  /** Returns the parameters that API Gateway validates. */
  readonly validated: () => Parameters;
}

/**
 * Creates the method and the integration of a single route. If you change the function of the route, Terraform updates
 * the integration in place.
 */
export function createRouteResources(
  scope: AuthorizedRestApi,
  route: RestRoute,
  { resourceId, cacheKey, validated }: RouteParts,
): RouteResources {
  const { key, route: contract, authorizer } = route;
  const settings = route.integration.restSettings(scope, key);
  const id = `${key.method} ${escapeId(pathShape(key))}`;
  const method = new ApiGatewayMethod(scope, id, {
    restApiId: scope.api.id,
    resourceId,
    httpMethod: key.method,
    ...(authorizer?.restSettings(scope) ?? { authorization: "NONE" }),
    apiKeyRequired: route.apiKeyRequired || undefined,
    authorizationScopes: contract.scopes && escapeTemplates([...contract.scopes]),
    requestParameters: mergeParameters(() => [
      declareOptional(Object.values(settings.requestParameters ?? {})),
      declareOptional(cacheKey()),
      validated(),
    ]),
  });
  const integration = new ApiGatewayIntegration(scope, `integration-${id}`, {
    restApiId: scope.api.id,
    resourceId,
    // The reference orders the resources: API Gateway rejects an integration of a method that does not exist.
    httpMethod: method.httpMethod,
    ...escapeTemplates(settings),
    cacheKeyParameters: Lazy.listValue({ produce: () => [...cacheKey()] }, { omitEmpty: true }),
  });
  return { method, integration };
}

/** Declares parameters that are not required, because an integration and a cache key can have a blank one. */
function declareOptional(names: readonly string[]): Parameters {
  return Object.fromEntries(names.map((name) => [name, false]));
}

/**
 * Returns all parameters of a method. API Gateway rejects a mapping and a cache key of any other parameter. A parameter is
 * required if one of the lists requires it.
 */
function mergeParameters(lists: () => readonly Parameters[]): { [name: string]: boolean } {
  return Lazy.anyValue({
    produce: () => {
      const entries = lists().flatMap((list) => Object.entries(list));
      const names = new Set(entries.map(([name]) => name));
      const merged = [...names].map((name) => [
        name,
        entries.some(([other, isRequired]) => other === name && isRequired),
      ]);
      return merged.length === 0 ? undefined : Object.fromEntries(merged);
    },
  }) as unknown as { [name: string]: boolean };
}
