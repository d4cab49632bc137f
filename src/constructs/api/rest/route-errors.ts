import { type GatewayError, parseRouteKey, type Route } from "#contract";
import type { ApiGatewayIntegration, ApiGatewayMethod } from "../../cdktf";
import { isPlainObject, isUnresolved } from "../../tokens";
import { GATEWAY_PROBLEMS, type GatewayErrorType } from "./gateway-problems";
import { CONTENT_TYPE, type GatewayResponses, selectResponse } from "./gateway-responses";

/** Resources of an API on which the errors of its routes depend. */
interface RouteResources {
  readonly methods: ReadonlyMap<string, ApiGatewayMethod>;
  readonly integrations: ReadonlyMap<string, ApiGatewayIntegration>;
  readonly policy?: object;
}

/** Returns the errors that API Gateway can send for a route, which depend on its settings. */
export function listGatewayErrors(
  resources: RouteResources,
  route: Route,
  responses: GatewayResponses | "default",
): GatewayError[] {
  return [
    ...listTypes(resources, route).map((type) => toGatewayError(type, responses)),
    // A body above 10 MB has no gateway response.
    ...(hasBody(route) ? [{ status: GATEWAY_PROBLEMS.REQUEST_TOO_LARGE.status }] : []),
  ];
}

/** Errors of each route, because all of them have a limit, an integration and a timeout. */
const SHARED_TYPES: readonly GatewayErrorType[] = [
  "API_CONFIGURATION_ERROR",
  "INTEGRATION_FAILURE",
  "INTEGRATION_TIMEOUT",
  "THROTTLED",
];

/** Errors of each type of authorization. */
const AUTHORIZATION_TYPES: Readonly<Record<string, readonly GatewayErrorType[]>> = {
  AWS_IAM: ["ACCESS_DENIED", "EXPIRED_TOKEN", "INVALID_SIGNATURE", "MISSING_AUTHENTICATION_TOKEN"],
  COGNITO_USER_POOLS: ["EXPIRED_TOKEN", "UNAUTHORIZED"],
  CUSTOM: ["ACCESS_DENIED", "AUTHORIZER_CONFIGURATION_ERROR", "AUTHORIZER_FAILURE", "UNAUTHORIZED"],
};

function listTypes({ methods, integrations, policy }: RouteResources, route: Route): GatewayErrorType[] {
  const key = parseRouteKey(route.key).text;
  const method = methods.get(key);
  const isValidated = method?.requestValidatorIdInput !== undefined;
  const types: readonly (GatewayErrorType | false)[] = [
    ...SHARED_TYPES,
    ...(AUTHORIZATION_TYPES[method?.authorizationInput ?? ""] ?? []),
    policy !== undefined && "ACCESS_DENIED",
    ...(method?.apiKeyRequiredInput ? (["INVALID_API_KEY", "QUOTA_EXCEEDED"] as const) : []),
    isValidated && hasEntries(method.requestParametersInput) && "BAD_REQUEST_PARAMETERS",
    isValidated && hasEntries(method.requestModelsInput) && "BAD_REQUEST_BODY",
    hasBody(route) && "REQUEST_TOO_LARGE",
    hasTemplates(integrations.get(key)) && "UNSUPPORTED_MEDIA_TYPE",
  ];
  return [...new Set(types.filter((type) => type !== false))];
}

function hasEntries(map: unknown): boolean {
  return isUnresolved(map) || (isPlainObject(map) && Object.keys(map).length > 0);
}

function hasBody({ key, body }: Route): boolean {
  return body !== undefined || ["POST", "PUT", "PATCH", "ANY"].includes(parseRouteKey(key).method);
}

/** Returns true for an integration that can reject a media type without a mapping template. */
function hasTemplates(integration: ApiGatewayIntegration | undefined): boolean {
  return integration !== undefined && !`${integration.typeInput}`.endsWith("_PROXY");
}

function toGatewayError(type: GatewayErrorType, responses: GatewayResponses | "default"): GatewayError {
  const { status: ownStatus, code } = GATEWAY_PROBLEMS[type];
  if (responses === "default") return { status: ownStatus };
  const { status, headers = {}, body } = selectResponse(type, responses);
  const known = status === undefined || isUnresolved(status) ? ownStatus : status;
  if (body === undefined) return { status: known, code };
  const [, contentType] = Object.entries(headers).find(([name]) => name.toLowerCase() === CONTENT_TYPE) ?? [];
  return { status: known, contentType: isUnresolved(contentType) ? undefined : contentType };
}
