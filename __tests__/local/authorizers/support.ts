import { createSign, type SignKeyObjectInput } from "node:crypto";
import { parseRouteKey } from "#aws";
import type { RoutedRecord } from "../../../src/local/gateway";
import type { GatewayRequest } from "../../../src/local/http";
import type { Issuer } from "../../../src/local/issuer";
import { createIssuer, sharedKey } from "../../../src/local/issuer";
import type {
  HttpApiModel,
  InvocationResult,
  JwtAuthorization,
  Lambda,
  LambdaAuthorization,
  RouteModel,
  StageModel,
  UserPoolModel,
} from "../../../src/local/model";

/** Fixed clock of these tests: 5 October 2026, noon, in milliseconds since the Unix epoch. */
export const NOON = Date.UTC(2026, 9, 5, 12);
export const NOON_SECONDS = NOON / 1000;

export const POOL: UserPoolModel = {
  address: "aws_cognito_user_pool.users",
  label: "users",
  id: "eu-central-1_Ab3dE6gHi",
  issuer: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab3dE6gHi",
  clients: [
    { id: "web", name: "browser" },
    { id: "app", name: "mobile" },
  ],
  scopes: ["products/read", "products/write"],
  groups: ["admins", "staff"],
  tokenMinutes: 60,
};

/** Routes of the test API. */
const ROUTES: RouteModel[] = ["GET /products/{productId}", "GET /x"].map((key) => ({
  address: `aws_apigatewayv2_route.${key}`,
  key: parseRouteKey(key),
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

export function findRoute(key: string): RouteModel {
  const route = ROUTES.find((candidate) => candidate.key.text === key);
  if (!route) throw new Error(`no route ${key}`);
  return route;
}

export const API: HttpApiModel = {
  kind: "HTTP",
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

/** Returns a request for a product, with the given overrides. */
export function request({
  headers = {},
  ...overrides
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
    extendedRequestId: "JKJaXmPLvHcESHA=",
    traceHeader: "Root=1-6703a1c0-000000000000000000000001",
    headers: Object.entries({ host: "localhost:3000", ...headers }),
    ...overrides,
  };
}

/**
 * Returns the input of an authorizer: a request, its stage `$default` and its route. Overrides replace parts
 * of it.
 */
export function authorizationRequest(
  gatewayRequest: GatewayRequest = request(),
  overrides: Partial<RoutedRecord> = {},
): RoutedRecord {
  return {
    request: gatewayRequest,
    api: API,
    stage: stage("$default"),
    route: findRoute("GET /products/{productId}"),
    accountId: "123456789012",
    region: "eu-central-1",
    domainName: "localhost",
    pathParameters: { productId: "1" },
    ...overrides,
  };
}

/** Returns the input of an authorizer for a request with a bearer token. */
export function requestWithToken(token: string): RoutedRecord {
  return authorizationRequest(request({ headers: { authorization: `Bearer ${token}` } }));
}

export function jwtAuthorization(overrides: Partial<JwtAuthorization> = {}): JwtAuthorization {
  return {
    kind: "JWT",
    address: "aws_apigatewayv2_authorizer.users",
    identitySources: ["$request.header.Authorization"],
    issuer: POOL.issuer,
    audiences: ["web", "app"],
    scopes: [],
    ...overrides,
  };
}

export function lambdaAuthorization(overrides: Partial<LambdaAuthorization> = {}): LambdaAuthorization {
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
    ...overrides,
  };
}

/** Creates the issuer of {@link POOL}. Its clock stays at {@link NOON}. */
export async function createIssuerAtNoon(): Promise<Issuer> {
  return createIssuer({ pools: [POOL], key: await sharedKey(), now: () => NOON });
}

/** Claims of a token that the authorizer of {@link jwtAuthorization} allows. */
export const VALID_CLAIMS = {
  iss: POOL.issuer,
  client_id: "web",
  exp: NOON_SECONDS + 60,
  iat: NOON_SECONDS,
};

/**
 * Returns a signed token with exactly this header and these claims. No JWT library is used, so that the token
 * can be invalid. A string is used unchanged, and an object is serialized as JSON.
 */
export function jws(
  header: object | string,
  claims: object | string,
  key: SignKeyObjectInput["key"] | SignKeyObjectInput,
  hash = "sha256",
): string {
  const signingInput = [header, claims].map((part) => encoded(part)).join(".");
  return `${signingInput}.${createSign(hash).update(signingInput).sign(key, "base64url")}`;
}

export function encoded(part: object | string): string {
  return Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");
}

export interface FakeLambda extends Lambda {
  /** Events of all invocations. */
  readonly events: object[];
}

/** Creates a Lambda whose only function returns an object, a JSON string or a failed invocation. */
export function fakeLambda(respond: () => object | string | Promise<InvocationResult>): FakeLambda {
  const events: object[] = [];
  return {
    events,
    async invoke(_address, _arn, event): Promise<InvocationResult> {
      events.push(JSON.parse(event));
      const response = respond();
      if (response instanceof Promise) return response;
      const json = typeof response === "string" ? response : JSON.stringify(response);
      return { isSuccess: true, json, requestId: "1" };
    },
  };
}

export function failedInvocation(errorType: string, errorMessage = "no"): Promise<InvocationResult> {
  const isThrottled = errorType === "TooManyRequestsException";
  return Promise.resolve({ isSuccess: false, errorType, errorMessage, isThrottled, requestId: "1" });
}
