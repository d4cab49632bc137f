import { type AuthorizeByLambda, createLambdaAuthorizer } from "../../../src/local/authorizers";
import type { AuthorizationRequest } from "../../../src/local/gateway";
import { HTTP_API_EVENTS } from "../../../src/local/gateway";
import {
  asked,
  type FakeLambda,
  failing,
  fakeLambda,
  lambdaGuard,
  NOON,
  request,
  routeOf,
  stage,
} from "./support";

// Facts: http-api-lambda-authorizer, API Gateway developer guide.

let clock: number;

beforeEach(() => {
  clock = NOON;
});

function judging(
  lambda: FakeLambda,
  more: { maxEntries?: number; timeoutMs?: number } = {},
): AuthorizeByLambda {
  return createLambdaAuthorizer({ lambda, events: HTTP_API_EVENTS, now: () => clock, ...more });
}

function by(authorization: string, more: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return asked(request({ headers: { authorization } }), more);
}

const YES = { isAuthorized: true };
const ARN = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default/GET/products/1";

function policy(effect: string, resource: string, more: object = {}): object {
  const statement = { Effect: effect, Action: "execute-api:Invoke", Resource: resource };
  return { principalId: "ada", policyDocument: { Version: "2012-10-17", Statement: [statement] }, ...more };
}

const POLICIES = lambdaGuard({ simpleResponses: false });

describe("what a function may answer", () => {
  const context = { text: "x", number: 1, yes: true, list: ["a"], map: { a: "b" } };

  test.each([
    ["yes", lambdaGuard(), YES, { lambda: null }],
    ["yes, with a context of any values", lambdaGuard(), { ...YES, context }, { lambda: context }],
    ["a policy", POLICIES, policy("Allow", ARN, { context }), { lambda: context }],
    [
      "a policy, format 1.0",
      lambdaGuard({ payloadFormatVersion: "1.0" }),
      policy("Allow", "*"),
      { lambda: null },
    ],
    [
      "a usage key, which only REST APIs have",
      POLICIES,
      policy("Allow", "*", { usageIdentifierKey: "k" }),
      { lambda: null },
    ],
  ])("admitted: %s", async (_, guard, answer, authorizer) => {
    const verdict = await judging(fakeLambda(() => answer))(by("secret"), guard);
    expect(verdict).toMatchObject({ isAuthorized: true, authorizer });
  });

  test("a policy's principal is the caller's name", async () => {
    const verdict = await judging(fakeLambda(() => policy("Allow", ARN)))(by("secret"), POLICIES);
    expect(verdict).toHaveProperty("principalId", "ada");
  });

  test.each([
    ["no", lambdaGuard(), { isAuthorized: false, context: {} }],
    ["a policy that denies", POLICIES, policy("Deny", ARN)],
    ["a policy of another route", POLICIES, policy("Allow", ARN.replace("/1", "/2"))],
    ["a policy of no statements", POLICIES, { policyDocument: { Statement: [] } }],
  ])("forbidden: %s", async (_, guard, answer) => {
    expect(await judging(fakeLambda(() => answer))(by("secret"), guard)).toMatchObject({
      isAuthorized: false,
      status: 403,
      message: "Forbidden",
      reason: expect.stringContaining("aws_apigatewayv2_authorizer.check: "),
    });
  });

  test("Unauthorized as errorMessage is 401 (https://github.com/KensioSoftware/yulin)", async () => {
    const verdict = await judging(fakeLambda(() => ({ errorMessage: "Unauthorized" })))(by("x"), POLICIES);
    expect(verdict).toMatchObject({ status: 401, message: "Unauthorized" });
  });

  test.each([
    ["a policy, where simple answers are on", lambdaGuard(), policy("Allow", "*")],
    ["a simple answer, where they are off", POLICIES, YES],
    ["a simple answer to format 1.0", lambdaGuard({ payloadFormatVersion: "1.0" }), YES],
    ["a text that says false", lambdaGuard(), { isAuthorized: "false" }],
    ["1 for true", lambdaGuard(), { isAuthorized: 1 }],
    ["nothing", lambdaGuard(), "null"],
    ["true", lambdaGuard(), "true"],
    ["no JSON", lambdaGuard(), "{"],
    ["a context that is a text", lambdaGuard(), { ...YES, context: "x" }],
    ["a context that is a list", POLICIES, policy("Allow", "*", { context: [] })],
    ["a policy that is none", POLICIES, { policyDocument: { Statement: "*" } }],
    ["a policy with a condition", POLICIES, { policyDocument: { Statement: { ...YES, Condition: {} } } }],
  ])("500: %s", async (_, guard, answer) => {
    expect(await judging(fakeLambda(() => answer))(by("secret"), guard)).toMatchObject({
      isAuthorized: false,
      status: 500,
      message: "Internal Server Error",
      reason: expect.stringContaining("its function's answer cannot be used"),
    });
  });
});

describe("a function that does not answer is 500", () => {
  test.each([
    ["it throws", () => failing("TypeError"), "its function failed: TypeError: no"],
    ["it is throttled", () => failing("TooManyRequestsException"), "TooManyRequestsException"],
    ["it takes too long", () => new Promise<never>(() => {}), "did not answer within 0.02 s"],
    [
      "it throws Unauthorized, which REST APIs answer 401",
      () => failing("Error", "Unauthorized"),
      "its function failed",
    ],
  ])("%s", async (_, answer, reason) => {
    const verdict = await judging(fakeLambda(answer), { timeoutMs: 20 })(by("x"), lambdaGuard());
    expect(verdict).toMatchObject({ status: 500, reason: expect.stringContaining(reason) });
  });

  test("API Gateway has no permission: it is not called", async () => {
    const lambda = fakeLambda(() => YES);
    const guard = lambdaGuard({ function: { function: "f", arn: "a", denied: "no permission for the API" } });
    expect(await judging(lambda)(by("x"), guard)).toMatchObject({
      status: 500,
      reason: "aws_apigatewayv2_authorizer.check: no permission for the API",
    });
    expect(lambda.events).toEqual([]);
  });
});

describe("identity sources", () => {
  test("one that is missing is 401, and the function is not called", async () => {
    const lambda = fakeLambda(() => YES);
    const guard = lambdaGuard({
      identitySources: ["$request.header.Authorization", "$request.querystring.id"],
    });
    expect(await judging(lambda)(by("x"), guard)).toEqual({
      isAuthorized: false,
      status: 401,
      message: "Unauthorized",
      reason: "aws_apigatewayv2_authorizer.check: nothing at $request.querystring.id",
    });
    expect(lambda.events).toEqual([]);
  });

  test("an authorizer without any asks its function of each request", async () => {
    const lambda = fakeLambda(() => YES);
    const judge = judging(lambda);
    const guard = lambdaGuard({ identitySources: [], resultTtlSeconds: 300 });
    await judge(asked(), guard);
    expect((await judge(asked(), guard)).isAuthorized).toBe(true);
    expect(lambda.events).toHaveLength(2);
  });
});

describe("answers that are kept", () => {
  const kept = lambdaGuard({ resultTtlSeconds: 300 });

  /** How often the function was called by these, one after the other. */
  async function calls(
    steps: [AuthorizationRequest, typeof kept][],
    answer: () => object = () => YES,
  ): Promise<number> {
    const lambda = fakeLambda(answer);
    const judge = judging(lambda);
    for (const [who, guard] of steps) await judge(who, guard);
    return lambda.events.length;
  }

  test.each<[string, [AuthorizationRequest, typeof kept][], number]>([
    [
      "the same identity",
      [
        [by("a"), kept],
        [by("a"), kept],
      ],
      1,
    ],
    [
      "another identity",
      [
        [by("a"), kept],
        [by("b"), kept],
      ],
      2,
    ],
    [
      "another authorizer",
      [
        [by("a"), kept],
        [by("a"), lambdaGuard({ ...kept, address: "other" })],
      ],
      2,
    ],
    [
      "another stage",
      [
        [by("a"), kept],
        [by("a", { stage: stage("dev") }), kept],
      ],
      2,
    ],
    [
      "another route",
      [
        [by("a"), kept],
        [by("a", { route: routeOf("GET /x") }), kept],
      ],
      1,
    ],
    [
      "seconds of 0",
      [
        [by("a"), lambdaGuard()],
        [by("a"), lambdaGuard()],
      ],
      2,
    ],
  ])("%s", async (_, steps, times) => {
    expect(await calls(steps)).toBe(times);
  });

  test("values do not run into each other", async () => {
    const identitySources = ["$request.header.Authorization", "$request.querystring.id"];
    const guard = lambdaGuard({ ...kept, identitySources });
    const two = (authorization: string, id: string) =>
      asked(request({ headers: { authorization }, rawQuery: `id=${id}` }));
    expect(
      await calls([
        [two("a", "b%22,%22c"), guard],
        [two('a","b', "c"), guard],
      ]),
    ).toBe(2);
  });

  test("with $context.routeKey as a source they are kept for each route", async () => {
    const guard = lambdaGuard({ ...kept, identitySources: [...kept.identitySources, "$context.routeKey"] });
    expect(
      await calls([
        [by("a"), guard],
        [by("a", { route: routeOf("GET /x") }), guard],
      ]),
    ).toBe(2);
  });

  test("a refusal is kept as well, and a failure is not", async () => {
    const steps: [AuthorizationRequest, typeof kept][] = [
      [by("a"), kept],
      [by("a"), kept],
    ];
    expect(await calls(steps, () => ({ isAuthorized: false }))).toBe(1);
    expect(await calls(steps, () => ({}))).toBe(2);
    expect(await calls(steps, () => ({ errorMessage: "Unauthorized" }))).toBe(2);
    expect(await calls(steps, () => failing("Error"))).toBe(2);
  });

  test("a policy is kept, and asked for each route", async () => {
    const lambda = fakeLambda(() => policy("Allow", ARN));
    const judge = judging(lambda);
    const guard = lambdaGuard({ ...kept, simpleResponses: false });
    const other = request({ encodedPath: "/products/2", headers: { authorization: "a" } });
    expect((await judge(by("a"), guard)).isAuthorized).toBe(true);
    expect(await judge(asked(other), guard)).toMatchObject({ status: 403 });
    expect(lambda.events).toHaveLength(1);
  });

  test("they are kept for their time, from when they were given", async () => {
    const lambda = fakeLambda(() => YES);
    const judge = judging(lambda);
    await judge(by("a"), kept);
    clock += 200_000;
    await judge(by("a"), kept);
    clock += 99_999;
    await judge(by("a"), kept);
    expect(lambda.events).toHaveLength(1);
    clock += 1;
    await judge(by("a"), kept);
    expect(lambda.events).toHaveLength(2);
  });

  test("no more of them than a number: the oldest goes first", async () => {
    const lambda = fakeLambda(() => YES);
    const judge = judging(lambda, { maxEntries: 2 });
    for (const who of ["a", "b", "c", "b", "c"]) await judge(by(who), kept);
    expect(lambda.events).toHaveLength(3);
    await judge(by("a"), kept);
    expect(lambda.events).toHaveLength(4);
  });
});
