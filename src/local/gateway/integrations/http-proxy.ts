import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIPv6 } from "node:net";
import { buffer } from "node:stream/consumers";
import { ownValue } from "#own-value";
import { HOP_BY_HOP, listedInConnection } from "../../http/hop-by-hop";
import { type GatewayRequest, headerOf } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { HttpIntegration } from "../../model/model";
import type { RouteContext } from "../core/route-context";

/**
 * Headers that are not forwarded: hop-by-hop headers, headers that the gateway sets itself, and the `X-Forwarded-*`
 * headers, which the header `Forwarded` replaces.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
 */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  "content-length",
  "expect",
  "forwarded",
  "host",
  "x-forwarded-for",
  "x-forwarded-port",
  "x-forwarded-proto",
]);

/**
 * Forwards a request to an HTTP endpoint and returns the response of the endpoint.
 *
 * @param mappedPath value of `overwrite:path`, which replaces the path and the query of the integration URL;
 * `undefined` if there is no such mapping
 * @param signal signal that aborts the request after the integration timeout
 * @throws EndpointRequestError if the URL refers to a stage variable that does not exist, or if its path has a dot segment
 * @throws Error if the endpoint is unreachable, or if the signal aborts the request
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
 */
export async function proxyHttp(
  { method, uri }: HttpIntegration,
  context: RouteContext,
  mappedPath: string | undefined,
  signal: AbortSignal,
): Promise<GatewayResponse> {
  const { request } = context;
  const target = parseUrl(resolveUrl(uri, context, mappedPath));
  const { incoming, body } = await sendRequest(target, {
    method: method === "ANY" ? request.method : method,
    headers: requestHeaders(context, target),
    body: request.body,
    signal,
  });
  return { status: incoming.statusCode ?? 502, headers: responseHeaders(incoming), body };
}

/** Request to an HTTP endpoint. */
export interface OutgoingRequest {
  readonly method: string;
  /** Alternating names and values. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Signal that aborts the request. */
  readonly signal: AbortSignal;
}

/** Sends a request and waits for the whole response. @throws Error if there is none */
export async function sendRequest(
  target: URL,
  request: OutgoingRequest,
): Promise<{ readonly incoming: IncomingMessage; readonly body: Buffer }> {
  const incoming = await openRequest(target, request);
  return { incoming, body: await buffer(incoming) };
}

/** Sends a request and waits for the headers of the response. @throws Error if there is no response */
export async function openRequest(
  target: URL,
  { method, headers, body, signal }: OutgoingRequest,
): Promise<IncomingMessage> {
  const send = target.protocol === "https:" ? httpsRequest : httpRequest;
  const outgoing = send(target, { method, headers, signal });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  return incoming;
}

function responseHeaders({ rawHeaders }: IncomingMessage): [string, string][] {
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const pairs = names.map((name, index): [string, string] => [name, rawHeaders[2 * index + 1] ?? ""]);
  const listed = listedInConnection(pairs);
  return pairs.filter(([name]) => !NOT_FORWARDED.has(name) && !listed.has(name) && name !== "date");
}

/** Describes the error of an endpoint that is unreachable or does not speak HTTP. */
export function describeUnreachable(error: unknown): string {
  const { message, cause } = error as Error;
  return `integration unreachable: ${(cause as Error | undefined)?.message ?? message}`;
}

/**
 * Returns the URL to which the request is forwarded. The query of the integration URL comes before the query
 * of the request.
 */
function resolveUrl(uri: string, context: RouteContext, mappedPath: string | undefined): string {
  const [template = "", integrationQuery = ""] = uri.split(/\?(.*)/s);
  const url = withVariables(template, context);
  if (mappedPath !== undefined) {
    return withQuery(`${new URL(url).origin}/${mappedPath.replace(/^\//, "")}`, context.request.rawQuery);
  }
  const query = [integrationQuery, context.request.rawQuery].filter(Boolean).join("&");
  return withQuery(`${withParameters(url, context)}${defaultRoutePath(url, context)}`, query);
}

function withQuery(path: string, query: string): string {
  if (query === "") return path;
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}

/**
 * Replaces the stage variables in the integration URL, but not in its query. In the query, API Gateway replaces
 * neither stage variables nor path parameters. The developer guide contradicts this, but LocalStack's tests, which
 * ran against AWS, confirm it.
 */
function withVariables(template: string, { stage }: RouteContext): string {
  return template.replaceAll(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => {
    const value = ownValue(stage.variables, name);
    if (value === undefined)
      throw new EndpointRequestError("INVALID_SETTINGS", `the stage has no variable "${name}"`);
    return value;
  });
}

/** Error for a request that cannot be sent to the endpoint. */
export class EndpointRequestError extends Error {
  override readonly name = "EndpointRequestError";
  /** `INVALID_SETTINGS` if the configuration is the cause, `INVALID_BODY` and `INVALID_PATH` if the request is. */
  readonly failure: "INVALID_BODY" | "INVALID_PATH" | "INVALID_SETTINGS";

  constructor(failure: EndpointRequestError["failure"], message: string) {
    super(message);
    this.failure = failure;
  }
}

/** Segments that `new URL()` removes: `.`, `..`, `%2e.`. For `..`, it also removes the segment before. */
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/**
 * Parses the URL to which the request is forwarded.
 *
 * A `..` from the request would remove segments that the integration URL has before the parameter. AWS's behavior is
 * unmeasured, so the request is rejected.
 *
 * @throws EndpointRequestError if the path has a segment `.` or `..`
 * @see https://url.spec.whatwg.org/#double-dot-path-segment
 */
export function parseUrl(url: string): URL {
  // A URL parser ignores tabs and line breaks, and reads a backslash as a slash.
  const [path = ""] = url.replaceAll(/[\t\r\n]/g, "").split(/[?#]/);
  const segment = path.split(/[/\\]/).find((candidate) => DOT_SEGMENT.test(candidate));
  if (segment === undefined) return new URL(url);
  throw new EndpointRequestError(
    "INVALID_PATH",
    `path of the endpoint is ${path}; expected no segment "${segment}"`,
  );
}

function withParameters(template: string, { pathParameters }: RouteContext): string {
  return template.replaceAll(/\{([^{}]+?)\+?\}/g, (_, name: string) =>
    (ownValue(pathParameters, name) ?? "").split("/").map(encodeURIComponent).join("/"),
  );
}

/**
 * Returns the path to append to the integration URL. On the `$default` route, it is the whole path of the
 * request. On any other route, it is empty.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
function defaultRoutePath(template: string, { route, request }: RouteContext): string {
  if (!route.key.isDefault) return "";
  return template.endsWith("/") ? request.encodedPath.slice(1) : request.encodedPath;
}

/**
 * Returns the headers of the forwarded request as a list of alternating names and values. Unlike an object,
 * this list keeps repeated headers and their order.
 */
function requestHeaders({ request, route }: RouteContext, { host }: URL): string[] {
  const { headers, body } = request;
  // The `authorization` header of a request with IAM authorization contains the signature. API Gateway does not
  // forward this header. The source is LocalStack's tests, which ran against AWS.
  const isForwarded = (name: string) =>
    !NOT_FORWARDED.has(name) && (name !== "authorization" || route.authorization.kind !== "AWS_IAM");
  const forwarded = headers.filter(([name]) => isForwarded(name));
  const needsDefaultType = body.length === 0 && !forwarded.some(([name]) => name === "content-type");
  return [
    ...forwarded.flatMap((header) => header.slice(0, 2) as string[]),
    ...["host", host, "forwarded", formatForwarded(request), "via", "HTTP/1.1 AmazonAPIGateway"],
    ...["content-length", String(body.length)],
    // API Gateway adds a default content type (api-gateway-known-issues, developer guide). The value was
    // captured from API Gateway on AWS.
    ...(needsDefaultType ? ["content-type", "application/x-www-form-urlencoded"] : []),
  ];
}

/**
 * Returns the value of the `Forwarded` header. The addresses of `X-Forwarded-For` are added to the
 * `Forwarded` values that the caller sent. The last address is omitted, because it belongs to the caller, who
 * is listed in a separate entry at the end.
 *
 * A value of the caller with an unclosed quote is omitted, because the quote would include the entries after it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
function formatForwarded(request: GatewayRequest): string {
  const previous = request.headers.filter(([name]) => name === "forwarded").map(([, value]) => value);
  const clients = (headerOf(request, "x-forwarded-for") ?? "").split(",").slice(0, -1);
  const host = quoteUnlessToken(headerOf(request, "host") ?? "");
  return [
    ...previous.filter((value) => CLOSED_QUOTES.test(value)),
    ...clients.flatMap((client) => (client.trim() === "" ? [] : [`for=${formatNode(client.trim())}`])),
    `by=127.0.0.1;for=${formatNode(request.sourceIp)};host=${host};proto=http`,
  ].join(", ");
}

/** Header value in which each quote is closed. A backslash in a quoted string escapes the next character. */
const CLOSED_QUOTES = /^(?:[^"]|"(?:[^"\\]|\\.)*")*$/;

/** Formats an address for `Forwarded`. An IPv6 address has brackets (RFC 7239, section 6). */
function formatNode(address: string): string {
  return quoteUnlessToken(isIPv6(address) ? `[${address}]` : address);
}

/** Token of HTTP: a value that needs no quotes (RFC 9110, section 5.6.2). */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** Returns a value of a header parameter: unchanged if it is a token, else as a quoted string (RFC 7239, section 4). */
function quoteUnlessToken(value: string): string {
  return TOKEN.test(value) ? value : `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}
