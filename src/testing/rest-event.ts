import { ACCOUNT_ID, type EventBody, type RouteKey } from "#aws";

/** Parts of an event, with the values as the handler receives them. */
export interface EventParts {
  readonly key: RouteKey;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** Headers with lowercase names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body; `{}` if the request has no body. */
  readonly content: Partial<EventBody>;
  readonly claims?: Readonly<Record<string, string>> | undefined;
}

/** Stage in the paths of the events. The URL of a REST API always contains a stage. */
const STAGE = "v1";

/**
 * Creates the event that a REST API sends to a function. A field without a value is null.
 *
 * @throws Error if the route is `$default`, which only HTTP APIs have
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function createRestEvent(parts: EventParts, domainName: string): object {
  const { key, query, headers, content } = parts;
  if (key.isDefault) throw new Error('invoke: a REST API has no route "$default". Remove api: "rest".');
  const segments = encodeSegments(parts);
  const path = `/${segments.map(([, text]) => text).join("/")}`;
  const pathParameters = segments.flatMap(([name, text]) => (name === undefined ? [] : [[name, text]]));
  const multiValueQuery = mapValues(query, (values) => [values].flat());
  return {
    resource: key.path,
    path,
    httpMethod: methodOf(key),
    headers,
    multiValueHeaders: mapValues(headers, (value) => [value]),
    queryStringParameters: orNull(mapValues(multiValueQuery, (values) => values.at(-1))),
    multiValueQueryStringParameters: orNull(multiValueQuery),
    pathParameters: orNull(Object.fromEntries(pathParameters)),
    stageVariables: null,
    requestContext: createContext(parts, path, domainName),
    body: content.body ?? null,
    isBase64Encoded: content.isBase64Encoded ?? false,
  };
}

function createContext({ key, headers, claims }: EventParts, path: string, domainName: string): object {
  return {
    accountId: ACCOUNT_ID,
    apiId: "testapi",
    ...(claims && { authorizer: { claims: toCognitoClaims(claims) } }),
    deploymentId: "test00",
    domainName,
    domainPrefix: "testapi",
    extendedRequestId: "test-request=",
    httpMethod: methodOf(key),
    identity: { ...UNKNOWN_IDENTITY, sourceIp: "127.0.0.1", userAgent: headers["user-agent"] ?? null },
    path: `/${STAGE}${path}`,
    protocol: "HTTP/1.1",
    requestId: "test-request",
    requestTime: "01/Jan/2026:00:00:00 +0000",
    requestTimeEpoch: Date.parse("2026-01-01T00:00:00Z"),
    resourceId: "test00",
    resourcePath: key.path,
    stage: STAGE,
  };
}

/** Fields of `requestContext.identity` that only a signed request or a user of an identity pool sets. */
const UNKNOWN_IDENTITY = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

function methodOf({ method }: RouteKey): string {
  return method === "ANY" ? "GET" : method;
}

/** Returns claims as a Cognito authorizer writes them: lists with commas, and times as dates. */
function toCognitoClaims(claims: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.entries(claims).map(([name, value]) => {
    if (name === "cognito:groups") return [name, value.replace(/^\[(.*)\]$/, "$1").replaceAll(" ", ",")];
    const isTime = ["exp", "iat"].includes(name) && /^\d+$/.test(value);
    return [name, isTime ? formatTime(Number(value) * 1000) : value];
  });
  return Object.fromEntries(names);
}

/** Time as JavaScript formats it: `Tue, 18 Jun 2024 15:00:04 GMT`. */
const UTC_TIME = /^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/;

/** Formats a time as in the claims of a Cognito authorizer: `Tue Jun 18 15:00:04 UTC 2024`. */
function formatTime(time: number): string {
  return new Date(time).toUTCString().replace(UTC_TIME, "$1 $3 $2 $5 UTC $4");
}

/** Returns the percent-encoded segments of a path. REST APIs do not decode them. */
function encodeSegments({
  key,
  params,
}: EventParts): readonly (readonly [name: string | undefined, text: string])[] {
  return key.segments.map((segment) => {
    if (segment.kind === "literal") return [undefined, segment.text];
    const parts = segment.kind === "greedy" ? params[segment.name]?.split("/") : [params[segment.name]];
    return [segment.name, (parts ?? []).map((part) => encodeURIComponent(part ?? "")).join("/")];
  });
}

function mapValues<Value, Result>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

function orNull<Values extends object>(values: Values): Values | null {
  return Object.keys(values).length > 0 ? values : null;
}
