import { types } from "node:util";
import { ACCOUNT_ID, type EventBody, encodeEventBody, parseRouteKey, type RouteKey } from "#aws";
import { ownValue } from "#own-value";
import { createRestEvent, type EventParts } from "./rest-event";

/** Parts of a request to a handler. Each part is optional. */
export interface InvokeRequest {
  /** Route key of the request; the method `ANY` is sent as GET. Default: the first route of the handler. */
  readonly routeKey?: string;
  /** Path parameters by name. Default: none. */
  readonly params?: Readonly<Record<string, string>>;
  /** Query parameters by name; a list for a repeated parameter. Default: none. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** Headers by name. API Gateway changes the names to lower case. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Body, which is sent as JSON. A string and a `Uint8Array` are sent unchanged. Default: none. */
  readonly body?: unknown;
  /** Claims of the caller's token, as a JWT authorizer passes them on. Default: none, as on a public route. */
  readonly claims?: Readonly<Record<string, string>>;
  /** Kind of the API that sends the event: `"http"` or `"rest"`. Default: `"http"`. */
  readonly api?: "http" | "rest";
}

/** Response of a handler or of a gateway. */
export interface TestResponse {
  readonly status: number;
  /** Headers, with lowercase names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Cookies, as in `set-cookie` headers. */
  readonly cookies: readonly string[];
  /** Parsed JSON for a JSON media type, and otherwise the text; `undefined` for an empty body. */
  // biome-ignore lint/suspicious/noExplicitAny: only the test knows the type of the body
  readonly body: any;
  /** Body as bytes, for a binary media type. The property is not enumerable, so `toEqual` ignores it. */
  readonly bytes: Buffer;
}

/** Lambda handler from `handle()` or `handleAll()`. */
interface InvocableHandler {
  // The type of the event is not named, so that this folder does not depend on the runtime.
  (
    event: never,
  ): Promise<{
    readonly statusCode?: number;
    readonly headers?: Readonly<Record<string, unknown>>;
    readonly body?: string;
    readonly cookies?: readonly string[];
    readonly multiValueHeaders?: Readonly<Record<string, readonly unknown[]>>;
    readonly isBase64Encoded?: boolean;
  }>;
  readonly routes: readonly { readonly key: string }[];
}

/**
 * Calls a handler with the event that an HTTP API sends for a request, in payload format 2.0. With `api: "rest"`, the
 * event is the one of a REST API. No gateway and no server is involved, so a unit test needs only a few milliseconds.
 *
 * @returns the response of the handler. An error of the handler is a response with problem details, as on AWS
 * @example
 * const greet = route("GET /hello/{name}", { access: "public" });
 * const handler = handle(greet, ({ params }) => ({ status: 200, body: { hello: params.name } }));
 * async function test(): Promise<void> {
 *   const response = await invoke(handler, { params: { name: "Ada" } });
 * }
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export async function invoke(handler: InvocableHandler, request: InvokeRequest = {}): Promise<TestResponse> {
  requireRouteHandler(handler);
  const result = await handler(createEvent(handler, request) as never);
  const { statusCode = 200, headers = {}, body = "", multiValueHeaders = {}, isBase64Encoded } = result;
  const cookies = result.cookies ?? multiValueHeaders["set-cookie"]?.map(String) ?? [];
  const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const content = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  return toTestResponse(statusCode, Object.fromEntries(names), content, cookies);
}

/** @throws Error if the handler is not one of routes, such as one from `handleMessage()` */
function requireRouteHandler(handler: Partial<InvocableHandler> | undefined): void {
  if (handler?.routes) return;
  throw new Error(
    "invoke: the handler has no routes; expected a handler from handle() or handleAll(). Use invokeMessage() for a handler of a WebSocket API.",
  );
}

/** Creates a response whose JSON body is parsed. */
export function toTestResponse(
  status: number,
  headers: Readonly<Record<string, string>>,
  bytes: Buffer,
  cookies: readonly string[],
): TestResponse {
  const isJson = /^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(headers["content-type"] ?? "");
  const text = bytes.toString();
  const body = text === "" ? undefined : isJson ? JSON.parse(text) : text;
  const response = { status, headers, cookies, body };
  return Object.defineProperty(response, "bytes", { value: bytes }) as TestResponse;
}

/** Body of a request, and the headers that describe it. */
interface RequestBody {
  readonly content?: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Encodes the body of a request. A string and bytes are unchanged and have no `content-type`. */
export function encodeRequestBody(body: unknown): RequestBody {
  if (body === undefined || typeof body === "string") return { content: body, headers: {} };
  if (types.isUint8Array(body)) return { content: Buffer.from(body), headers: {} };
  return { content: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

function createEvent({ routes }: InvocableHandler, request: InvokeRequest): object {
  const { params = {}, query = {}, headers = {}, claims } = request;
  const key = selectRoute(routes, request.routeKey);
  const path = fillPath(key, params);
  const body = encodeRequestBody(request.body);
  const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const allHeaders: Record<string, string> = {
    host: DOMAIN_NAME,
    ...body.headers,
    ...Object.fromEntries(names),
  };
  const content = encodeContent(body.content, allHeaders["content-type"]);
  const parts = { key, path, params, query, headers: allHeaders, content, claims };
  return request.api === "rest" ? createRestEvent(parts, DOMAIN_NAME) : createHttpEvent(parts);
}

function createHttpEvent({ key, path, params, query, headers, content, claims }: EventParts): object {
  const { cookie, ...others } = headers;
  return {
    version: "2.0",
    routeKey: key.text,
    rawPath: path,
    rawQueryString: toQueryString(query),
    headers: others,
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    ...(Object.keys(query).length > 0 && { queryStringParameters: joinLists(query) }),
    ...(Object.keys(params).length > 0 && { pathParameters: params }),
    ...content,
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: "testapi",
      domainName: DOMAIN_NAME,
      domainPrefix: "testapi",
      http: {
        method: key.method === "ANY" ? "GET" : key.method,
        path,
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: others["user-agent"] ?? "",
      },
      requestId: "test-request",
      routeKey: key.text,
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: Date.parse("2026-01-01T00:00:00Z"),
      ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
    },
  };
}

/**
 * Returns the fields `body` and `isBase64Encoded` of an event. The field `body` is not set if `content` is undefined or
 * an empty buffer.
 */
function encodeContent(content: RequestBody["content"], contentType: string | undefined): Partial<EventBody> {
  if (typeof content === "string") return { body: content, isBase64Encoded: false };
  return (content && encodeEventBody(content, contentType)) ?? { isBase64Encoded: false };
}

const DOMAIN_NAME = "testapi.execute-api.us-east-1.amazonaws.com";

/** Joins the values of a repeated parameter by commas, as API Gateway does. */
function joinLists(query: NonNullable<InvokeRequest["query"]>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, values]) => [name, [values].flat().join(",")]));
}

/** @throws Error if the handler has no such route */
function selectRoute(routes: InvocableHandler["routes"], routeKey = routes[0]?.key ?? "$default"): RouteKey {
  const keys = routes.map(({ key }) => key);
  if (keys.includes(routeKey)) return parseRouteKey(routeKey);
  throw new Error(`invoke: the handler has no route "${routeKey}"; expected one of ${keys.join(", ")}.`);
}

/** @throws Error if `params` lacks a path parameter of the route, or has a parameter that the route does not have */
function fillPath({ isDefault, segments }: RouteKey, params: Readonly<Record<string, string>>): string {
  const known = segments.flatMap((segment) => (segment.kind === "literal" ? [] : [segment.name]));
  const unknown = Object.keys(params).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`invoke: the route has no path parameter "${unknown}". Remove it from params.`);
  if (isDefault) return "/";
  const texts = segments.map((segment) => {
    if (segment.kind === "literal") return segment.text;
    const value = ownValue(params, segment.name);
    if (value === undefined)
      throw new Error(`invoke: the path parameter "${segment.name}" is not set. Add it to params.`);
    return value;
  });
  return `/${texts.join("/")}`;
}

function toQueryString(query: NonNullable<InvokeRequest["query"]>): string {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  return new URLSearchParams(pairs).toString();
}
