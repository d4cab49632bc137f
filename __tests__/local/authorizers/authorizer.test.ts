import { SignatureV4 } from "@smithy/signature-v4";
import { LOCAL_CREDENTIALS } from "#aws";
import { createAuthorizer } from "../../../src/local/authorizers";
import { HTTP_API_EVENTS } from "../../../src/local/gateway";
import type { Issuer } from "../../../src/local/issuer";
import { generateKey, sharedKey } from "../../../src/local/issuer";
import type { RouteAuthorization } from "../../../src/local/model";
import { Sha256 } from "./sha256";
import {
  asked,
  bearing,
  fakeLambda,
  GOOD_CLAIMS,
  issuerAtNoon,
  jws,
  jwtGuard,
  lambdaGuard,
  NOON,
  POOL,
  request,
} from "./support";

// Facts: http-api-access-control and the pages below it, and http-api-quotas, API Gateway developer guide (D); the rest is ours.

let issuer: Issuer;

beforeAll(async () => {
  issuer = await issuerAtNoon();
});

const LAMBDA = fakeLambda(() => ({ isAuthorized: true, context: { who: "ada" } }));

function judge(guard: RouteAuthorization, who = asked(), lambda = LAMBDA) {
  return createAuthorizer({ issuer, lambda, events: HTTP_API_EVENTS, now: () => NOON })(who, guard);
}

test("an open route admits everybody, and tells its function of nobody (D)", async () => {
  expect(await judge({ kind: "NONE" })).toEqual({ isAuthorized: true });
});

test("each kind of guard has its judge (D)", async () => {
  const token = await issuer.token({ pool: POOL });
  expect(await judge(jwtGuard(), bearing(token))).toMatchObject({ authorizer: { jwt: { scopes: null } } });
  const secret = asked(request({ headers: { authorization: "x" } }));
  expect(await judge(lambdaGuard(), secret)).toMatchObject({ authorizer: { lambda: { who: "ada" } } });
  expect(await judge({ kind: "AWS_IAM" })).toMatchObject({ status: 403 });
});

test("a pool's keys are known without a request, and are the pool's own (ours)", async () => {
  const { kid } = await sharedKey();
  const { privateKey } = await generateKey();
  const forged = jws({ alg: "RS256", kid }, GOOD_CLAIMS, privateKey);
  expect(await judge(jwtGuard(), bearing(forged))).toMatchObject({
    status: 401,
    error: "invalid_token: the token's signature is invalid",
  });
});

test("by default a request counts that is signed with this machine's credentials (ours)", async () => {
  const settings = { credentials: LOCAL_CREDENTIALS, region: "eu-central-1", service: "execute-api" };
  const signer = new SignatureV4({ ...settings, sha256: Sha256 });
  const plain = { method: "GET", protocol: "http:", hostname: "localhost", path: "/products/1" };
  const headers = { host: "localhost:3000" };
  const signed = await signer.sign({ ...plain, headers }, { signingDate: new Date(NOON) });
  expect(await judge({ kind: "AWS_IAM" }, asked(request({ headers: signed.headers })))).toMatchObject({
    authorizer: { iam: { accessKey: LOCAL_CREDENTIALS.accessKeyId } },
  });
});

test("credentials are those that are given (ours)", async () => {
  const unknown = "AWS4-HMAC-SHA256 Credential=AKIAX/20261005/eu-central-1/execute-api/aws4_request";
  const headers = {
    "x-amz-date": "20261005T120000Z",
    authorization: `${unknown}, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`,
  };
  const who = asked(request({ headers }));
  expect(await judge({ kind: "AWS_IAM" }, who)).toMatchObject({ reason: expect.stringContaining("AKIAX") });
  const credentials = [{ accessKeyId: "AKIAX", secretAccessKey: "x" }];
  const verdict = createAuthorizer({
    issuer,
    lambda: LAMBDA,
    events: HTTP_API_EVENTS,
    credentials,
    now: () => NOON,
  })(who, {
    kind: "AWS_IAM",
  });
  expect(await verdict).toMatchObject({ reason: expect.stringContaining("not that of the request") });
});

test("an authorizer's function has 10 s to answer (D http-api-quotas)", async () => {
  jest.useFakeTimers();
  try {
    let verdict: unknown;
    const asking = judge(
      lambdaGuard({ identitySources: [] }),
      asked(),
      fakeLambda(() => new Promise(() => {})),
    );
    asking.then((given) => {
      verdict = given;
    });
    await jest.advanceTimersByTimeAsync(9_999);
    expect(verdict).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    expect(verdict).toMatchObject({ status: 500, reason: expect.stringContaining("within 10 s") });
  } finally {
    jest.useRealTimers();
  }
});

describe("what nobody expected is 500, and says what it was (ours)", () => {
  test.each([
    ["a Lambda that throws at once", lambdaGuard({ identitySources: [] })],
    ["a guard of a kind there is not", { kind: "MAGIC" } as unknown as RouteAuthorization],
    ["a guard that is not whole", { kind: "JWT" } as unknown as RouteAuthorization],
  ])("%s", async (_, guard) => {
    const lambda = fakeLambda(() => {
      throw new Error("out of order");
    });
    expect(await judge(guard, asked(), lambda)).toMatchObject({
      isAuthorized: false,
      status: 500,
      message: "Internal Server Error",
      reason: expect.stringMatching(/^GET \/products\/\{productId\}: its caller could not be judged: ./),
    });
  });
});
