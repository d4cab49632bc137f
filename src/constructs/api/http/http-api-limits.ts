import { validateName } from "../../validation";
import { type Throttle, validateThrottle } from "../common/throttle";
import { type Cors, validateCors } from "./cors";
import { type HttpRoute, validatePreflight, validateRoute } from "./http-route";
import { validateVersions } from "./route-versions";

/**
 * What API Gateway allows, checked at synth.
 * @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
 */
export interface HttpApiSettings {
  readonly name: string;
  readonly description?: string;
  readonly throttle: Throttle;
  readonly cors?: Cors;
}

/**
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 *
 * Each route has an integration, of which an API can have no more. More authorizers an account has on request alone.
 */
const MAX_ROUTES = 300;
const MAX_AUTHORIZERS = 10;
const MAX_DESCRIPTION_LENGTH = 1024;

const API_NAME = { what: "API name", max: 128, pattern: /^[^\n]+$/, characters: "characters of one line" };

/** What is wrong with an API as a whole, and with each of its routes. */
export function validateHttpApi(settings: HttpApiSettings, routes: readonly HttpRoute[]): string[] {
  const { name, description = "", throttle, cors } = settings;
  const authorizers = [...new Set(routes.flatMap(({ authorizer }) => authorizer ?? []))];
  const made = authorizers.filter(({ id }) => id !== undefined);
  return [
    ...validateName(name, API_NAME),
    ...(description.length > MAX_DESCRIPTION_LENGTH
      ? [
          `description has ${description.length} characters, ${MAX_DESCRIPTION_LENGTH} are allowed; shorten it`,
        ]
      : []),
    ...validateThrottle(throttle),
    ...(cors ? [...validateCors(cors), ...validatePreflight(routes)] : []),
    ...authorizers.flatMap((authorizer) => authorizer.validate()),
    ...(made.length > MAX_AUTHORIZERS
      ? [
          `has ${made.length} authorizers, ${MAX_AUTHORIZERS} are allowed; have routes share some, or split it`,
        ]
      : []),
    ...(routes.length > MAX_ROUTES
      ? [`has ${routes.length} routes, ${MAX_ROUTES} are allowed; split it, or join routes by a parameter`]
      : []),
    ...routes.flatMap(validateRoute),
    ...routes.flatMap(validateVersions),
  ];
}
