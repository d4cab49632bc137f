import { authorizeJwt, createRemoteKeys } from "../../../src/local/authorizers";
import type { AuthorizationResult, RoutedRecord } from "../../../src/local/gateway";
import type { Issuer } from "../../../src/local/issuer";
import { sharedKey } from "../../../src/local/issuer";
import {
  authorizationRequest,
  createIssuerAtNoon,
  jws,
  jwtAuthorization,
  NOON,
  NOON_SECONDS,
  POOL,
  request,
  requestWithToken,
  VALID_CLAIMS,
} from "./support";

// Sources of the expected results:
// - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
// - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html

let issuer: Issuer;
/** Returns a signed token of the user pool, with the given claims. */
let signToken: (claims: Record<string, unknown>) => string;

beforeAll(async () => {
  issuer = await createIssuerAtNoon();
  const { privateKey, kid } = await sharedKey();
  signToken = (claims) => jws({ alg: "RS256", kid }, { ...VALID_CLAIMS, ...claims }, privateKey);
});

function authorize(request: RoutedRecord, authorization = jwtAuthorization()): Promise<AuthorizationResult> {
  return authorizeJwt(request, authorization, issuer.keys(createRemoteKeys()), () => NOON);
}

function expectedDenial(description: string, scope = "") {
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

test("a token of the pool's issuer is allowed, and its claims are converted to strings", async () => {
  const token = await issuer.token({ pool: POOL, scopes: ["products/read"], groups: ["admins", "staff"] });
  expect(await authorize(requestWithToken(token), jwtAuthorization({ scopes: ["products/read"] }))).toEqual({
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

describe("the identity source of a token", () => {
  test.each([
    ["Bearer and a space", { headers: { authorization: "Bearer TOKEN" } }, "$request.header.Authorization"],
    ["the token without a scheme", { headers: { authorization: "TOKEN" } }, "$request.header.Authorization"],
    [
      "a scheme in lower case",
      { headers: { authorization: "bearer TOKEN" } },
      "$request.header.authorization",
    ],
    ["another header", { headers: { "x-token": "TOKEN" } }, "$request.header.X-Token"],
    ["a query parameter", { rawQuery: "a=b&token=TOKEN" }, "$request.querystring.token"],
  ])("a token is read from the identity source: %s", async (_, parts, source) => {
    const overrides = JSON.parse(JSON.stringify(parts).replace("TOKEN", signToken({})));
    const result = await authorize(
      authorizationRequest(request(overrides)),
      jwtAuthorization({ identitySources: [source] }),
    );
    expect(result.isAuthorized).toBe(true);
  });
});

test.each([
  ["no header", {}],
  ["an empty header", { headers: { authorization: "" } }],
  ["only another parameter", { rawQuery: "authorization=x" }],
])(
  "a response to a request without a token has the challenge Bearer without parameters: %s",
  async (_, overrides) => {
    expect(await authorize(authorizationRequest(request(overrides)))).toEqual({
      isAuthorized: false,
      status: 401,
      message: "Unauthorized",
      headers: { "www-authenticate": "Bearer" },
      error: "missing: token not provided",
      reason: "no token in $request.header.Authorization",
    });
  },
);

describe("the claims that API Gateway validates (http-api-jwt-authorizer)", () => {
  test.each([
    ["aud is one of the audiences", { aud: "app", client_id: "other" }],
    ["aud is a list with one of them", { aud: ["other", "web"] }],
    ["client_id is one of the audiences, and there is no aud", { client_id: "app" }],
    ["exp is later than now", { exp: NOON_SECONDS + 1 }],
    ["nbf and iat are now", { nbf: NOON_SECONDS, iat: NOON_SECONDS }],
    ["nbf and iat are absent", { iat: undefined }],
    ["token_use is ignored", { token_use: "id" }],
  ])("a token is allowed: %s", async (_, claims) => {
    expect((await authorize(requestWithToken(signToken(claims)))).isAuthorized).toBe(true);
  });

  test.each([
    ["iss is a different issuer", { iss: "https://evil.example.com" }, "issuer does not match"],
    ["iss has an extra slash", { iss: `${POOL.issuer}/` }, "issuer does not match"],
    ["iss is absent", { iss: undefined }, "issuer does not match"],
    ["aud is an unknown audience", { aud: "other" }, "the token does not have a valid audience"],
    [
      "client_id is a known audience, but aud is not",
      { aud: "other", client_id: "web" },
      "the token does not have a valid audience",
    ],
    ["aud and client_id are absent", { client_id: undefined }, "the token does not have a valid audience"],
    ["aud is null", { aud: null }, "the token does not have a valid audience"],
    ["exp is now", { exp: NOON_SECONDS }, "the token has expired"],
    ["exp is absent", { exp: undefined }, "the token has expired"],
    ["exp is a string", { exp: String(NOON_SECONDS + 60) }, "the token has expired"],
    ["nbf is in the future", { nbf: NOON_SECONDS + 1 }, "the token is not valid yet"],
    ["nbf is a string", { nbf: "0" }, "the token is not valid yet"],
    ["iat is in the future", { iat: NOON_SECONDS + 1 }, "the token was issued in the future"],
  ])("a token is denied with 401: %s", async (_, claims, description) => {
    expect(await authorize(requestWithToken(signToken(claims)))).toMatchObject(expectedDenial(description));
  });

  test("the terminal shows the actual and the expected values of a claim", async () => {
    expect(await authorize(requestWithToken(signToken({ aud: "other" })))).toMatchObject({
      reason:
        'the token does not have a valid audience: audience is ["other"]; expected one of ["web","app"]',
    });
  });
});

describe("a route's scopes", () => {
  const authorization = jwtAuthorization({ scopes: ["products/read", "products/write"] });

  test.each([
    ["scope is a string with spaces", { scope: "openid products/write" }, ["openid", "products/write"]],
    ["scope is a list", { scope: ["products/write"] }, ["products/write"]],
    ["scp is a list", { scp: ["products/read", "x"] }, ["products/read", "x"]],
    ["scp is a string", { scp: "products/read" }, ["products/read"]],
  ])(
    "one scope of the route is enough, and the function receives all scopes of the token: %s",
    async (_, claims, scopes) => {
      expect(await authorize(requestWithToken(signToken(claims)), authorization)).toMatchObject({
        authorizer: { jwt: { scopes } },
      });
    },
  );

  test("the event of a route without scopes has null as the scopes", async () => {
    const result = await authorize(requestWithToken(signToken({ scope: "products/read" })));
    expect(result).toMatchObject({ authorizer: { jwt: { scopes: null } } });
  });

  test.each([
    ["another scope", { scope: "products" }],
    ["no scope", {}],
    ["a valid scp next to another scope", { scope: "x", scp: "products/read" }],
    ["a number", { scope: 1 }],
  ])("a token without a scope of the route is denied with 403: %s", async (_, claims) => {
    expect(await authorize(requestWithToken(signToken(claims)), authorization)).toMatchObject({
      status: 403,
      message: "Forbidden",
      headers: {
        "www-authenticate": 'Bearer scope="products/read products/write" error="insufficient_scope"',
      },
    });
  });

  test("the challenge for an invalid token names the route's scopes [captured: keitakn/go-cognito-lambda]", async () => {
    expect(await authorize(requestWithToken(signToken({ exp: 0 })), authorization)).toMatchObject(
      expectedDenial("the token has expired", "products/read products/write"),
    );
  });
});

test.each([
  ["a list as Go prints it", ["a", "b"], "[a b]"],
  ["a list of numbers and lists", [1, [true, "x"]], "[1 [true x]]"],
  ["an object as JSON", { street: { no: 1 } }, '{"street":{"no":1}}'],
  ["a number", 1.5, "1.5"],
  ["a boolean", false, "false"],
  ["an empty string", "", ""],
  ["null, which is left out", null, undefined],
])("a claim is formatted as a string [measured: floci pull request 2011]: %s", async (_, claim, text) => {
  const result = await authorize(requestWithToken(signToken({ claim })));
  const { jwt } = (result as { authorizer: { jwt: { claims: Record<string, string> } } }).authorizer;
  expect(jwt.claims.claim).toBe(text);
  expect(Object.keys(jwt.claims).includes("claim")).toBe(text !== undefined);
});
