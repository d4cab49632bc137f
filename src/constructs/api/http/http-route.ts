import { HTTP_API_QUOTAS } from "#aws";
import type { Access } from "#contract";
import { nameCheck } from "../../checks";
import { isUnresolved } from "../../tokens";
import type { Authorizer } from "../common/authorizer";
import type { Integration, RouteTarget } from "../common/integration";
import type { ApiRoute, SharedRouteSettings } from "../common/validate-route";

/** Settings of a single route. They replace the settings of the API for this route. */
export interface RouteSettings extends SharedRouteSettings {
  /** Authorizer of this route. Default: the authorizer of the API. */
  readonly authorizer?: Authorizer;
}

/** Route of an HTTP API with its contract, target and settings. */
export interface HttpRoute extends ApiRoute {
  readonly target: RouteTarget;
  readonly integration: Integration;
  readonly settings: RouteSettings;
  readonly authorizer?: Authorizer;
}

/** Returns the errors of the authorizer of a route, which has one. */
export function validateAuthorizer(authorizer: Authorizer, access: Access): readonly string[] {
  return [...validateScopeLength(access), ...authorizer.validateRoute(access)];
}

function validateScopeLength({ scopes = [] }: Access): string[] {
  const max = HTTP_API_QUOTAS.scopeLength;
  const longScope = scopes.find((scope) => !isUnresolved(scope) && scope.length > max);
  if (longScope === undefined) return [];
  return [`scope "${longScope}" has ${longScope.length} characters; the maximum is ${max}. Shorten it.`];
}

/**
 * Returns an error for each route that would reject the preflight requests of browsers with 401. A preflight
 * request has the method OPTIONS and carries no token. It matches a route with the method OPTIONS or `ANY`,
 * and the route `$default`. If such a route has an authorizer, the API also needs a public OPTIONS route with
 * the same path. API Gateway then prefers the public route for preflight requests.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function validatePreflight(routes: readonly HttpRoute[]): string[] {
  const publicOptions = routes.filter(
    ({ key, route }) => key.method === "OPTIONS" && route.access === "public",
  );
  const shapes = new Set(publicOptions.map(({ key }) => pathShape(key)));
  return routes
    .filter(({ key, authorizer }) => authorizer && ["ANY", "OPTIONS"].includes(key.method))
    .filter(({ key }) => !shapes.has(pathShape(key)))
    .map(({ key }) => {
      const path = key.isDefault ? "/{proxy+}" : key.path;
      const message = `route "${key.text}" has an authorizer and matches preflight requests, which carry no token. Add a public route "OPTIONS ${path}".`;
      return nameCheck(message, "preflight-authorizer");
    });
}

/** Returns the path of a key without its parameter names: `/products/{}`, or `/{+}` for `$default`. */
function pathShape({ isDefault, shape, method }: HttpRoute["key"]): string {
  return isDefault ? "/{+}" : shape.slice(method.length + 1);
}
