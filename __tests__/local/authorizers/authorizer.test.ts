import { SignatureV4 } from "@smithy/signature-v4";
import { LOCAL_CREDENTIALS } from "#aws";
import { createAuthorizer } from "../../../src/local/authorizers";
import { HTTP_API_EVENTS, type RequiredAuthorization } from "../../../src/local/gateway";
import type { Issuer } from "../../../src/local/issuer";
import { generateKey, sharedKey } from "../../../src/local/issuer";
import { Sha256 } from "./sha256";
import {
  authorizationRequest,
  createIssuerAtNoon,
  fakeLambda,
  jws,
  jwtAuthorization,
  lambdaAuthorization,
  NOON,
  POOL,
  request,
  requestWithToken,
  VALID_CLAIMS,
} from "./support";

// docs/decisions/021-facts-carry-sources.md explains the marks in the titles. Sources for [AWS docs]:
// - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html and its subpages
// - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html

let issuer: Issuer;

beforeAll(async () => {
  issuer = await createIssuerAtNoon();
});

const LAMBDA = fakeLambda(() => ({ isAuthorized: true, context: { who: "ada" } }));

function authorize(
  authorization: RequiredAuthorization,
  sentRequest = authorizationRequest(),
  lambda = LAMBDA,
) {
  const options = { issuer, lambda, events: HTTP_API_EVENTS, now: () => NOON };
  return createAuthorizer(options)(sentRequest, authorization);
}

test("each authorization type uses the corresponding authorizer [AWS docs]", async () => {
  const token = await issuer.token({ pool: POOL });
  expect(await authorize(jwtAuthorization(), requestWithToken(token))).toMatchObject({
    authorizer: { jwt: { scopes: null } },
  });
  const secretRequest = authorizationRequest(request({ headers: { authorization: "x" } }));
  expect(await authorize(lambdaAuthorization(), secretRequest)).toMatchObject({
    authorizer: { lambda: { who: "ada" } },
  });
  expect(await authorize({ kind: "AWS_IAM" })).toMatchObject({ status: 403 });
});

test("the keys of a local user pool need no HTTP request, and a forged token with their kid is denied [our choice]", async () => {
  const { kid } = await sharedKey();
  const { privateKey } = await generateKey();
  const forgedToken = jws({ alg: "RS256", kid }, VALID_CLAIMS, privateKey);
  expect(await authorize(jwtAuthorization(), requestWithToken(forgedToken))).toMatchObject({
    status: 401,
    error: "invalid_token: the token's signature is invalid",
  });
});

test("the local credentials are accepted by default [our choice]", async () => {
  const settings = { credentials: LOCAL_CREDENTIALS, region: "eu-central-1", service: "execute-api" };
  const signer = new SignatureV4({ ...settings, sha256: Sha256 });
  const plain = { method: "GET", protocol: "http:", hostname: "localhost", path: "/products/1" };
  const headers = { host: "localhost:3000" };
  const signed = await signer.sign({ ...plain, headers }, { signingDate: new Date(NOON) });
  expect(
    await authorize({ kind: "AWS_IAM" }, authorizationRequest(request({ headers: signed.headers }))),
  ).toMatchObject({
    authorizer: { iam: { accessKey: LOCAL_CREDENTIALS.accessKeyId } },
  });
});

test("the option `credentials` replaces the accepted credentials [our choice]", async () => {
  const unknownKey = "AWS4-HMAC-SHA256 Credential=AKIAX/20261005/eu-central-1/execute-api/aws4_request";
  const headers = {
    "x-amz-date": "20261005T120000Z",
    authorization: `${unknownKey}, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`,
  };
  const signedRequest = authorizationRequest(request({ headers }));
  expect(await authorize({ kind: "AWS_IAM" }, signedRequest)).toMatchObject({
    reason: expect.stringContaining("AKIAX"),
  });
  const credentials = [{ accessKeyId: "AKIAX", secretAccessKey: "x" }];
  const authorizeWithKey = createAuthorizer({
    issuer,
    lambda: LAMBDA,
    events: HTTP_API_EVENTS,
    credentials,
    now: () => NOON,
  });
  expect(await authorizeWithKey(signedRequest, { kind: "AWS_IAM" })).toMatchObject({
    reason: expect.stringContaining("does not match the request"),
  });
});

test("a Lambda authorizer times out after 10 s [AWS docs]", async () => {
  jest.useFakeTimers();
  try {
    let result: unknown;
    const pending = authorize(
      lambdaAuthorization({ identitySources: [] }),
      authorizationRequest(),
      fakeLambda(() => new Promise(() => {})),
    );
    pending.then((outcome) => {
      result = outcome;
    });
    await jest.advanceTimersByTimeAsync(9_999);
    expect(result).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    expect(result).toMatchObject({ status: 500, reason: expect.stringContaining("within 10 s") });
  } finally {
    jest.useRealTimers();
  }
});

describe("unexpected errors of an authorizer", () => {
  test.each([
    ["a Lambda invocation that throws synchronously", lambdaAuthorization({ identitySources: [] })],
    ["an unknown kind of authorization", { kind: "MAGIC" } as unknown as RequiredAuthorization],
    ["an incomplete authorization", { kind: "JWT" } as unknown as RequiredAuthorization],
  ])(
    "an unexpected error denies the request with 500, and the reason names the route [our choice]: %s",
    async (_, authorization) => {
      const lambda = fakeLambda(() => {
        throw new Error("out of order");
      });
      expect(await authorize(authorization, authorizationRequest(), lambda)).toMatchObject({
        isAuthorized: false,
        status: 500,
        message: "Internal Server Error",
        reason: expect.stringMatching(/^GET \/products\/\{productId\}: the authorizer failed: ./),
      });
    },
  );
});
