import type { RouteKey } from "#contract";
import { nameCheck } from "../../checks";
import type { RestAuthorizer } from "../common/rest-authorizer";
import type { RestIntegration, RestRouteTarget } from "../common/rest-integration";
import type { ApiRoute, SharedRouteSettings } from "../common/validate-route";
import type { RestRouteCache } from "./cache";

/** Settings of a single route. They replace the settings of the API for this route. */
export interface RestRouteSettings extends SharedRouteSettings {
  /** Authorizer of this route. Default: the authorizer of the API. */
  readonly authorizer?: RestAuthorizer;
  /** Requires an API key of a `UsagePlan`, in addition to the authorizer. Default: the setting of the API. */
  readonly apiKeyRequired?: boolean;
  /** Validation of requests by API Gateway. Default: the setting of the API. */
  readonly validate?: boolean;
  /**
   * Stores the responses of this route in the cache of the API. True uses the settings of the API. Only routes with the
   * method `GET` can be cached. Default: false.
   */
  readonly cache?: RestRouteCache | boolean;
}

/** Route of a REST API with its contract, target and settings. */
export interface RestRoute extends ApiRoute {
  readonly target: RestRouteTarget;
  readonly integration: RestIntegration;
  readonly settings: RestRouteSettings;
  readonly authorizer?: RestAuthorizer;
  /** True if a request must have an API key. */
  readonly apiKeyRequired: boolean;
}

/**
 * Characters of a path segment without a parameter.
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html
 */
const PATH_PART = /^[\w.,:-]+$/;

/**
 * Names of query parameters and headers that API Gateway accepts in a method. A request can contain other names, such as
 * `filter[status]`.
 */
export const METHOD_PARAMETER_NAME = /^[\w:.$-]+$/;

/** Returns the errors of a valid route key that only HTTP APIs accept. */
export function validateRestKey({ isDefault, segments }: RouteKey): string[] {
  if (isDefault) {
    return ['REST APIs have no default route. Write "ANY /{proxy+}", and "ANY /" for the path /.'];
  }
  const texts = segments.flatMap((segment) => (segment.kind === "literal" ? [segment.text] : []));
  return texts
    .filter((text) => !PATH_PART.test(text))
    .map(
      (text) =>
        `has the path segment "${text}"; expected letters, digits and - _ . , : in a REST API. Rename it, or use a path parameter.`,
    );
}

/**
 * Returns an error for each route with a path that API Gateway uses for its health checks on custom domains.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function validateReservedPaths(routes: readonly RestRoute[]): string[] {
  return routes
    .filter(({ key }) => ["/ping", "/sping"].includes(key.path))
    .map(({ key }) =>
      nameCheck(
        `route "${key.text}" has a path that API Gateway reserves for health checks on custom domains. Rename it.`,
        "reserved-path",
      ),
    );
}

/** Returns the path of a method in the settings of a stage: `products/{productId}/GET`, or `~1/GET` for the path `/`. */
export function methodPath({ path, method }: Pick<RouteKey, "path" | "method">): string {
  return `${path === "/" ? "~1" : path.slice(1)}/${method}`;
}
