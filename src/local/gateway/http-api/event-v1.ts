import { encodeEventBody } from "#aws";
import { type GatewayRequest, headerOf } from "../../http/request";
import { groupValues, orNull } from "../core/multi-values";
import { formatRequestTime, queryPairs, type RouteContext } from "../core/route-context";

/**
 * Creates an event of payload format 1.0. A field without a value is null. If a header or a query parameter
 * is repeated, `headers` and `queryStringParameters` contain its last value, and the `multiValue…` fields
 * contain all values.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function eventV1(context: RouteContext): object {
  const { request, route, stage, pathParameters } = context;
  const body = encodeEventBody(request.body, headerOf(request, "content-type"));
  const headers = groupValues(
    request.headers.map(
      ([name, value, sentAs]) => [HEADER_NAMES.get(name) ?? sentAs ?? name, value] as const,
    ),
  );
  const query = groupValues(queryPairs(request.rawQuery));
  return {
    version: "1.0",
    resource: route.key.path,
    path: request.encodedPath,
    httpMethod: request.method,
    headers: headers.last,
    multiValueHeaders: headers.all,
    queryStringParameters: orNull(query.last),
    multiValueQueryStringParameters: orNull(query.all),
    requestContext: contextV1(context),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(stage.variables),
    body: body?.body ?? null,
    isBase64Encoded: body?.isBase64Encoded ?? false,
  };
}

/**
 * Creates `requestContext` of payload format 1.0. The fields are in the same order as in events captured from
 * AWS.
 */
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
    requestTime: formatRequestTime(request.timeEpoch),
    requestTimeEpoch: request.timeEpoch,
    resourceId: route.key.text,
    resourcePath: route.key.path,
    stage: stage.name,
  };
}

/**
 * Returns `requestContext.authorizer`. For a JWT authorizer, it contains the claims and scopes of the token.
 * For a Lambda authorizer, it contains the authorizer's context, and `claims` and `scopes` are null.
 */
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

/**
 * Header names that API Gateway changes to the spelling in this list, as events captured from AWS show. For
 * example, the `Accept` header of curl becomes `accept`. Any other header name keeps the case in which the
 * client sent it.
 */
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
