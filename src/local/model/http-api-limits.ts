import { HTTP_API_QUOTAS, METHODS, type RouteKey } from "#aws";
import type {
  HttpIntegration,
  JwtAuthorization,
  LambdaAuthorization,
  LambdaIntegration,
  StageModel,
} from "./model";

/** Terraform address of a route, and its route key. */
interface RouteEntry {
  readonly address: string;
  readonly key: RouteKey;
}

/**
 * Rejects an invalid route key, a route key whose path ends in "/", and a route key that differs from an earlier
 * key only in its parameter names. API Gateway reports a conflict between the path variables of such a pair of
 * keys (https://github.com/serverless/serverless/issues/3785).
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function validateRouteKeys(routes: readonly RouteEntry[]): string[] {
  const firstByShape = new Map<string, RouteEntry>();
  return routes.flatMap((route) => {
    const { address, key } = route;
    const duplicated = firstByShape.get(key.shape);
    if (!duplicated) firstByShape.set(key.shape, route);
    const isKey = key.isDefault || (METHODS.includes(key.method) && key.path.startsWith("/"));
    if (!isKey) return [`${address}: route_key is ${JSON.stringify(key.text)}; ${key.error}`];
    return [
      ...(key.path.length > 1 && key.path.endsWith("/")
        ? [
            `${address}: route_key "${key.text}" ends in "/", which API Gateway rejects. Write "${key.text.replace(/\/+$/, "")}".`,
          ]
        : []),
      ...(duplicated
        ? [
            `${address}: route_key "${key.text}" duplicates ${duplicated.address} (parameter names do not count). Remove one.`,
          ]
        : []),
    ];
  });
}

/** HTTP APIs and WebSocket APIs have the same quota. */
export function validateIntegrationCount(api: string, count: number): string[] {
  const fix = "Share integrations between routes, or split the API.";
  return aboveQuota(`${api} has`, count, HTTP_API_QUOTAS.integrations, "integrations", fix);
}

export function validateStage({ address, variables, accessLogFormat = "" }: StageModel): string[] {
  const entries = Object.entries(variables);
  const bytes = Buffer.byteLength(accessLogFormat);
  return [
    ...aboveQuota(
      `${address}: stage_variables has`,
      entries.length,
      HTTP_API_QUOTAS.stageVariables,
      "variables",
      "Remove some.",
    ),
    ...entries.flatMap(([name, value]) => validateVariable(address, name, String(value))),
    ...aboveQuota(
      `${address}: access_log_settings.format has`,
      bytes,
      HTTP_API_QUOTAS.accessLogFormatBytes,
      "bytes",
      "Log fewer fields.",
    ),
  ];
}

function validateVariable(address: string, name: string, value: string): string[] {
  const subject = `${address}: stage variable "${name}" has`;
  return [
    ...aboveQuota(
      `${subject} a name of`,
      name.length,
      HTTP_API_QUOTAS.stageVariableNameLength,
      "characters",
      "Shorten it.",
    ),
    ...aboveQuota(
      `${subject} a value of`,
      value.length,
      HTTP_API_QUOTAS.stageVariableValueLength,
      "characters",
      "Shorten it.",
    ),
  ];
}

export function validateIntegration({ address, timeoutMs }: HttpIntegration | LambdaIntegration): string[] {
  const { min, max } = HTTP_API_QUOTAS.integrationTimeoutMs;
  if (timeoutMs >= min && timeoutMs <= max) return [];
  return [`${address}: timeout_milliseconds is ${timeoutMs}; expected ${min} to ${max}.`];
}

export function validateJwtAuthorization(
  route: string,
  { address, audiences, scopes }: JwtAuthorization,
): string[] {
  const split = "Divide the clients between two authorizers.";
  const join = "Define one scope that covers the route's callers.";
  return [
    ...aboveQuota(
      `${address}: jwt_configuration has`,
      audiences.length,
      HTTP_API_QUOTAS.audiencesPerAuthorizer,
      "audiences",
      split,
    ),
    ...aboveQuota(
      `${route}: authorization_scopes has`,
      scopes.length,
      HTTP_API_QUOTAS.scopesPerRoute,
      "scopes",
      join,
    ),
  ];
}

/**
 * Rejects a Lambda authorizer that returns simple responses in payload format 1.0. API Gateway rejects this
 * combination with the error "EnableSimpleResponses can only be set for AuthorizerPayloadFormatVersion 2.0".
 */
export function validateLambdaAuthorization({
  address,
  simpleResponses,
  payloadFormatVersion,
}: LambdaAuthorization): string[] {
  if (!simpleResponses || payloadFormatVersion === "2.0") return [];
  return [
    `${address}: enable_simple_responses requires authorizer_payload_format_version "2.0". Set this version, or return policies.`,
  ];
}

function aboveQuota(subject: string, count: number, quota: number, unit: string, fix: string): string[] {
  return count > quota ? [`${subject} ${count} ${unit}; the quota is ${quota}. ${fix}`] : [];
}
