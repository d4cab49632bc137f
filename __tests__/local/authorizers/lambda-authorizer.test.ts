import { type AuthorizeByLambda, createLambdaAuthorizer } from "../../../src/local/authorizers";
import type { RoutedRecord } from "../../../src/local/gateway";
import { HTTP_API_EVENTS } from "../../../src/local/gateway";
import {
  authorizationRequest,
  type FakeLambda,
  failedInvocation,
  fakeLambda,
  findRoute,
  lambdaAuthorization,
  NOON,
  request,
  stage,
} from "./support";

// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html

let clock: number;

beforeEach(() => {
  clock = NOON;
});

function createAuthorizer(
  lambda: FakeLambda,
  options: { maxEntries?: number; timeoutMs?: number } = {},
): AuthorizeByLambda {
  return createLambdaAuthorizer({ lambda, events: HTTP_API_EVENTS, now: () => clock, ...options });
}

/** Returns a request with the given value of the header `authorization`, and the given overrides. */
function requestWith(identity: string, overrides: Partial<RoutedRecord> = {}): RoutedRecord {
  return authorizationRequest(request({ headers: { authorization: identity } }), overrides);
}

const ALLOWED = { isAuthorized: true };
const ARN = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default/GET/products/1";

function policyResponse(effect: string, resource: string, others: object = {}): object {
  const statement = { Effect: effect, Action: "execute-api:Invoke", Resource: resource };
  return { principalId: "ada", policyDocument: { Version: "2012-10-17", Statement: [statement] }, ...others };
}

const POLICY_AUTHORIZER = lambdaAuthorization({ simpleResponses: false });

describe("responses of an authorizer's function", () => {
  const context = { text: "x", number: 1, yes: true, list: ["a"], map: { a: "b" } };

  test.each([
    ["isAuthorized: true", lambdaAuthorization(), ALLOWED, { lambda: null }],
    [
      "isAuthorized: true, with a context of any values",
      lambdaAuthorization(),
      { ...ALLOWED, context },
      { lambda: context },
    ],
    ["a policy", POLICY_AUTHORIZER, policyResponse("Allow", ARN, { context }), { lambda: context }],
    [
      "a policy in format 1.0",
      lambdaAuthorization({ payloadFormatVersion: "1.0" }),
      policyResponse("Allow", "*"),
      { lambda: null },
    ],
    [
      "a usage key, which only REST APIs have",
      POLICY_AUTHORIZER,
      policyResponse("Allow", "*", { usageIdentifierKey: "k" }),
      { lambda: null },
    ],
  ])("a request is allowed by %s", async (_, authorization, response, authorizer) => {
    const result = await createAuthorizer(fakeLambda(() => response))(requestWith("secret"), authorization);
    expect(result).toMatchObject({ isAuthorized: true, authorizer });
  });

  test("the principalId of a policy identifies the caller", async () => {
    const result = await createAuthorizer(fakeLambda(() => policyResponse("Allow", ARN)))(
      requestWith("secret"),
      POLICY_AUTHORIZER,
    );
    expect(result).toHaveProperty("principalId", "ada");
  });

  test.each([
    ["isAuthorized: false", lambdaAuthorization(), { isAuthorized: false, context: {} }],
    ["a policy that denies", POLICY_AUTHORIZER, policyResponse("Deny", ARN)],
    ["a policy of another route", POLICY_AUTHORIZER, policyResponse("Allow", ARN.replace("/1", "/2"))],
    ["a policy without statements", POLICY_AUTHORIZER, { policyDocument: { Statement: [] } }],
  ])("a request is denied with 403 by %s", async (_, authorization, response) => {
    expect(
      await createAuthorizer(fakeLambda(() => response))(requestWith("secret"), authorization),
    ).toMatchObject({
      isAuthorized: false,
      status: 403,
      message: "Forbidden",
      reason: expect.stringContaining("Lambda authorizer aws_apigatewayv2_authorizer.check: "),
    });
  });

  test("the errorMessage Unauthorized denies a request with 401 (https://github.com/KensioSoftware/yulin)", async () => {
    const result = await createAuthorizer(fakeLambda(() => ({ errorMessage: "Unauthorized" })))(
      requestWith("x"),
      POLICY_AUTHORIZER,
    );
    expect(result).toMatchObject({ status: 401, message: "Unauthorized" });
  });

  test.each([
    ["a policy, while simple responses are enabled", lambdaAuthorization(), policyResponse("Allow", "*")],
    ["a simple response, while they are disabled", POLICY_AUTHORIZER, ALLOWED],
    ["a simple response in format 1.0", lambdaAuthorization({ payloadFormatVersion: "1.0" }), ALLOWED],
    ["the string false", lambdaAuthorization(), { isAuthorized: "false" }],
    ["1 instead of true", lambdaAuthorization(), { isAuthorized: 1 }],
    ["null instead of an object", lambdaAuthorization(), "null"],
    ["true instead of an object", lambdaAuthorization(), "true"],
    ["invalid JSON", lambdaAuthorization(), "{"],
    ["a context that is a string", lambdaAuthorization(), { ...ALLOWED, context: "x" }],
    ["a context that is a list", POLICY_AUTHORIZER, policyResponse("Allow", "*", { context: [] })],
    ["an invalid policy", POLICY_AUTHORIZER, { policyDocument: { Statement: "*" } }],
    [
      "a policy with a condition",
      POLICY_AUTHORIZER,
      { policyDocument: { Statement: { ...ALLOWED, Condition: {} } } },
    ],
  ])("an invalid response denies a request with 500: %s", async (_, authorization, response) => {
    expect(
      await createAuthorizer(fakeLambda(() => response))(requestWith("secret"), authorization),
    ).toMatchObject({
      isAuthorized: false,
      status: 500,
      message: "Internal Server Error",
      reason: expect.stringContaining(
        "Lambda authorizer aws_apigatewayv2_authorizer.check: invalid response (",
      ),
    });
  });
});

describe("functions that return no response", () => {
  test.each([
    ["that throws", () => failedInvocation("TypeError"), "function failed: TypeError: no"],
    ["that is throttled", () => failedInvocation("TooManyRequestsException"), "TooManyRequestsException"],
    ["that takes too long", () => new Promise<never>(() => {}), "no response within 0.02 s"],
    [
      "that throws Unauthorized, which is 401 in a REST API",
      () => failedInvocation("Error", "Unauthorized"),
      "function failed",
    ],
  ])("a function %s denies a request with 500", async (_, respond, reason) => {
    const result = await createAuthorizer(fakeLambda(respond), { timeoutMs: 20 })(
      requestWith("x"),
      lambdaAuthorization(),
    );
    expect(result).toMatchObject({ status: 500, reason: expect.stringContaining(reason) });
  });

  test("a function is not invoked if API Gateway has no permission", async () => {
    const lambda = fakeLambda(() => ALLOWED);
    const authorization = lambdaAuthorization({
      function: { function: "f", arn: "a", denied: "no permission for the API" },
    });
    expect(await createAuthorizer(lambda)(requestWith("x"), authorization)).toMatchObject({
      status: 500,
      reason: "Lambda authorizer aws_apigatewayv2_authorizer.check: no permission for the API",
    });
    expect(lambda.events).toEqual([]);
  });
});

describe("identity sources", () => {
  test("a missing identity source returns 401, and the function is not invoked", async () => {
    const lambda = fakeLambda(() => ALLOWED);
    const authorization = lambdaAuthorization({
      identitySources: ["$request.header.Authorization", "$request.querystring.id"],
    });
    expect(await createAuthorizer(lambda)(requestWith("x"), authorization)).toEqual({
      isAuthorized: false,
      status: 401,
      message: "Unauthorized",
      reason:
        "Lambda authorizer aws_apigatewayv2_authorizer.check: missing identity source $request.querystring.id",
    });
    expect(lambda.events).toEqual([]);
  });

  test("an authorizer without identity sources invokes its function for each request", async () => {
    const lambda = fakeLambda(() => ALLOWED);
    const authorize = createAuthorizer(lambda);
    const authorization = lambdaAuthorization({ identitySources: [], resultTtlSeconds: 300 });
    await authorize(authorizationRequest(), authorization);
    expect((await authorize(authorizationRequest(), authorization)).isAuthorized).toBe(true);
    expect(lambda.events).toHaveLength(2);
  });
});

describe("the result cache", () => {
  const CACHED = lambdaAuthorization({ resultTtlSeconds: 300 });

  /** Sends requests one after the other. Returns how often the function was invoked for them. */
  async function countCalls(
    steps: [RoutedRecord, typeof CACHED][],
    respond: () => object = () => ALLOWED,
  ): Promise<number> {
    const lambda = fakeLambda(respond);
    const authorize = createAuthorizer(lambda);
    for (const [sentRequest, authorization] of steps) await authorize(sentRequest, authorization);
    return lambda.events.length;
  }

  test.each<[string, [RoutedRecord, typeof CACHED][], number]>([
    [
      "the same identity",
      [
        [requestWith("a"), CACHED],
        [requestWith("a"), CACHED],
      ],
      1,
    ],
    [
      "another identity",
      [
        [requestWith("a"), CACHED],
        [requestWith("b"), CACHED],
      ],
      2,
    ],
    [
      "another authorizer",
      [
        [requestWith("a"), CACHED],
        [requestWith("a"), lambdaAuthorization({ ...CACHED, address: "other" })],
      ],
      2,
    ],
    [
      "another stage",
      [
        [requestWith("a"), CACHED],
        [requestWith("a", { stage: stage("dev") }), CACHED],
      ],
      2,
    ],
    [
      "another route",
      [
        [requestWith("a"), CACHED],
        [requestWith("a", { route: findRoute("GET /x") }), CACHED],
      ],
      1,
    ],
    [
      "a TTL of 0 seconds",
      [
        [requestWith("a"), lambdaAuthorization()],
        [requestWith("a"), lambdaAuthorization()],
      ],
      2,
    ],
  ])("requests share a cached result by identity, authorizer and stage: %s", async (_, steps, count) => {
    expect(await countCalls(steps)).toBe(count);
  });

  test("identity source values whose concatenation is equal have different cache keys", async () => {
    const identitySources = ["$request.header.Authorization", "$request.querystring.id"];
    const authorization = lambdaAuthorization({ ...CACHED, identitySources });
    const requestWithBoth = (header: string, id: string) =>
      authorizationRequest(request({ headers: { authorization: header }, rawQuery: `id=${id}` }));
    expect(
      await countCalls([
        [requestWithBoth("a", "b%22,%22c"), authorization],
        [requestWithBoth('a","b', "c"), authorization],
      ]),
    ).toBe(2);
  });

  test("the identity source $context.routeKey caches results per route", async () => {
    const authorization = lambdaAuthorization({
      ...CACHED,
      identitySources: [...CACHED.identitySources, "$context.routeKey"],
    });
    expect(
      await countCalls([
        [requestWith("a"), authorization],
        [requestWith("a", { route: findRoute("GET /x") }), authorization],
      ]),
    ).toBe(2);
  });

  test("a denial is cached, and a failed invocation is not", async () => {
    const steps: [RoutedRecord, typeof CACHED][] = [
      [requestWith("a"), CACHED],
      [requestWith("a"), CACHED],
    ];
    expect(await countCalls(steps, () => ({ isAuthorized: false }))).toBe(1);
    expect(await countCalls(steps, () => ({}))).toBe(2);
    expect(await countCalls(steps, () => ({ errorMessage: "Unauthorized" }))).toBe(2);
    expect(await countCalls(steps, () => failedInvocation("Error"))).toBe(2);
  });

  test("a cached policy is evaluated for each route", async () => {
    const lambda = fakeLambda(() => policyResponse("Allow", ARN));
    const authorize = createAuthorizer(lambda);
    const authorization = lambdaAuthorization({ ...CACHED, simpleResponses: false });
    const otherRequest = request({ encodedPath: "/products/2", headers: { authorization: "a" } });
    expect((await authorize(requestWith("a"), authorization)).isAuthorized).toBe(true);
    expect(await authorize(authorizationRequest(otherRequest), authorization)).toMatchObject({ status: 403 });
    expect(lambda.events).toHaveLength(1);
  });

  test("a result is cached for its TTL, from the time of the response", async () => {
    const lambda = fakeLambda(() => ALLOWED);
    const authorize = createAuthorizer(lambda);
    await authorize(requestWith("a"), CACHED);
    clock += 200_000;
    await authorize(requestWith("a"), CACHED);
    clock += 99_999;
    await authorize(requestWith("a"), CACHED);
    expect(lambda.events).toHaveLength(1);
    clock += 1;
    await authorize(requestWith("a"), CACHED);
    expect(lambda.events).toHaveLength(2);
  });

  test("a full cache removes its oldest result first", async () => {
    const lambda = fakeLambda(() => ALLOWED);
    const authorize = createAuthorizer(lambda, { maxEntries: 2 });
    for (const identity of ["a", "b", "c", "b", "c"]) await authorize(requestWith(identity), CACHED);
    expect(lambda.events).toHaveLength(3);
    await authorize(requestWith("a"), CACHED);
    expect(lambda.events).toHaveLength(4);
  });
});
