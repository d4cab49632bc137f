import { ApiGatewayIntegration, ApiGatewayMethod, Lazy } from "../../cdktf";
import { escapeId } from "../../names";
import { escapeTemplates } from "../../tokens";
import { addValidation } from "../../validation";
import type { Cors } from "../common/cors";
import type { AuthorizedRestApi } from "../common/rest-authorizer";
import { declaredParameter } from "./parameter-mapping";
import { pathShape } from "./resource-tree";
import type { RestRoute } from "./rest-route";
import { createRouteResponses, type RouteResponses } from "./route-responses";
import { validateRestIntegration } from "./validate-integration";

/** Method, integration and responses of a route. A route with a function has no responses. */
export interface RouteResources extends RouteResponses {
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
  /** Cross-origin access to the API. Default: none. */
  readonly cors?: Cors;
}

/**
 * Creates the method, the integration and the responses of a single route. If you change the function of the route,
 * Terraform updates the integration in place.
 */
export function createRouteResources(
  scope: AuthorizedRestApi,
  route: RestRoute,
  { resourceId, cacheKey, validated, cors }: RouteParts,
): RouteResources {
  const { key, route: contract, authorizer } = route;
  const settings = route.integration.restSettings(scope, key, contract);
  addValidation(scope, () => validateRestIntegration(route, settings, cors));
  const { responses, ...values } = settings;
  const id = `${key.method} ${escapeId(pathShape(key))}`;
  const method = new ApiGatewayMethod(scope, id, {
    restApiId: scope.api.id,
    resourceId,
    httpMethod: key.method,
    ...(authorizer?.restSettings(scope) ?? { authorization: "NONE" }),
    apiKeyRequired: route.apiKeyRequired || undefined,
    authorizationScopes: contract.scopes && escapeTemplates([...contract.scopes]),
    requestParameters: mergeParameters(() => [
      declareOptional(Object.values(settings.requestParameters ?? {}).flatMap(declaredParameter)),
      declareOptional(cacheKey()),
      validated(),
    ]),
  });
  // The reference orders the resources: API Gateway rejects an integration and a response of a method that does not exist.
  const place = { restApiId: scope.api.id, resourceId, httpMethod: method.httpMethod };
  const integration = new ApiGatewayIntegration(scope, `integration-${id}`, {
    ...place,
    ...escapeTemplates(values),
    cacheKeyParameters: Lazy.listValue({ produce: () => [...cacheKey()] }, { omitEmpty: true }),
  });
  return { method, integration, ...createRouteResponses(scope, { id, place, integration }, settings, cors) };
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
