import type {
  APIGatewayEventIdentity,
  APIGatewayEventRequestContextV2,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
} from "aws-lambda";
import type { Route } from "#contract";

/** Event that a handler receives, in payload format 2.0. */
export type RequestEvent = APIGatewayProxyEventV2 & {
  readonly requestContext: APIGatewayEventRequestContextV2 & {
    /** Caller of a REST API, such as its `apiKeyId`. An HTTP API sends it only in payload format 1.0. */
    readonly identity?: APIGatewayEventIdentity;
  };
};

/** Returns true for an event of payload format 1.0, which REST APIs send. HTTP APIs can send it, too. */
export function isProxyEvent(event: object): event is APIGatewayProxyEvent {
  const { resource, requestContext } = (event ?? {}) as Partial<APIGatewayProxyEvent>;
  return Boolean(resource && requestContext);
}

/** Returns the key of the route that an event of payload format 1.0 matches. The key can have the method `ANY`. */
export function routeKeyOf({ httpMethod, resource }: APIGatewayProxyEvent, routes: readonly Route[]): string {
  const keys = [`${httpMethod} ${resource}`, `ANY ${resource}`, resource] as const;
  return keys.find((text) => routes.some(({ key }) => key === text)) ?? keys[0];
}

/**
 * Converts an event of payload format 1.0 to format 2.0. A handler therefore receives the same request from every kind
 * of API. `requestContext` also keeps the fields that only format 1.0 has, such as `identity`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function fromProxyEvent(event: APIGatewayProxyEvent, routes: readonly Route[]): RequestEvent {
  const { body, pathParameters, requestContext, stageVariables, isBase64Encoded } = event;
  const { identity, protocol, requestTime, requestTimeEpoch } = requestContext;
  const { cookie, ...headers } = groupValues(event.multiValueHeaders, (name) => name.toLowerCase());
  const query = groupValues(event.multiValueQueryStringParameters, String);
  // Only HTTP APIs set the version. They have already decoded the path, and their claims have the format 2.0.
  const isRest = !("version" in event);
  const decode = isRest ? decodePath : String;
  const path = decode(requestContext.path);
  const routeKey = routeKeyOf(event, routes);
  const pairs = Object.entries(query).flatMap(([name, values]) => values.map((value) => [name, value]));
  return {
    version: "2.0",
    routeKey,
    rawPath: path,
    rawQueryString: `${new URLSearchParams(pairs as [string, string][])}`,
    ...(cookie && { cookies: cookie.flatMap((text) => text.split(/; */)) }),
    headers: mapValues(headers, String),
    queryStringParameters: mapValues(query, String),
    pathParameters: mapValues(pathParameters ?? {}, decode),
    requestContext: {
      ...(requestContext as typeof requestContext & { domainName: string; domainPrefix: string }),
      ...{ authorizer: toAuthorizer(requestContext, isRest), routeKey },
      http: {
        method: event.httpMethod,
        path,
        protocol,
        sourceIp: identity.sourceIp,
        userAgent: identity.userAgent ?? "",
      },
      time: requestTime as string,
      timeEpoch: requestTimeEpoch,
    },
    isBase64Encoded,
    ...(body !== null && { body }),
    ...(stageVariables && { stageVariables }),
  };
}

/** Returns the percent-decoded path. A path that cannot be decoded is returned unchanged. */
function decodePath(path: string | undefined): string {
  try {
    return decodeURIComponent(`${path}`);
  } catch {
    return `${path}`;
  }
}

/** Values by name, as in payload format 1.0: null if there are none. */
type MultiValues = Readonly<Record<string, string[] | undefined>> | null;

/** Groups values by a changed name. REST APIs keep the capitalization of header names, so two names can become equal. */
function groupValues(values: MultiValues, rename: (name: string) => string): Record<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, items = []] of Object.entries(values ?? {})) {
    groups.set(rename(name), [...(groups.get(rename(name)) ?? []), ...items]);
  }
  return Object.fromEntries(groups);
}

function mapValues<Value>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

/** Returns the authorizer as payload format 2.0 has it, or `undefined` for a public route. */
function toAuthorizer(
  { authorizer, identity }: APIGatewayProxyEvent["requestContext"],
  isRest: boolean,
): object | undefined {
  const claims = authorizer?.claims;
  if (typeof claims === "object" && claims) {
    return { jwt: { claims: isRest ? toJwtClaims(claims) : claims, scopes: authorizer?.scopes ?? null } };
  }
  if (authorizer) return { lambda: authorizer };
  if (!identity.userArn) return undefined;
  const { accessKey, accountId, caller: callerId, principalOrgId, userArn, user: userId } = identity;
  return { iam: { accessKey, accountId, callerId, cognitoIdentity: null, principalOrgId, userArn, userId } };
}

/**
 * Returns the claims of a Cognito authorizer as the JWT authorizer of an HTTP API writes them: groups as `[admin staff]`
 * instead of `admin,staff`, and times in seconds instead of as dates. A REST API does not distinguish a comma in the
 * name of a group from a comma between two groups.
 */
function toJwtClaims(claims: Readonly<Record<string, string>>): Record<string, string> {
  const converted = { ...claims };
  const groups = claims["cognito:groups"];
  if (groups) converted["cognito:groups"] = `[${groups.replaceAll(",", " ")}]`;
  for (const name of ["exp", "iat"]) {
    const seconds = Date.parse(`${claims[name]}`) / 1000;
    if (seconds) converted[name] = `${seconds}`;
  }
  return converted;
}

/**
 * Converts a result to payload format 1.0, in which cookies are values of a header.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function toProxyResult({
  cookies,
  ...result
}: APIGatewayProxyStructuredResultV2): APIGatewayProxyStructuredResultV2 &
  Pick<APIGatewayProxyResult, "multiValueHeaders"> {
  return cookies ? { ...result, multiValueHeaders: { "set-cookie": cookies } } : result;
}
