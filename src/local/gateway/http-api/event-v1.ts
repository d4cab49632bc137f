import { type GatewayRequest, headerOf } from "../../http/request";
import { queryPairs, type RouteContext, requestTime } from "../core/route-context";
import { encodeEventBody } from "./event-body";

/**
 * The event of payload format 1.0: what is not there is null, a repeated name has its last value and all of them.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function eventV1(routed: RouteContext): object {
  const { request, route, stage, pathParameters } = routed;
  const body = encodeEventBody(request.body, headerOf(request, "content-type"));
  const headers = request.headers.map(
    ([name, value, sentAs]) => [HEADER_NAMES.get(name) ?? sentAs ?? name, value] as const,
  );
  const query = queryPairs(request.rawQuery);
  return {
    version: "1.0",
    resource: resourceOf(route.key),
    path: request.encodedPath,
    httpMethod: request.method,
    headers: last(headers),
    multiValueHeaders: all(headers),
    queryStringParameters: orNull(last(query)),
    multiValueQueryStringParameters: orNull(all(query)),
    requestContext: contextV1(routed),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(stage.variables),
    body: body?.body ?? null,
    isBase64Encoded: body?.isBase64Encoded ?? false,
  };
}

/** In the order of captures of the live service. */
function contextV1({ request, api, stage, route, caller, accountId, domainName }: RouteContext): object {
  return {
    accountId,
    apiId: api.id,
    ...(caller.authorizer ? { authorizer: authorizerV1(caller.authorizer) } : {}),
    domainName,
    domainPrefix: domainName.split(".")[0],
    extendedRequestId: request.requestId,
    httpMethod: request.method,
    identity: identity(request),
    path: request.path,
    protocol: request.protocol,
    requestId: request.requestId,
    requestTime: requestTime(request.timeEpoch),
    requestTimeEpoch: request.timeEpoch,
    resourceId: route.key,
    resourcePath: resourceOf(route.key),
    stage: stage.name,
  };
}

/** A token's claims and scopes, or what a Lambda authorizer said beside their absence. */
function authorizerV1(authorizer: object): object {
  const { jwt, lambda } = authorizer as { jwt?: object; lambda?: object };
  return jwt ?? { claims: null, scopes: null, ...lambda };
}

function identity(request: GatewayRequest): object {
  return {
    accessKey: null,
    accountId: null,
    caller: null,
    cognitoAmr: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: request.sourceIp,
    user: null,
    userAgent: headerOf(request, "user-agent") ?? "",
    userArn: null,
  };
}

function resourceOf(routeKey: string): string {
  return routeKey === "$default" ? routeKey : routeKey.slice(routeKey.indexOf(" ") + 1);
}

/** These are captured so, whoever sent them, and `Accept` in lower case even where curl does; others stay as they came. */
const HEADER_NAMES = new Map(
  [
    "accept",
    "accept-encoding",
    "cache-control",
    "Content-Length",
    "Content-Type",
    "Host",
    "User-Agent",
    "X-Amzn-Trace-Id",
    "X-Forwarded-For",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
  ].map((name) => [name.toLowerCase(), name]),
);

type Pairs = readonly (readonly [string, string])[];

function last(pairs: Pairs): Record<string, string> {
  return Object.fromEntries(sorted(pairs));
}

function all(pairs: Pairs): Record<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const [name, value] of sorted(pairs)) grouped.set(name, [...(grouped.get(name) ?? []), value]);
  return Object.fromEntries(grouped);
}

/** By name, upper case before lower; values of one name as they came. */
function sorted(pairs: Pairs): Pairs {
  return [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function orNull<Texts extends object>(texts: Texts): Texts | null {
  return Object.keys(texts).length > 0 ? texts : null;
}
