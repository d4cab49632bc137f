import { setTimeout } from "node:timers/promises";
import { LOCAL_CREDENTIALS } from "#aws";
import { sharedKey } from "../../../src/local/issuer";
import { jws } from "../authorizers/support";
import { backend } from "./backend";
import { guardedBy, invokeArn, JWT_AUTHORIZER, POOL } from "./terraform-fixture";
import { served } from "./test-gateway";

// Facts: http-api-jwt-authorizer, http-api-lambda-authorizer and http-api-access-control-iam, API Gateway developer guide (D);
// captures of the live service (C); LocalStack's tests, which were run against AWS (M). What an authorizer makes of a
// token, an answer or a signature is in ../callers; here is what a request is answered, and what its function is told.

/** Counts how often it was asked, and admits who says so. */
const CHECK = `let count = 0;
  exports.handler = async ({ headers }) => {
    count++;
    if (headers.who === "fail") throw new Error("no");
    if (headers.who === "odd") return "yes";
    return { isAuthorized: headers.who !== "evil", context: { count, who: headers.who } };
  };`;

/** Answers the policy, or the simple response, that is asked for. */
const ANSWER = `exports.handler = async ({ headers: { who } }) => who === "simple"
  ? { isAuthorized: true }
  : { principalId: who, policyDocument: { Version: "2012-10-17", Statement: [
      { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }] } };`;

const LAMBDA_AUTHORIZER = {
  authorizer_uri: invokeArn("check"),
  authorizer_payload_format_version: "2.0",
  enable_simple_responses: true,
  identity_sources: ["$request.header.who"],
  authorizer_result_ttl_in_seconds: 0,
};

const POLICY_AUTHORIZER = {
  ...LAMBDA_AUTHORIZER,
  authorizer_uri: invokeArn("answer"),
  enable_simple_responses: false,
};

const behind = backend();
const jwt = guardedBy("users", "JWT");
const scoped = { ...jwt, authorization_scopes: ["notes/read", "notes/write"] };
const v1 = { payload_format_version: "1.0" };
const mapped = { request_parameters: { "append:header.x-who": "$context.authorizer.who" } };

const api = served(() => ({
  functions: { check: { code: CHECK }, answer: { code: ANSWER } },
  authorizers: {
    users: JWT_AUTHORIZER,
    outside: { ...JWT_AUTHORIZER, jwt_configuration: { issuer: behind.url, audience: ["api"] } },
    asked: LAMBDA_AUTHORIZER,
    kept: { ...LAMBDA_AUTHORIZER, authorizer_result_ttl_in_seconds: 300 },
    keptShort: { ...LAMBDA_AUTHORIZER, authorizer_result_ttl_in_seconds: 1 },
    policy1: { ...POLICY_AUTHORIZER, authorizer_payload_format_version: "1.0" },
    policy2: POLICY_AUTHORIZER,
  },
  routes: {
    "GET /jwt": { to: "echo", ...jwt },
    "GET /jwt/v1": { to: "echo", integration: v1, ...scoped },
    "GET /scoped": { to: "echo", ...scoped },
    "GET /outside": { to: "echo", ...guardedBy("outside", "JWT") },
    "GET /lambda": { to: "echo", integration: mapped, ...guardedBy("asked", "CUSTOM") },
    "GET /lambda/v1": { to: "echo", integration: v1, ...guardedBy("asked", "CUSTOM") },
    "GET /lambda/kept": { to: "echo", ...guardedBy("kept", "CUSTOM") },
    "GET /lambda/kept-short": { to: "echo", ...guardedBy("keptShort", "CUSTOM") },
    "GET /policy/1": { to: "echo", ...guardedBy("policy1", "CUSTOM") },
    "GET /policy/2": { to: "echo", ...guardedBy("policy2", "CUSTOM") },
    "GET /iam": { to: "echo", authorization_type: "AWS_IAM" },
    "GET /iam/behind": { to: behind.url, authorization_type: "AWS_IAM" },
  },
  more: { resource: POOL },
}));

const UNAUTHORIZED = { status: 401, body: '{"message":"Unauthorized"}' };
const FORBIDDEN = { status: 403, body: '{"message":"Forbidden"}' };
const BROKEN = { status: 500, body: '{"message":"Internal Server Error"}' };

function claimsIn(token: string) {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

describe("a JWT authorizer", () => {
  async function bearing(scopes: readonly string[], scheme = "Bearer ") {
    return { headers: { Authorization: `${scheme}${await api.local.token({ scopes })}` } };
  }

  test("tells the function all claims as text, and no scopes where the route has none (D, M)", async () => {
    const { authorizer } = (await api.event("GET /jwt", await bearing(["notes/read"]))).requestContext;
    expect(Object.keys(authorizer)).toEqual(["jwt"]);
    expect(authorizer.jwt).toMatchObject({
      claims: { token_use: "access", scope: "notes/read", exp: expect.stringMatching(/^\d+$/), version: "2" },
      scopes: null,
    });
  });

  async function claiming(claims: Record<string, unknown>) {
    return { headers: { Authorization: await api.local.token({ claims }) } };
  }

  test("tells a list as Go prints it, an object as JSON, and nothing of null (M)", async () => {
    const odd = { list: ["a", 1, ["b"]], map: { a: [1] }, nothing: null, yes: true };
    const { authorizer } = (await api.event("GET /jwt", await claiming(odd))).requestContext;
    expect(authorizer.jwt.claims).toMatchObject({ list: "[a 1 [b]]", map: '{"a":[1]}', yes: "true" });
    expect(authorizer.jwt.claims).not.toHaveProperty("nothing");
  });

  test.each<[string, string, (client: string) => Record<string, unknown>]>([
    [
      "aud, one of which is good, whatever the client",
      "/jwt",
      (aud) => ({ aud: [aud, "x"], client_id: "x" }),
    ],
    ["scp for scope", "/scoped", () => ({ scope: undefined, scp: ["notes/read"] })],
    ["scp that is a text", "/scoped", () => ({ scope: undefined, scp: "openid notes/read" })],
    ["a token_use of another kind", "/jwt", () => ({ token_use: "id" })],
  ])("takes %s (D)", async (_, path, claims) => {
    const { client_id: client } = claimsIn(await api.local.token());
    expect((await api.call(`GET ${path}`, await claiming(claims(client)))).status).toBe(200);
  });

  // A pool's key says that it is for RS256; one that says nothing is for any.
  test.each([
    ["RS256", "sha256"],
    ["RS384", "sha384"],
    ["RS512", "sha512"],
  ])("takes the algorithm %s (D)", async (alg, hash) => {
    const { privateKey, kid, publicJwk } = await sharedKey();
    const { kty, n, e } = publicJwk;
    const issuer = behind.url;
    behind.answers((_, response) => {
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys`, keys: [{ kid, kty, n, e }] }));
    });
    const Authorization = jws({ alg, kid }, { iss: issuer, aud: "api", exp: 9999999999 }, privateKey, hash);
    expect((await api.call("GET /outside", { headers: { Authorization } })).status).toBe(200);
  });

  test("tells it all of the token's scopes where the route has some (M)", async () => {
    const { authorizer } = (await api.event("GET /scoped", await bearing(["openid", "notes/write"])))
      .requestContext;
    expect(authorizer.jwt.scopes).toEqual(["openid", "notes/write"]);
  });

  test("tells the same in format 1.0, without the jwt (C)", async () => {
    const { authorizer } = (await api.event("GET /jwt/v1", await bearing(["notes/read"]))).requestContext;
    expect(authorizer).toEqual({
      claims: expect.objectContaining({ scope: "notes/read" }),
      scopes: ["notes/read"],
    });
  });

  test("does without Bearer (D)", async () => {
    expect((await api.call("GET /jwt", await bearing([], ""))).status).toBe(200);
  });

  test("refuses who has no token: 401 (C)", async () => {
    const reply = await api.call("GET /jwt");
    expect(reply).toMatchObject(UNAUTHORIZED);
    expect(reply.rawHeaders.slice(1)).toEqual([
      ["Content-Type", "application/json"],
      ["Content-Length", "26"],
      ["Connection", "keep-alive"],
      ["www-authenticate", "Bearer"],
      ["apigw-requestid", expect.stringMatching(/^[\w-]{15}=$/)],
    ]);
  });

  test("refuses a token that is none, and says why: 401 (D, C)", async () => {
    const reply = await api.call("GET /jwt", { headers: { Authorization: "Bearer x" } });
    expect(reply).toMatchObject(UNAUTHORIZED);
    expect(reply.headers["www-authenticate"]).toBe(
      'Bearer scope="" error="invalid_token" error_description="token contains an invalid number of segments"',
    );
  });

  test("refuses a token without the scope: 403 (D)", async () => {
    expect(await api.call("GET /scoped", await bearing(["openid"]))).toMatchObject(FORBIDDEN);
  });
});

describe("a Lambda authorizer", () => {
  const by = (who: string) => ({ headers: { who } });

  test("has its context told to the function (D)", async () => {
    const { requestContext } = await api.event("GET /lambda", by("ada"));
    expect(requestContext.authorizer).toEqual({ lambda: { count: expect.any(Number), who: "ada" } });
  });

  test("in format 1.0 beside claims that are none (C)", async () => {
    const { requestContext } = await api.event("GET /lambda/v1", by("ada"));
    expect(requestContext.authorizer).toEqual({
      claims: null,
      scopes: null,
      count: expect.any(Number),
      who: "ada",
    });
  });

  test("has its context in mappings (M)", async () => {
    expect((await api.event("GET /lambda", by("ada"))).headers["x-who"]).toBe("ada");
  });

  test("refuses who has no identity, without asking: 401, with no www-authenticate (C)", async () => {
    const reply = await api.call("GET /lambda");
    expect(reply).toMatchObject(UNAUTHORIZED);
    expect(reply.headers).not.toHaveProperty("www-authenticate");
  });

  test.each([
    ["403 for a no (C)", "evil", FORBIDDEN],
    ["500 for an answer that is none (D)", "odd", BROKEN],
    ["500 for a failure (D)", "fail", BROKEN],
  ])("refuses with %s", async (_, who, expected) => {
    expect(await api.call("GET /lambda", by(who))).toMatchObject(expected);
  });

  test.each([
    ["200 for a policy, asked in format 1.0", "1", "ada", 200],
    ["200 for a policy, asked in format 2.0", "2", "ada", 200],
    ["500 for a simple response, asked in format 1.0", "1", "simple", 500],
    ["500 for a simple response in format 2.0 that is not enabled", "2", "simple", 500],
  ])("without simple responses it is %s (D)", async (_, path, who, status) => {
    expect((await api.call(`GET /policy/${path}`, by(who))).status).toBe(status);
  });

  test("is asked again once its answer's time is over (D)", async () => {
    const count = async () =>
      (await api.event("GET /lambda/kept-short", by("ada"))).requestContext.authorizer.lambda.count;
    const first = await count();
    await setTimeout(1100);
    expect(await count()).toBe(first + 1);
  });

  test("is asked each time without a time to live, and once for an identity with one (D)", async () => {
    const counts = async (path: string, ...who: string[]) => {
      const found: number[] = [];
      for (const one of who) {
        found.push((await api.event(`GET ${path}`, by(one))).requestContext.authorizer.lambda.count);
      }
      return found;
    };
    const [first = 0, ...others] = await counts("/lambda", "ada", "ada");
    expect(others).toEqual([first + 1]);
    expect(await counts("/lambda/kept", "ada", "ada", "bob", "ada")).toEqual([
      first + 2,
      first + 2,
      first + 3,
      first + 2,
    ]);
  });
});

describe("AWS_IAM", () => {
  test("tells the function who signed (D)", async () => {
    const { authorizer } = (await api.event("GET /iam", await api.signed("/iam"))).requestContext;
    expect(Object.keys(authorizer)).toEqual(["iam"]);
    expect(authorizer.iam).toMatchObject({
      accessKey: LOCAL_CREDENTIALS.accessKeyId,
      accountId: "123456789012",
    });
  });

  test("refuses who did not sign, or signed something else: 403 (C)", async () => {
    expect(await api.call("GET /iam")).toMatchObject(FORBIDDEN);
    expect(await api.call("GET /iam", await api.signed("/other"))).toMatchObject(FORBIDDEN);
  });

  test("keeps the signature from an address behind (M)", async () => {
    const { body } = await api.call("GET /iam/behind", await api.signed("/iam/behind"));
    const names = JSON.parse(body).headers.map(([name]: string[]) => name);
    expect(names).toContain("x-amz-date");
    expect(names).not.toContain("authorization");
  });
});
