import type { IConstruct } from "../../cdktf";
import { nameCheck } from "../../checks";
import { validateName } from "../../validation";
import { isWaived } from "../../waivers";
import { validateExecutionLogs } from "../common/execution-logs";
import { validateRestGroups } from "../common/rest-authorizer";
import { validateThrottle } from "../common/throttle";
import { validateStageName } from "../common/validate-api";
import { validateRoute } from "../common/validate-route";
import { validateVersions } from "../common/validate-route-versions";
import { validateApiPolicy } from "./api-policy";
import { validateCanary } from "./canary";
import { corsVariables, validateRestCors } from "./cors-variables";
import { validateEndpoint } from "./endpoint";
import type { RestApiSettings } from "./rest-api-defaults";
import { type RestRoute, validateReservedPaths } from "./rest-route";
import { validateStageVariables } from "./stage-variables";
import { validateCache } from "./validate-cache";
import { validateGatewayResponses } from "./validate-gateway-responses";

/** The name is also a part of the name of the log group, which has at most 512 characters. */
const API_NAME = { kind: "API name", max: 480, pattern: /^[^\n]+$/, characters: "one line of text" };

/** Returns the errors of an API as a whole and of each of its routes. */
export function validateRestApi(
  api: IConstruct,
  settings: RestApiSettings,
  routes: readonly RestRoute[],
): string[] {
  const { name, stageName, stageVariables = {}, throttle, cors } = settings;
  const authorizers = [...new Set(routes.flatMap(({ authorizer }) => authorizer ?? []))];
  return [
    ...validateName(name, API_NAME),
    ...validateStageName(stageName),
    ...validateStageVariables("stageVariables", stageVariables, Object.keys(corsVariables(cors))),
    ...validateCanary(settings),
    ...validateEndpoint(settings),
    ...validateApiPolicy(settings.policy),
    ...validateExecutionLogs(settings),
    ...validateThrottle(throttle),
    ...validateCache(settings, routes),
    ...(cors ? validateRestCors(cors) : []),
    ...validateGatewayResponses(settings.gatewayResponses),
    ...(cors && !isWaived(api, "preflight-authorizer") ? validatePreflight(routes) : []),
    ...(isWaived(api, "reserved-path") ? [] : validateReservedPaths(routes)),
    ...authorizers.flatMap((authorizer) => authorizer.validateRest()),
    ...routes.flatMap(validateRoute),
    ...routes.flatMap(validateVersions),
    ...routes.flatMap(validateGroups),
  ];
}

/** Returns the errors of the groups that the versions of a route require. */
function validateGroups({ key, versions }: RestRoute): string[] {
  const groups = new Set(versions.flatMap((version) => version.groups ?? []));
  return validateRestGroups([...groups]).map((error) => `route "${key.text}": ${error}`);
}

/**
 * Returns an error for each route that would reject the preflight requests of browsers. They carry no token and no
 * API key, and match the route because its method is OPTIONS. A route with the method ANY does not match them,
 * because its path has a separate preflight method.
 */
function validatePreflight(routes: readonly RestRoute[]): string[] {
  return routes
    .filter(
      ({ key, authorizer, apiKeyRequired }) => (authorizer || apiKeyRequired) && key.method === "OPTIONS",
    )
    .map(({ key, authorizer }) =>
      nameCheck(
        authorizer
          ? `route "${key.text}" has an authorizer and matches preflight requests, which carry no token. Set \`access: "public"\`, or remove the route.`
          : `route "${key.text}" requires an API key and matches preflight requests, which carry no key. Set \`apiKeyRequired: false\`, or remove the route.`,
        "preflight-authorizer",
      ),
    );
}
