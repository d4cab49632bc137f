import { nameFault } from "../../validation";
import { type Throttle, throttleFaults } from "../common/throttle";
import { type Cors, corsFaults } from "./cors";
import { type ApiRoute, apiRouteFaults, preflightFaults } from "./http-route";
import { versionFaults } from "./route-versions";

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
const MOST_ROUTES = 300;
const MOST_AUTHORIZERS = 10;
const MOST_DESCRIPTION = 1024;

const API_NAME = { what: "API name", most: 128, pattern: /^[^\n]+$/, characters: "characters of one line" };

/** What is wrong with an API as a whole, and with each of its routes. */
export function httpApiFaults(settings: HttpApiSettings, routes: readonly ApiRoute[]): string[] {
  const { name, description = "", throttle, cors } = settings;
  const authorizers = [...new Set(routes.flatMap(({ authorizer }) => authorizer ?? []))];
  const made = authorizers.filter(({ id }) => id !== undefined);
  return [
    ...nameFault(name, API_NAME),
    ...(description.length > MOST_DESCRIPTION
      ? [`description has ${description.length} characters, ${MOST_DESCRIPTION} are allowed; shorten it`]
      : []),
    ...throttleFaults(throttle),
    ...(cors ? [...corsFaults(cors), ...preflightFaults(routes)] : []),
    ...authorizers.flatMap((authorizer) => authorizer.faults()),
    ...(made.length > MOST_AUTHORIZERS
      ? [
          `has ${made.length} authorizers, ${MOST_AUTHORIZERS} are allowed; have routes share some, or split it`,
        ]
      : []),
    ...(routes.length > MOST_ROUTES
      ? [`has ${routes.length} routes, ${MOST_ROUTES} are allowed; split it, or join routes by a parameter`]
      : []),
    ...routes.flatMap(apiRouteFaults),
    ...routes.flatMap(versionFaults),
  ];
}
