import { type GatewayRequest, headerOf } from "../../http/request";
import type { GatewayResponse } from "../../http/response";
import type { CorsModel } from "../../model/model";

type Headers = readonly (readonly [string, string])[];

/** Whether a browser asks if it may call. */
export function isPreflight(request: GatewayRequest): boolean {
  return (
    request.method === "OPTIONS" &&
    headerOf(request, "origin") !== undefined &&
    headerOf(request, "access-control-request-method") !== undefined
  );
}

/**
 * The answer to a preflight, made without a route. An origin, method or header that is not allowed is told nothing.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function preflightResponse(cors: CorsModel, request: GatewayRequest): GatewayResponse {
  const origin = allowedOrigin(cors, request);
  const isAllowed = origin !== undefined && allowsMethod(cors, request) && allowsHeaders(cors, request);
  return {
    status: 204,
    isError: true,
    headers: isAllowed ? allowances(cors, origin) : [],
    body: Buffer.alloc(0),
  };
}

function allowances(cors: CorsModel, origin: string): Headers {
  const { allowHeaders, allowMethods, maxAge } = cors;
  return [
    ...shared(cors, origin),
    ["access-control-allow-methods", allowMethods.join(",")],
    ["access-control-allow-headers", allowHeaders.join(",")],
    ...(maxAge === undefined ? [] : [["access-control-max-age", String(maxAge)] as const]),
  ];
}

function allowsMethod({ allowMethods }: CorsModel, request: GatewayRequest): boolean {
  const asked = headerOf(request, "access-control-request-method") ?? "";
  return allowMethods.some((one) => one === "*" || one === asked);
}

function allowsHeaders({ allowHeaders }: CorsModel, request: GatewayRequest): boolean {
  const asked = (headerOf(request, "access-control-request-headers") ?? "").split(",");
  const allowed = allowHeaders.map((name) => name.toLowerCase());
  const names = asked.map((name) => name.trim().toLowerCase()).filter(Boolean);
  return allowed.includes("*") || names.every((name) => allowed.includes(name));
}

/** An answer with what the API says of CORS, and nothing that its integration said of it. */
export function withCors(answer: GatewayResponse, cors: CorsModel, request: GatewayRequest): GatewayResponse {
  const own = answer.headers.filter(([name]) => !name.startsWith("access-control-"));
  const origin = allowedOrigin(cors, request);
  return { ...answer, headers: origin === undefined ? own : [...own, ...exposing(cors, origin)] };
}

function exposing(cors: CorsModel, origin: string): Headers {
  const { exposeHeaders } = cors;
  return [
    ...shared(cors, origin),
    ...(exposeHeaders.length > 0
      ? [["access-control-expose-headers", exposeHeaders.join(",")] as const]
      : []),
  ];
}

function shared({ allowCredentials }: CorsModel, origin: string): Headers {
  return [
    ["access-control-allow-origin", origin],
    ...(origin === "*" ? [] : [["vary", "origin"] as const]),
    ...(allowCredentials ? [["access-control-allow-credentials", "true"] as const] : []),
  ];
}

/** What the caller's origin is told to be allowed as: `*`, or itself. Case makes no difference. */
function allowedOrigin({ allowOrigins }: CorsModel, request: GatewayRequest): string | undefined {
  const origin = headerOf(request, "origin");
  if (origin === undefined) return undefined;
  if (allowOrigins.includes("*")) return "*";
  const asked = origin.toLowerCase();
  return allowOrigins.some((one) => allows(one.toLowerCase(), asked)) ? origin : undefined;
}

/** `https://*` is any origin of that scheme. */
function allows(allowed: string, origin: string): boolean {
  return allowed === origin || (allowed.endsWith("://*") && origin.startsWith(allowed.slice(0, -1)));
}
