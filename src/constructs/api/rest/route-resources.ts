import { ApiGatewayIntegration, ApiGatewayMethod, Lazy } from "../../cdktf";
import { escapeId } from "../../names";
import { escapeTemplates } from "../../tokens";
import { addValidation } from "../../validation";
import type { Cors } from "../common/cors";
import type { AuthorizedRestApi } from "../common/rest-authorizer";
import type { RestIntegrationSettings } from "../common/rest-integration";
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
  /** Returns the content types of the bodies that API Gateway validates. */
  readonly checkedTypes: () => readonly string[];
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
  { resourceId, cacheKey, validated, checkedTypes, cors }: RouteParts,
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
    ...rejectUncheckedTypes(settings, checkedTypes),
    cacheKeyParameters: Lazy.listValue({ produce: () => [...cacheKey()] }, { omitEmpty: true }),
  });
  return { method, integration, ...createRouteResponses(scope, { id, place, integration }, settings, cors) };
}

/**
 * Returns the arguments with which API Gateway passes a validated body on, and responds with 415 to every other content
 * type. Otherwise, a caller could skip the model with another content type. A proxy integration ignores these arguments.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
 */
function rejectUncheckedTypes(
  { type, requestTemplates, passthroughBehavior }: RestIntegrationSettings,
  checkedTypes: () => readonly string[],
): { requestTemplates?: { [contentType: string]: string }; passthroughBehavior?: string } {
  const isNonProxy = type === "AWS" || type === "HTTP";
  if (!isNonProxy || requestTemplates !== undefined || passthroughBehavior !== undefined) return {};
  return {
    requestTemplates: lazyMap(() => checkedTypes().map((name) => [name, "$input.body"])),
    passthroughBehavior: Lazy.stringValue({
      produce: () => (checkedTypes().length > 0 ? "NEVER" : undefined),
    }),
  };
}

/** Returns an object that is known at synthesis. Without entries, the argument is not set. */
function lazyMap<Value>(entries: () => readonly (readonly [string, Value])[]): { [name: string]: Value } {
  return Lazy.anyValue({
    produce: () => {
      const members = entries();
      return members.length === 0 ? undefined : Object.fromEntries(members);
    },
  }) as unknown as { [name: string]: Value };
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
  return lazyMap(() => {
    const entries = lists().flatMap((list) => Object.entries(list));
    const names = new Set(entries.map(([name]) => name));
    return [...names].map((name) => [
      name,
      entries.some(([other, isRequired]) => other === name && isRequired),
    ]);
  });
}
