import { authorizeJwt, createRemoteKeys } from "../../../src/local/authorizers";
import type { AuthorizationRequest, AuthorizationResult } from "../../../src/local/gateway";
import type { Issuer } from "../../../src/local/issuer";
import { sharedKey } from "../../../src/local/issuer";
import {
  asked,
  bearing,
  GOOD_CLAIMS,
  issuerAtNoon,
  jws,
  jwtGuard,
  NOON,
  NOON_SECONDS,
  POOL,
  request,
} from "./support";

// Facts: http-api-jwt-authorizer and http-api-troubleshooting-jwt, API Gateway developer guide.

let issuer: Issuer;
/** A token with these claims, signed by the pool. */
let token: (claims: Record<string, unknown>) => string;

beforeAll(async () => {
  issuer = await issuerAtNoon();
  const { privateKey, kid } = await sharedKey();
  token = (claims) => jws({ alg: "RS256", kid }, { ...GOOD_CLAIMS, ...claims }, privateKey);
});

function judged(who: AuthorizationRequest, guard = jwtGuard()): Promise<AuthorizationResult> {
  return authorizeJwt(who, guard, issuer.keys(createRemoteKeys()), () => NOON);
}

function unauthorized(description: string, scope = "") {
  return {
    isAuthorized: false,
    status: 401,
    message: "Unauthorized",
    headers: {
      "www-authenticate": `Bearer scope="${scope}" error="invalid_token" error_description="${description}"`,
    },
    error: `invalid_token: ${description}`,
  };
}

test("a token that the pool's issuer makes is admitted, and its claims are texts", async () => {
  const made = await issuer.token({ pool: POOL, scopes: ["products/read"], groups: ["admins", "staff"] });
  expect(await judged(bearing(made), jwtGuard({ scopes: ["products/read"] }))).toEqual({
    isAuthorized: true,
    authorizer: {
      jwt: {
        claims: {
          auth_time: String(NOON_SECONDS),
          client_id: "web",
          "cognito:groups": "[admins staff]",
          event_id: expect.any(String),
          exp: String(NOON_SECONDS + 3600),
          iat: String(NOON_SECONDS),
          iss: POOL.issuer,
          jti: expect.any(String),
          origin_jti: expect.any(String),
          scope: "products/read",
          sub: "10ca1000-0000-4000-8000-000000000001",
          token_use: "access",
          username: "10ca1000-0000-4000-8000-000000000001",
          version: "2",
        },
        scopes: ["products/read"],
      },
    },
  });
});

describe("the token stands at the identity source, with or without Bearer", () => {
  test.each([
    ["Bearer and a space", { headers: { authorization: "Bearer TOKEN" } }, "$request.header.Authorization"],
    ["the token alone", { headers: { authorization: "TOKEN" } }, "$request.header.Authorization"],
    [
      "a scheme in lower case",
      { headers: { authorization: "bearer TOKEN" } },
      "$request.header.authorization",
    ],
    ["another header", { headers: { "x-token": "TOKEN" } }, "$request.header.X-Token"],
    ["a query parameter", { rawQuery: "a=b&token=TOKEN" }, "$request.querystring.token"],
  ])("%s", async (_, parts, source) => {
    const sent = JSON.parse(JSON.stringify(parts).replace("TOKEN", token({})));
    const verdict = await judged(asked(request(sent)), jwtGuard({ identitySources: [source] }));
    expect(verdict.isAuthorized).toBe(true);
  });
});

test.each([
  ["no header", {}],
  ["an empty header", { headers: { authorization: "" } }],
  ["only another parameter", { rawQuery: "authorization=x" }],
])("without a token the challenge is Bearer alone: %s", async (_, parts) => {
  expect(await judged(asked(request(parts)))).toEqual({
    isAuthorized: false,
    status: 401,
    message: "Unauthorized",
    headers: { "www-authenticate": "Bearer" },
    error: "missing: token not provided",
    reason: "no token at $request.header.Authorization",
  });
});

describe("claims that http-api-jwt-authorizer asks for", () => {
  test.each([
    ["aud is one of the audiences", { aud: "app", client_id: "other" }],
    ["aud is a list with one of them", { aud: ["other", "web"] }],
    ["client_id is one of them, and there is no aud", { client_id: "app" }],
    ["exp is later than now", { exp: NOON_SECONDS + 1 }],
    ["nbf and iat are now", { nbf: NOON_SECONDS, iat: NOON_SECONDS }],
    ["nbf and iat are absent", { iat: undefined }],
    ["token_use is not looked at", { token_use: "id" }],
  ])("admitted: %s", async (_, claims) => {
    expect((await judged(bearing(token(claims)))).isAuthorized).toBe(true);
  });

  test.each([
    ["iss is of another", { iss: "https://evil.example.com" }, "issuer does not match"],
    ["iss with a slash more", { iss: `${POOL.issuer}/` }, "issuer does not match"],
    ["iss is absent", { iss: undefined }, "issuer does not match"],
    ["aud is another", { aud: "other" }, "the token does not have a valid audience"],
    [
      "client_id does not count beside aud",
      { aud: "other", client_id: "web" },
      "the token does not have a valid audience",
    ],
    ["neither aud nor client_id", { client_id: undefined }, "the token does not have a valid audience"],
    ["aud is null", { aud: null }, "the token does not have a valid audience"],
    ["exp is now", { exp: NOON_SECONDS }, "the token has expired"],
    ["exp is absent", { exp: undefined }, "the token has expired"],
    ["exp is a text", { exp: String(NOON_SECONDS + 60) }, "the token has expired"],
    ["nbf is in the future", { nbf: NOON_SECONDS + 1 }, "the token is not valid yet"],
    ["nbf is a text", { nbf: "0" }, "the token is not valid yet"],
    ["iat is in the future", { iat: NOON_SECONDS + 1 }, "the token was issued in the future"],
  ])("refused: %s", async (_, claims, description) => {
    expect(await judged(bearing(token(claims)))).toMatchObject(unauthorized(description));
  });

  test("what was found is told to the terminal, not to the caller", async () => {
    expect(await judged(bearing(token({ aud: "other" })))).toMatchObject({
      reason:
        'the token does not have a valid audience: the token is for ["other"], the authorizer has ["web","app"]',
    });
  });
});

describe("a route's scopes", () => {
  const guard = jwtGuard({ scopes: ["products/read", "products/write"] });

  test.each([
    ["scope is a text with spaces", { scope: "openid products/write" }, ["openid", "products/write"]],
    ["scope is a list", { scope: ["products/write"] }, ["products/write"]],
    ["scp is a list", { scp: ["products/read", "x"] }, ["products/read", "x"]],
    ["scp is a text", { scp: "products/read" }, ["products/read"]],
  ])("one of them is enough, and the function is told all of the token's: %s", async (_, claims, scopes) => {
    expect(await judged(bearing(token(claims)), guard)).toMatchObject({ authorizer: { jwt: { scopes } } });
  });

  test("on a route without scopes the function is told null", async () => {
    const verdict = await judged(bearing(token({ scope: "products/read" })));
    expect(verdict).toMatchObject({ authorizer: { jwt: { scopes: null } } });
  });

  test.each([
    ["another scope", { scope: "products" }],
    ["none", {}],
    ["scp where there is a scope too", { scope: "x", scp: "products/read" }],
    ["a number", { scope: 1 }],
  ])("a token that lacks them is forbidden: %s", async (_, claims) => {
    expect(await judged(bearing(token(claims)), guard)).toMatchObject({
      status: 403,
      message: "Forbidden",
      headers: {
        "www-authenticate": 'Bearer scope="products/read products/write" error="insufficient_scope"',
      },
    });
  });

  test("the challenge of a token that is no good names them (captured: keitakn/go-cognito-lambda)", async () => {
    expect(await judged(bearing(token({ exp: 0 })), guard)).toMatchObject(
      unauthorized("the token has expired", "products/read products/write"),
    );
  });
});

test.each([
  ["a list as Go prints it", ["a", "b"], "[a b]"],
  ["a list of numbers and lists", [1, [true, "x"]], "[1 [true x]]"],
  ["an object as JSON", { street: { no: 1 } }, '{"street":{"no":1}}'],
  ["a number", 1.5, "1.5"],
  ["a boolean", false, "false"],
  ["an empty text", "", ""],
  ["null not at all", null, undefined],
])("a claim as text (measured: floci pull request 2011): %s", async (_, claim, text) => {
  const verdict = await judged(bearing(token({ claim })));
  const { jwt } = (verdict as { authorizer: { jwt: { claims: Record<string, string> } } }).authorizer;
  expect(jwt.claims.claim).toBe(text);
  expect(Object.keys(jwt.claims).includes("claim")).toBe(text !== undefined);
});
