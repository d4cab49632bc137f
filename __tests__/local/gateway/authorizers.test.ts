import { setTimeout } from "node:timers/promises";
import { LOCAL_CREDENTIALS } from "#aws";
import { sharedKey } from "../../../src/local/issuer";
import { jws } from "../authorizers/support";
import { testBackend } from "./backend";
import { authorizedBy, invokeArn, JWT_AUTHORIZER, USER_POOL } from "./terraform-fixture";
import { testGateway } from "./test-gateway";

// These tests check the responses of a gateway with authorizers, and the events of its functions. The tests
// of the authorizers themselves are in ../authorizers.
//
// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages http-api-jwt-authorizer, http-api-lambda-authorizer and http-api-access-control-iam of
//   https://docs.aws.amazon.com/apigateway/latest/developerguide/
// - [captured]: responses and events of AWS
// - [measured]: tests of LocalStack, which ran against AWS

/** Code of a function that returns its environment variables. */
const ENVIRONMENT = "exports.handler = async () => process.env;";

/** Code of an authorizer function that counts its invocations. The header `user` selects the result. */
const CHECK = `let count = 0;
  exports.handler = async ({ headers }) => {
    count++;
    if (headers.user === "fail") throw new Error("no");
    if (headers.user === "odd") return "yes";
    return { isAuthorized: headers.user !== "evil", context: { count, user: headers.user } };
  };`;

/**
 * Code of an authorizer function that returns a policy, or a simple response if the header `user` is
 * `simple`.
 */
const POLICY = `exports.handler = async ({ headers: { user } }) => user === "simple"
  ? { isAuthorized: true }
  : { principalId: user, policyDocument: { Version: "2012-10-17", Statement: [
      { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }] } };`;

const LAMBDA_AUTHORIZER = {
  authorizer_uri: invokeArn("check"),
  authorizer_payload_format_version: "2.0",
  enable_simple_responses: true,
  identity_sources: ["$request.header.user"],
  authorizer_result_ttl_in_seconds: 0,
};

const POLICY_AUTHORIZER = {
  ...LAMBDA_AUTHORIZER,
  authorizer_uri: invokeArn("policy"),
  enable_simple_responses: false,
};

const endpoint = testBackend();
const jwt = authorizedBy("users", "JWT");
const scoped = { ...jwt, authorization_scopes: ["notes/read", "notes/write"] };
const v1 = { payload_format_version: "1.0" };
const mapping = { request_parameters: { "append:header.x-user": "$context.authorizer.user" } };

const api = testGateway(() => ({
  functions: { check: { code: CHECK }, policy: { code: POLICY }, environment: { code: ENVIRONMENT } },
  authorizers: {
    users: JWT_AUTHORIZER,
    external: { ...JWT_AUTHORIZER, jwt_configuration: { issuer: endpoint.url, audience: ["api"] } },
    uncached: LAMBDA_AUTHORIZER,
    cached: { ...LAMBDA_AUTHORIZER, authorizer_result_ttl_in_seconds: 300 },
    cachedShort: { ...LAMBDA_AUTHORIZER, authorizer_result_ttl_in_seconds: 1 },
    policy1: { ...POLICY_AUTHORIZER, authorizer_payload_format_version: "1.0" },
    policy2: POLICY_AUTHORIZER,
  },
  routes: {
    "GET /jwt": { to: "echo", ...jwt },
    "GET /jwt/v1": { to: "echo", integration: v1, ...scoped },
    "GET /scoped": { to: "echo", ...scoped },
    "GET /external": { to: "echo", ...authorizedBy("external", "JWT") },
    "GET /lambda": { to: "echo", integration: mapping, ...authorizedBy("uncached", "CUSTOM") },
    "GET /lambda/v1": { to: "echo", integration: v1, ...authorizedBy("uncached", "CUSTOM") },
    "GET /lambda/cached": { to: "echo", ...authorizedBy("cached", "CUSTOM") },
    "GET /lambda/cached-short": { to: "echo", ...authorizedBy("cachedShort", "CUSTOM") },
    "GET /policy/1": { to: "echo", ...authorizedBy("policy1", "CUSTOM") },
    "GET /policy/2": { to: "echo", ...authorizedBy("policy2", "CUSTOM") },
    "GET /iam": { to: "echo", authorization_type: "AWS_IAM" },
    "GET /iam/admin/{proxy+}": { to: "echo", authorization_type: "AWS_IAM" },
    "GET /environment": { to: "environment" },
    "GET /iam/endpoint": { to: endpoint.url, authorization_type: "AWS_IAM" },
  },
  more: { resource: USER_POOL },
}));

const UNAUTHORIZED = { status: 401, body: '{"message":"Unauthorized"}' };
const FORBIDDEN = { status: 403, body: '{"message":"Forbidden"}' };
const FAILED = { status: 500, body: '{"message":"Internal Server Error"}' };

function readClaims(token: string) {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

describe("a JWT authorizer", () => {
  async function tokenWithScopes(scopes: readonly string[], scheme = "Bearer ") {
    return { headers: { Authorization: `${scheme}${await api.local.token({ scopes })}` } };
  }

  test("an event has all claims as strings, and null scopes on a route without scopes [AWS docs, measured]", async () => {
    const { authorizer } = (await api.event("GET /jwt", await tokenWithScopes(["notes/read"])))
      .requestContext;
    expect(Object.keys(authorizer)).toEqual(["jwt"]);
    expect(authorizer.jwt).toMatchObject({
      claims: { token_use: "access", scope: "notes/read", exp: expect.stringMatching(/^\d+$/), version: "2" },
      scopes: null,
    });
  });

  async function tokenWithClaims(claims: Record<string, unknown>) {
    return { headers: { Authorization: await api.local.token({ claims }) } };
  }

  test("a list claim is formatted as in Go, an object as JSON, and null is left out [measured]", async () => {
    const claims = { list: ["a", 1, ["b"]], map: { a: [1] }, nothing: null, yes: true };
    const { authorizer } = (await api.event("GET /jwt", await tokenWithClaims(claims))).requestContext;
    expect(authorizer.jwt.claims).toMatchObject({ list: "[a 1 [b]]", map: '{"a":[1]}', yes: "true" });
    expect(authorizer.jwt.claims).not.toHaveProperty("nothing");
  });

  test.each<[string, string, (client: string) => Record<string, unknown>]>([
    [
      "several audiences, one of them valid, and any client_id",
      "/jwt",
      (aud) => ({ aud: [aud, "x"], client_id: "x" }),
    ],
    ["scp instead of scope", "/scoped", () => ({ scope: undefined, scp: ["notes/read"] })],
    ["scp as a string", "/scoped", () => ({ scope: undefined, scp: "openid notes/read" })],
    ["any token_use", "/jwt", () => ({ token_use: "id" })],
  ])("a JWT authorizer accepts %s [AWS docs]", async (_, path, claims) => {
    const { client_id: client } = readClaims(await api.local.token());
    expect((await api.call(`GET ${path}`, await tokenWithClaims(claims(client)))).status).toBe(200);
  });

  // The keys of a user pool have the `alg` RS256, so this test uses an issuer whose keys have no `alg`.
  test.each([
    ["RS256", "sha256"],
    ["RS384", "sha384"],
    ["RS512", "sha512"],
  ])("a JWT authorizer accepts the algorithm %s [AWS docs]", async (alg, hash) => {
    const { privateKey, kid, publicJwk } = await sharedKey();
    const { kty, n, e } = publicJwk;
    const issuer = endpoint.url;
    endpoint.respondWith((_, response) => {
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys`, keys: [{ kid, kty, n, e }] }));
    });
    const Authorization = jws({ alg, kid }, { iss: issuer, aud: "api", exp: 9999999999 }, privateKey, hash);
    expect((await api.call("GET /external", { headers: { Authorization } })).status).toBe(200);
  });

  test("an event has all scopes of the token on a route with scopes [measured]", async () => {
    const { authorizer } = (await api.event("GET /scoped", await tokenWithScopes(["openid", "notes/write"])))
      .requestContext;
    expect(authorizer.jwt.scopes).toEqual(["openid", "notes/write"]);
  });

  test("an event of format 1.0 has claims and scopes outside a jwt object [captured]", async () => {
    const { authorizer } = (await api.event("GET /jwt/v1", await tokenWithScopes(["notes/read"])))
      .requestContext;
    expect(authorizer).toEqual({
      claims: expect.objectContaining({ scope: "notes/read" }),
      scopes: ["notes/read"],
    });
  });

  test("a token without Bearer is accepted [AWS docs]", async () => {
    expect((await api.call("GET /jwt", await tokenWithScopes([], ""))).status).toBe(200);
  });

  test("a request without a token returns 401 [captured]", async () => {
    const response = await api.call("GET /jwt");
    expect(response).toMatchObject(UNAUTHORIZED);
    expect(response.rawHeaders.slice(1)).toEqual([
      ["Content-Type", "application/json"],
      ["Content-Length", "26"],
      ["Connection", "keep-alive"],
      ["www-authenticate", "Bearer"],
      ["apigw-requestid", expect.stringMatching(/^[\w-]{15}=$/)],
    ]);
  });

  test("an invalid token returns 401 with the reason [AWS docs, captured]", async () => {
    const response = await api.call("GET /jwt", { headers: { Authorization: "Bearer x" } });
    expect(response).toMatchObject(UNAUTHORIZED);
    expect(response.headers["www-authenticate"]).toBe(
      'Bearer scope="" error="invalid_token" error_description="token contains an invalid number of segments"',
    );
  });

  test("a token without the scope returns 403 [AWS docs]", async () => {
    expect(await api.call("GET /scoped", await tokenWithScopes(["openid"]))).toMatchObject(FORBIDDEN);
  });
});

describe("a Lambda authorizer", () => {
  const from = (user: string) => ({ headers: { user } });

  test("the event has the context of the authorizer [AWS docs]", async () => {
    const { requestContext } = await api.event("GET /lambda", from("ada"));
    expect(requestContext.authorizer).toEqual({ lambda: { count: expect.any(Number), user: "ada" } });
  });

  test("an event of format 1.0 has the context, with null claims and scopes [captured]", async () => {
    const { requestContext } = await api.event("GET /lambda/v1", from("ada"));
    expect(requestContext.authorizer).toEqual({
      claims: null,
      scopes: null,
      count: expect.any(Number),
      user: "ada",
    });
  });

  test("a parameter mapping can use the context of the authorizer [measured]", async () => {
    expect((await api.event("GET /lambda", from("ada"))).headers["x-user"]).toBe("ada");
  });

  test("a request without an identity source returns 401 without www-authenticate [captured]", async () => {
    const response = await api.call("GET /lambda");
    expect(response).toMatchObject(UNAUTHORIZED);
    expect(response.headers).not.toHaveProperty("www-authenticate");
  });

  test.each([
    ["403 for a denial [captured]", "evil", FORBIDDEN],
    ["500 for an invalid result [AWS docs]", "odd", FAILED],
    ["500 for a failure [AWS docs]", "fail", FAILED],
  ])("a denied request returns %s", async (_, user, expected) => {
    expect(await api.call("GET /lambda", from(user))).toMatchObject(expected);
  });

  test.each([
    ["200 for a policy in format 1.0", "1", "ada", 200],
    ["200 for a policy in format 2.0", "2", "ada", 200],
    ["500 for a simple response in format 1.0", "1", "simple", 500],
    ["500 for a simple response in format 2.0 that is not enabled", "2", "simple", 500],
  ])("an authorizer without simple responses causes %s [AWS docs]", async (_, path, user, status) => {
    expect((await api.call(`GET /policy/${path}`, from(user))).status).toBe(status);
  });

  test("an authorizer is invoked again after its TTL [AWS docs]", async () => {
    const count = async () =>
      (await api.event("GET /lambda/cached-short", from("ada"))).requestContext.authorizer.lambda.count;
    const first = await count();
    await setTimeout(1100);
    expect(await count()).toBe(first + 1);
  });

  test("an authorizer with a TTL is invoked once per identity, and without one each time [AWS docs]", async () => {
    const counts = async (path: string, ...users: string[]) => {
      const results: number[] = [];
      for (const user of users) {
        results.push((await api.event(`GET ${path}`, from(user))).requestContext.authorizer.lambda.count);
      }
      return results;
    };
    const [first = 0, ...others] = await counts("/lambda", "ada", "ada");
    expect(others).toEqual([first + 1]);
    expect(await counts("/lambda/cached", "ada", "ada", "bob", "ada")).toEqual([
      first + 2,
      first + 2,
      first + 3,
      first + 2,
    ]);
  });
});

describe("AWS_IAM", () => {
  test("an event has the identity of the signer [AWS docs]", async () => {
    const { authorizer } = (await api.event("GET /iam", await api.signGet("/iam"))).requestContext;
    expect(Object.keys(authorizer)).toEqual(["iam"]);
    expect(authorizer.iam).toMatchObject({
      accessKey: LOCAL_CREDENTIALS.accessKeyId,
      accountId: "123456789012",
    });
  });

  test("a request that is signed with the credentials of a local function is allowed", async () => {
    const environment = JSON.parse((await api.call("GET /environment")).body);
    const credentials = {
      accessKeyId: environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
      sessionToken: environment.AWS_SESSION_TOKEN,
    };
    expect(await api.call("GET /iam", await api.signGet("/iam", credentials))).toMatchObject({ status: 200 });
    const withoutToken = { ...credentials, sessionToken: undefined };
    expect(await api.call("GET /iam", await api.signGet("/iam", withoutToken))).toMatchObject(FORBIDDEN);
  });

  test("a request without a signature or with a wrong signature returns 403 [captured]", async () => {
    expect(await api.call("GET /iam")).toMatchObject(FORBIDDEN);
    expect(await api.call("GET /iam", await api.signGet("/other"))).toMatchObject(FORBIDDEN);
  });

  test.each(["/iam/admin/../../iam", "/iam/admin/../..//iam", "//iam"])(
    "the signature of /iam is not valid for the path %s [our choice]",
    async (path) => {
      expect(await api.call(`GET ${path}`, await api.signGet("/iam"))).toMatchObject(FORBIDDEN);
    },
  );

  test("the signature is not forwarded to an HTTP endpoint [measured]", async () => {
    const { body } = await api.call("GET /iam/endpoint", await api.signGet("/iam/endpoint"));
    const names = JSON.parse(body).headers.map(([name]: string[]) => name);
    expect(names).toContain("x-amz-date");
    expect(names).not.toContain("authorization");
  });
});
