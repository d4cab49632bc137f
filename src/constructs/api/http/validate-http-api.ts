import { validateName } from "../../validation";
import { type Throttle, validateThrottle } from "../common/throttle";
import { type Cors, validateCors } from "./cors";
import { type HttpRoute, validatePreflight, validateRoute } from "./validate-route";
import { validateVersions } from "./validate-route-versions";

/**
 * Settings of an API that are checked against the limits of API Gateway when the app is synthesized.
 * @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
 */
export interface HttpApiSettings {
  readonly name: string;
  readonly description?: string;
  readonly throttle: Throttle;
  readonly cors?: Cors;
}

/**
 * Maximum number of routes of an API. It equals the quota of integrations per API, because each route has its
 * own integration.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const MAX_ROUTES = 300;
/**
 * Default quota of authorizers per API. AWS can increase the quota, but this check always uses the default.
 */
const MAX_AUTHORIZERS = 10;
const MAX_DESCRIPTION_LENGTH = 1024;

const API_NAME = { kind: "API name", max: 128, pattern: /^[^\n]+$/, characters: "one line of text" };

/** Returns the errors of an API as a whole and of each of its routes. */
export function validateHttpApi(settings: HttpApiSettings, routes: readonly HttpRoute[]): string[] {
  const { name, description = "", throttle, cors } = settings;
  const authorizers = [...new Set(routes.flatMap(({ authorizer }) => authorizer ?? []))];
  const authorizerCount = authorizers.filter(({ id }) => id !== undefined).length;
  return [
    ...validateName(name, API_NAME),
    ...(description.length > MAX_DESCRIPTION_LENGTH
      ? [
          `description has ${description.length} characters; the maximum is ${MAX_DESCRIPTION_LENGTH}. Shorten it.`,
        ]
      : []),
    ...validateThrottle(throttle),
    ...(cors ? [...validateCors(cors), ...validatePreflight(routes)] : []),
    ...authorizers.flatMap((authorizer) => authorizer.validate()),
    ...(authorizerCount > MAX_AUTHORIZERS
      ? [
          `has ${authorizerCount} authorizers; the maximum is ${MAX_AUTHORIZERS}. Share authorizers between routes, or split the API.`,
        ]
      : []),
    ...(routes.length > MAX_ROUTES
      ? [
          `has ${routes.length} routes; the maximum is ${MAX_ROUTES}. Split the API, or combine routes with a path parameter.`,
        ]
      : []),
    ...routes.flatMap(validateRoute),
    ...routes.flatMap(validateVersions),
  ];
}
