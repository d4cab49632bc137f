import type {
  HttpIntegration,
  JwtAuthorization,
  LambdaAuthorization,
  LambdaIntegration,
  StageModel,
} from "./model";

/**
 * What API Gateway refuses at deploy, and would be served here nevertheless.
 *
 * Of the quotas it has those that nobody can have raised: an account may well have more than 10 stages or 10 authorizers
 * an API, or more than 300 routes that share their integrations.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const QUOTAS = {
  integrations: 300,
  audiences: 50,
  scopes: 10,
  stageVariables: 100,
  variableName: 64,
  variableValue: 512,
  logFormatBytes: 3 * 1024,
} as const;

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html */
const TIMEOUT_MS = { from: 50, to: 30_000 };

/** A route by its key. */
interface Keyed {
  readonly address: string;
  readonly key: string;
}

/**
 * A path that ends in a slash, and the second of two keys that differ in their parameters' names alone: the service calls
 * that a conflicting variable (https://github.com/serverless/serverless/issues/3785).
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function validateRouteKeys(routes: readonly Keyed[]): string[] {
  const first = new Map<string, Keyed>();
  return routes.flatMap((route) => {
    const { address, key } = route;
    const other = first.get(shapeOf(key));
    if (!other) first.set(shapeOf(key), route);
    return [
      ...(ENDING.test(key)
        ? [`${address}: route_key "${key}" ends in "/", which is refused; write "${key.replace(ENDING, "")}"`]
        : []),
      ...(other
        ? [`${address}: route_key "${key}" is, but for names, that of ${other.address}; drop one of the two`]
        : []),
    ];
  });
}

/** Not the `/` of `GET /`. */
const ENDING = /(?<! )\/+$/;

/** `GET /users/{}` */
function shapeOf(key: string): string {
  return key.replaceAll(/\{[^}]*?(\+?)\}/g, "{$1}");
}

export function validateIntegrationCount(api: string, found: number): string[] {
  const advice = "have routes share some, or split the API";
  return aboveQuota(`${api}: its routes lead to`, found, QUOTAS.integrations, "integrations", advice);
}

export function validateStage({ address, variables, accessLogFormat = "" }: StageModel): string[] {
  const all = Object.entries(variables);
  const bytes = Buffer.byteLength(accessLogFormat);
  return [
    ...aboveQuota(
      `${address}: stage_variables has`,
      all.length,
      QUOTAS.stageVariables,
      "variables",
      "drop some",
    ),
    ...all.flatMap(([name, value]) => validateVariables(address, name, String(value))),
    ...aboveQuota(
      `${address}: access_log_settings.format has`,
      bytes,
      QUOTAS.logFormatBytes,
      "bytes",
      "log less",
    ),
  ];
}

function validateVariables(address: string, name: string, value: string): string[] {
  const variable = `${address}: stage variable "${name}" has`;
  return [
    ...aboveQuota(`${variable} a name of`, name.length, QUOTAS.variableName, "characters", "shorten it"),
    ...aboveQuota(`${variable} a value of`, value.length, QUOTAS.variableValue, "characters", "shorten it"),
  ];
}

export function validateIntegration({ address, timeoutMs }: HttpIntegration | LambdaIntegration): string[] {
  const { from, to } = TIMEOUT_MS;
  if (timeoutMs >= from && timeoutMs <= to) return [];
  return [`${address}: timeout_milliseconds must be from ${from} to ${to}, found ${timeoutMs}; change it`];
}

export function validateJwtAuthorization(
  route: string,
  { address, audiences, scopes }: JwtAuthorization,
): string[] {
  const split = "split its clients over two authorizers";
  const join = "give its callers one scope of their own";
  return [
    ...aboveQuota(
      `${address}: jwt_configuration has`,
      audiences.length,
      QUOTAS.audiences,
      "audiences",
      split,
    ),
    ...aboveQuota(`${route}: authorization_scopes has`, scopes.length, QUOTAS.scopes, "scopes", join),
  ];
}

/** "EnableSimpleResponses can only be set for AuthorizerPayloadFormatVersion 2.0", says the service. */
export function validateLambdaAuthorization({
  address,
  simpleResponses,
  payloadFormatVersion,
}: LambdaAuthorization): string[] {
  if (!simpleResponses || payloadFormatVersion === "2.0") return [];
  return [
    `${address}: enable_simple_responses needs authorizer_payload_format_version "2.0"; set it, or return policies`,
  ];
}

function aboveQuota(has: string, found: number, most: number, what: string, advice: string): string[] {
  return found > most ? [`${has} ${found} ${what}, API Gateway takes ${most}; ${advice}`] : [];
}
