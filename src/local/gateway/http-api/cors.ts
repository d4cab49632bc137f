import { type GatewayRequest, headerOf } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { CorsModel } from "../../model/model";

type Headers = readonly (readonly [string, string])[];

/** Returns true for a CORS preflight request, which a browser sends before a cross-origin request. */
export function isPreflight(request: GatewayRequest): boolean {
  return (
    request.method === "OPTIONS" &&
    headerOf(request, "origin") !== undefined &&
    headerOf(request, "access-control-request-method") !== undefined
  );
}

/**
 * Returns the response to a preflight request. API Gateway sends this response without invoking an
 * integration, even if no route matches. If the origin, the method or a header is not allowed, the response
 * has no CORS headers.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function preflightResponse(cors: CorsModel, request: GatewayRequest): GatewayResponse {
  const origin = allowedOrigin(cors, request);
  const isAllowed = origin !== undefined && allowsMethod(cors, request) && allowsHeaders(cors, request);
  return {
    status: 204,
    // `isError` marks every response that the gateway itself creates, even a successful response. The header
    // names of a marked response are sent in lower case.
    isError: true,
    headers: isAllowed ? preflightHeaders(cors, origin) : [],
    body: Buffer.alloc(0),
  };
}

function preflightHeaders(cors: CorsModel, origin: string): Headers {
  const { allowHeaders, allowMethods, maxAge } = cors;
  return [
    ...originHeaders(cors, origin),
    ["access-control-allow-methods", allowMethods.join(",")],
    ["access-control-allow-headers", allowHeaders.join(",")],
    ...(maxAge === undefined ? [] : [["access-control-max-age", String(maxAge)] as const]),
  ];
}

function allowsMethod({ allowMethods }: CorsModel, request: GatewayRequest): boolean {
  const requestedMethod = headerOf(request, "access-control-request-method") ?? "";
  return allowMethods.some((method) => method === "*" || method === requestedMethod);
}

function allowsHeaders({ allowHeaders }: CorsModel, request: GatewayRequest): boolean {
  const requested = (headerOf(request, "access-control-request-headers") ?? "").split(",");
  const allowed = allowHeaders.map((name) => name.toLowerCase());
  const names = requested.map((name) => name.trim().toLowerCase()).filter(Boolean);
  return allowed.includes("*") || names.every((name) => allowed.includes(name));
}

/** Replaces the CORS headers of a response with those from the CORS configuration of the API. */
export function withCors(
  response: GatewayResponse,
  cors: CorsModel,
  request: GatewayRequest,
): GatewayResponse {
  const others = response.headers.filter(([name]) => !name.startsWith("access-control-"));
  const origin = allowedOrigin(cors, request);
  return {
    ...response,
    headers: origin === undefined ? others : [...others, ...responseHeaders(cors, origin)],
  };
}

function responseHeaders(cors: CorsModel, origin: string): Headers {
  const { exposeHeaders } = cors;
  return [
    ...originHeaders(cors, origin),
    ...(exposeHeaders.length > 0
      ? [["access-control-expose-headers", exposeHeaders.join(",")] as const]
      : []),
  ];
}

function originHeaders({ allowCredentials }: CorsModel, origin: string): Headers {
  return [
    ["access-control-allow-origin", origin],
    ...(origin === "*" ? [] : [["vary", "origin"] as const]),
    ...(allowCredentials ? [["access-control-allow-credentials", "true"] as const] : []),
  ];
}

/**
 * Returns the value of `access-control-allow-origin`: `*`, or the origin of the request. Origins are compared
 * without regard to case.
 *
 * @returns `undefined` if the request has no `origin` header, or an origin that is not allowed
 */
function allowedOrigin({ allowOrigins }: CorsModel, request: GatewayRequest): string | undefined {
  const origin = headerOf(request, "origin");
  if (origin === undefined) return undefined;
  if (allowOrigins.includes("*")) return "*";
  const lowerCase = origin.toLowerCase();
  return allowOrigins.some((allowed) => matchesOrigin(allowed.toLowerCase(), lowerCase)) ? origin : undefined;
}

/**
 * Returns true if an allowed origin from the CORS configuration matches the origin of a request. `https://*`
 * matches every origin with that scheme.
 */
function matchesOrigin(allowed: string, origin: string): boolean {
  return allowed === origin || (allowed.endsWith("://*") && origin.startsWith(allowed.slice(0, -1)));
}
