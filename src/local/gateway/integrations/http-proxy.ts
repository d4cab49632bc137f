import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { buffer } from "node:stream/consumers";
import { type GatewayRequest, headerOf } from "../../http/request";
import { errorResponse, type GatewayResponse } from "../../http/response";
import type { HttpIntegration } from "../../model/model";
import type { RouteContext } from "../core/route-context";

/** These are of one connection, or made anew: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP_HEADERS = new Set([
  "connection",
  "content-length",
  "expect",
  "forwarded",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-forwarded-for",
  "x-forwarded-port",
  "x-forwarded-proto",
]);

/**
 * Passes a request on to an address, and its answer back as it is.
 *
 * @param ownPath what stands in the place of the integration's path and query, where a mapping says so
 * @throws Error where the address cannot be reached, or the signal says that it took too long
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
 */
export async function proxyHttp(
  { method, uri }: HttpIntegration,
  routed: RouteContext,
  ownPath: string | undefined,
  signal: AbortSignal,
): Promise<GatewayResponse> {
  const { request } = routed;
  const target = new URL(resolveUrl(uri, routed, ownPath));
  const send = target.protocol === "https:" ? httpsRequest : httpRequest;
  const outgoing = send(target, {
    method: method === "ANY" ? request.method : method,
    headers: headersFor(routed, target),
    signal,
  });
  outgoing.end(request.body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return {
    status: response.statusCode ?? 502,
    headers: toGatewayResponse(response),
    body: await buffer(response),
  };
}

function toGatewayResponse({ rawHeaders }: IncomingMessage): [string, string][] {
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const pairs = names.map((name, index): [string, string] => [name, rawHeaders[2 * index + 1] ?? ""]);
  return pairs.filter(([name]) => !HOP_BY_HOP_HEADERS.has(name) && name !== "date");
}

/** An address that is not there, or does not answer as HTTP does. */
export function unreachableResponse(error: unknown): GatewayResponse {
  const { message, cause } = error as Error;
  return errorResponse(
    503,
    `the integration cannot be reached: ${(cause as Error | undefined)?.message ?? message}`,
  );
}

/** Its query comes before the caller's. */
function resolveUrl(uri: string, routed: RouteContext, ownPath: string | undefined): string {
  const [template = "", ownQuery = ""] = uri.split(/\?(.*)/s);
  const filled = withVariables(template, routed);
  if (ownPath !== undefined) {
    return withQuery(`${new URL(filled).origin}/${ownPath.replace(/^\//, "")}`, routed.request.rawQuery);
  }
  const query = [ownQuery, routed.request.rawQuery].filter(Boolean).join("&");
  return withQuery(`${withParameters(filled, routed)}${remainder(filled, routed)}`, query);
}

function withQuery(path: string, query: string): string {
  if (query === "") return path;
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}

/**
 * Stage variables and path parameters were seen to be filled in before the query, and not in it, whatever the guide says:
 * LocalStack's tests, which were run against AWS.
 */
function withVariables(template: string, { stage }: RouteContext): string {
  return template.replaceAll(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => {
    const value = stage.variables[name];
    if (value === undefined) throw new StageVariableError(`the stage has no variable "${name}"`);
    return value;
  });
}

/** An address that a stage leaves open. */
export class StageVariableError extends Error {
  override readonly name = "StageFault";
}

function withParameters(template: string, { pathParameters }: RouteContext): string {
  return template.replaceAll(/\{([^{}]+?)\+?\}/g, (_, name: string) =>
    (pathParameters[name] ?? "").split("/").map(encodeURIComponent).join("/"),
  );
}

/** The default route passes the whole path on: http-api-develop-routes, API Gateway developer guide. */
function remainder(template: string, { route, request }: RouteContext): string {
  if (route.key !== "$default") return "";
  return template.endsWith("/") ? request.encodedPath.slice(1) : request.encodedPath;
}

/** Flat, as Node takes what may be there twice. */
function headersFor({ request, route }: RouteContext, { host }: URL): string[] {
  const { headers, body } = request;
  // A signature is for the gateway: LocalStack's tests, which were run against AWS.
  const isKept = (name: string) =>
    !HOP_BY_HOP_HEADERS.has(name) && (name !== "authorization" || route.authorization.kind !== "AWS_IAM");
  const passed = headers.filter(([name]) => isKept(name));
  const isTyped = body.length > 0 || passed.some(([name]) => name === "content-type");
  return [
    ...passed.flatMap((header) => header.slice(0, 2) as string[]),
    ...["host", host, "forwarded", forwardedHeaders(request), "via", "HTTP/1.1 AmazonAPIGateway"],
    ...["content-length", String(body.length)],
    // That there is one is in the guide's important notes, and this one was captured.
    ...(isTyped ? [] : ["content-type", "application/x-www-form-urlencoded"]),
  ];
}

/**
 * Whom a request comes from. `X-Forwarded-For` is put into it, the last of whom is the caller.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
function forwardedHeaders(request: GatewayRequest): string {
  const before = request.headers.filter(([name]) => name === "forwarded").map(([, value]) => value);
  const clients = (headerOf(request, "x-forwarded-for") ?? "").split(/, */).slice(0, -1);
  const own = `by=127.0.0.1;for=${request.sourceIp};host=${headerOf(request, "host") ?? ""};proto=http`;
  return [...before, ...clients.map((client) => `for=${client}`), own].join(", ");
}
