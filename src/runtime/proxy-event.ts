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
export function isProxyEvent(event: object | undefined): event is APIGatewayProxyEvent {
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
 * of API. The fields that only format 1.0 has stay in the event, such as `requestContext.identity`.
 *
 * The code is short because it is in the bundle of every function.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function fromProxyEvent(event: APIGatewayProxyEvent, routes: readonly Route[]): RequestEvent {
  // A converted event has no resource, so that it is not converted again.
  const { resource, requestContext: context, ...others } = event;
  // Only HTTP APIs set the version. They have already decoded the path, and their claims have the format 2.0.
  const isRest = !("version" in event);
  const decode = isRest ? decodePath : String;
  const { cookie, ...headers } = mergeHeaders(event.multiValueHeaders ?? {});
  const query = event.multiValueQueryStringParameters;
  const pairs = Object.entries(query ?? {}).flatMap(([name, values = []]) =>
    values.map((value) => [name, value]),
  );
  const path = decode(context.path);
  const routeKey = routeKeyOf(event, routes);
  const { identity, protocol, requestTime: time, requestTimeEpoch: timeEpoch } = context;
  const { sourceIp, userAgent } = identity ?? {};
  const http = { method: event.httpMethod, path, protocol, sourceIp, userAgent };
  return {
    ...others,
    version: "2.0",
    routeKey,
    rawPath: path,
    rawQueryString: `${new URLSearchParams(pairs as [string, string][])}`,
    cookies: cookie?.flatMap((text) => text.split(/; */)),
    // The string of a list contains its values, with commas between them.
    headers: mapValues(headers, String),
    queryStringParameters: mapValues(query, String),
    pathParameters: mapValues(event.pathParameters, decode),
    requestContext: {
      ...context,
      authorizer: toAuthorizer(context, isRest),
      routeKey,
      http,
      time,
      timeEpoch,
    },
    body: event.body ?? undefined,
  } as RequestEvent;
}

/** Returns headers with lowercase names. A client can send a header twice, in different spellings. */
function mergeHeaders(headers: APIGatewayProxyEvent["multiValueHeaders"]): Record<string, string[]> {
  // A header can have the name `__proto__`.
  const merged: Record<string, string[]> = Object.create(null);
  for (const [spelling, values = []] of Object.entries(headers)) {
    const name = spelling.toLowerCase();
    merged[name] = [...(merged[name] ?? []), ...values];
  }
  return merged;
}

/** Returns the percent-decoded path. A path that cannot be decoded is returned unchanged. */
function decodePath(path: string | undefined): string {
  try {
    return decodeURIComponent(`${path}`);
  } catch {
    return `${path}`;
  }
}

function mapValues<Value>(
  values: Readonly<Record<string, Value>> | null,
  map: (value: Value, name: string) => string,
): Record<string, string> | undefined {
  return values
    ? Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, name)]))
    : undefined;
}

/**
 * Returns the authorizer as payload format 2.0 has it, or `undefined` for a public route.
 *
 * The claims of a Cognito authorizer are converted to those of the JWT authorizer of an HTTP API: groups are
 * `[admin staff]` instead of `admin,staff`, and times are seconds instead of dates. A REST API does not distinguish a
 * comma in the name of a group from a comma between two groups.
 */
function toAuthorizer(
  { authorizer, identity }: APIGatewayProxyEvent["requestContext"],
  isRest: boolean,
): object | undefined {
  if (!authorizer) {
    const { accessKey, accountId, caller: callerId, principalOrgId, user: userId, userArn } = identity;
    return userArn ? { iam: { accessKey, accountId, callerId, principalOrgId, userArn, userId } } : undefined;
  }
  const { claims, scopes = null } = authorizer;
  // A Lambda authorizer can return a text with this name.
  if (!claims || typeof claims === "string") return { lambda: authorizer };
  return { jwt: { claims: isRest ? mapValues(claims, toJwtClaim) : claims, scopes } };
}

function toJwtClaim(value: string, name: string): string {
  if (name === "cognito:groups") return `[${value.replaceAll(",", " ")}]`;
  return name === "exp" || name === "iat" ? `${Date.parse(value) / 1000 || value}` : value;
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
