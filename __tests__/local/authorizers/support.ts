import { createSign, type SignKeyObjectInput } from "node:crypto";
import type { AuthorizationRequest } from "../../../src/local/gateway";
import type { GatewayRequest } from "../../../src/local/http";
import type { Issuer } from "../../../src/local/issuer";
import { createIssuer, sharedKey } from "../../../src/local/issuer";
import type {
  Api,
  Invocation,
  JwtAuthorization,
  Lambda,
  LambdaAuthorization,
  RouteModel,
  StageModel,
  UserPoolModel,
} from "../../../src/local/model";

/** 5 October 2026, noon: the clock of these tests, which none of them waits for. */
export const NOON = Date.UTC(2026, 9, 5, 12);
export const NOON_SECONDS = NOON / 1000;

export const POOL: UserPoolModel = {
  address: "aws_cognito_user_pool.users",
  label: "users",
  id: "eu-central-1_Ab3dE6gHi",
  issuer: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab3dE6gHi",
  clientIds: ["web", "app"],
  scopes: ["products/read", "products/write"],
  groups: ["admins", "staff"],
  tokenMinutes: 60,
};

/** The routes that these tests ask for. */
const ROUTES: RouteModel[] = ["GET /products/{productId}", "GET /x"].map((key) => ({
  address: `aws_apigatewayv2_route.${key}`,
  key,
  authorization: { kind: "NONE" },
  integration: {
    kind: "HTTP_PROXY",
    address: "aws_apigatewayv2_integration.one",
    method: "ANY",
    uri: "https://example.com",
    timeoutMs: 30_000,
    requestParameters: {},
    responseParameters: [],
  },
}));

export function routeOf(key: string): RouteModel {
  const route = ROUTES.find((one) => one.key === key);
  if (!route) throw new Error(`no route ${key}`);
  return route;
}

export const API: Api = {
  address: "aws_apigatewayv2_api.api",
  id: "a1b2c3d4e5",
  name: "products-dev",
  executionArn: "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5",
  routes: ROUTES,
  stages: [],
};

export function stage(name: string, variables: Record<string, string> = {}): StageModel {
  const throttle = { rate: 10, burst: 10 };
  return { address: "aws_apigatewayv2_stage.stage", name, variables, throttle, routeThrottles: new Map() };
}

type Headers = Readonly<Record<string, string>>;

/** A request for a product, with whatever else. */
export function request({
  headers = {},
  ...more
}: Partial<Omit<GatewayRequest, "headers">> & { headers?: Headers } = {}): GatewayRequest {
  return {
    method: "GET",
    encodedPath: "/products/1",
    path: "/products/1",
    rawQuery: "",
    body: Buffer.alloc(0),
    sourceIp: "203.0.113.7",
    protocol: "HTTP/1.1",
    timeEpoch: NOON,
    requestId: "JKJaXmPLvHcESHA=",
    traceHeader: "Root=1-6703a1c0-000000000000000000000001",
    headers: Object.entries({ host: "localhost:3000", ...headers }),
    ...more,
  };
}

export function asked(
  wanted: GatewayRequest = request(),
  more: Partial<AuthorizationRequest> = {},
): AuthorizationRequest {
  return {
    request: wanted,
    api: API,
    stage: stage("$default"),
    route: routeOf("GET /products/{productId}"),
    accountId: "123456789012",
    region: "eu-central-1",
    pathParameters: { productId: "1" },
    ...more,
  };
}

/** A request with a token. */
export function bearing(token: string): AuthorizationRequest {
  return asked(request({ headers: { authorization: `Bearer ${token}` } }));
}

export function jwtGuard(more: Partial<JwtAuthorization> = {}): JwtAuthorization {
  return {
    kind: "JWT",
    address: "aws_apigatewayv2_authorizer.users",
    identitySources: ["$request.header.Authorization"],
    issuer: POOL.issuer,
    audiences: ["web", "app"],
    scopes: [],
    ...more,
  };
}

export function lambdaGuard(more: Partial<LambdaAuthorization> = {}): LambdaAuthorization {
  return {
    kind: "CUSTOM",
    address: "aws_apigatewayv2_authorizer.check",
    identitySources: ["$request.header.Authorization"],
    function: {
      function: "aws_lambda_function.check",
      arn: "arn:aws:lambda:eu-central-1:123456789012:function:check",
    },
    payloadFormatVersion: "2.0",
    simpleResponses: true,
    resultTtlSeconds: 0,
    ...more,
  };
}

/** The issuer of POOL, whose clock stands at noon. */
export async function issuerAtNoon(): Promise<Issuer> {
  return createIssuer({ pools: [POOL], key: await sharedKey(), now: () => NOON });
}

/** Claims that an authorizer takes. */
export const GOOD_CLAIMS = {
  iss: POOL.issuer,
  client_id: "web",
  exp: NOON_SECONDS + 60,
  iat: NOON_SECONDS,
};

/** A token with just this header and these claims, signed (RSA) without any library; a text goes in as it is. */
export function jws(
  header: object | string,
  claims: object | string,
  key: SignKeyObjectInput["key"] | SignKeyObjectInput,
  hash = "sha256",
): string {
  const text = [header, claims].map((part) => encoded(part)).join(".");
  return `${text}.${createSign(hash).update(text).sign(key, "base64url")}`;
}

export function encoded(part: object | string): string {
  return Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");
}

export interface FakeLambda extends Lambda {
  /** The events that its functions were called with. */
  readonly events: object[];
}

/** A Lambda of one function, which answers a JSON text, or fails as it is told. */
export function fakeLambda(answer: () => object | string | Promise<Invocation>): FakeLambda {
  const events: object[] = [];
  return {
    events,
    async invoke(_address, _arn, event): Promise<Invocation> {
      events.push(JSON.parse(event));
      const given = answer();
      if (given instanceof Promise) return given;
      const json = typeof given === "string" ? given : JSON.stringify(given);
      return { isSuccess: true, json, requestId: "1" };
    },
  };
}

export function failing(errorType: string, errorMessage = "no"): Promise<Invocation> {
  const isThrottled = errorType === "TooManyRequestsException";
  return Promise.resolve({ isSuccess: false, errorType, errorMessage, isThrottled, requestId: "1" });
}
