import { createPublicKey } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { createIssuer, type Issuer, sharedKey } from "../../../src/local/issuer";
import { createIssuerAtNoon, NOON, NOON_SECONDS, POOL } from "../authorizers/support";

let issuer: Issuer;

beforeAll(async () => {
  issuer = await createIssuerAtNoon();
});

test("a token has the claims of a Cognito access token (cognito-user-pools-using-the-access-token)", async () => {
  const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const token = await issuer.token({
    pool: POOL,
    scopes: ["products/read", "openid"],
    groups: ["admins"],
    subject: "me",
    client: "app",
    expiresInMinutes: 5,
  });
  expect(decodeJwt(token)).toEqual({
    sub: "me",
    "cognito:groups": ["admins"],
    iss: POOL.issuer,
    version: 2,
    client_id: "app",
    origin_jti: uuid,
    event_id: uuid,
    token_use: "access",
    scope: "products/read openid",
    auth_time: NOON_SECONDS,
    exp: NOON_SECONDS + 300,
    iat: NOON_SECONDS,
    jti: uuid,
    username: "me",
  });
  expect(decodeProtectedHeader(token)).toEqual({ alg: "RS256", kid: issuer.jwks().keys[0]?.kid });
});

test("a token has the claims of a Cognito ID token (cognito-user-pools-using-the-id-token)", async () => {
  const { exp, origin_jti, event_id, jti, ...claims } = decodeJwt(
    await issuer.token({ pool: POOL, use: "id" }),
  );
  expect(claims).toEqual({
    sub: expect.any(String),
    iss: POOL.issuer,
    aud: "web",
    token_use: "id",
    auth_time: NOON_SECONDS,
    iat: NOON_SECONDS,
    "cognito:username": claims.sub,
  });
});

test("a token has the first client, the lifetime of the pool and Cognito's default scope by default", async () => {
  const claims = decodeJwt(await issuer.token({ pool: POOL }));
  expect(claims).toMatchObject({ client_id: "web", scope: "aws.cognito.signin.user.admin" });
  expect(claims.exp).toBe(NOON_SECONDS + POOL.tokenMinutes * 60);
  expect(claims).not.toHaveProperty("cognito:groups");
});

test("extra claims override other claims, and negative minutes create an expired token", async () => {
  const claims = { "custom:tenant": "acme", username: "ada" };
  const decoded = decodeJwt(await issuer.token({ pool: POOL, expiresInMinutes: -1, claims }));
  expect(decoded).toMatchObject({ ...claims, exp: NOON_SECONDS - 60 });
});

test("the JWKS has the form of Cognito's JWKS, and its key verifies the signature of a token", async () => {
  const [jwk] = issuer.jwks().keys;
  const base64 = expect.stringMatching(/^[\w-]+$/);
  expect(jwk).toEqual({ alg: "RS256", e: "AQAB", kid: base64, kty: "RSA", n: base64, use: "sig" });
  const key = createPublicKey({ key: { ...jwk }, format: "jwk" });
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
  const token = await issuer.token({ pool: POOL });
  await expect(jwtVerify(token, key, { currentDate: new Date(NOON) })).resolves.toBeTruthy();
});

test("the discovery document contains the issuer of the pool and the URL of its keys", () => {
  const document = {
    id_token_signing_alg_values_supported: ["RS256"],
    issuer: POOL.issuer,
    jwks_uri: `${POOL.issuer}/.well-known/jwks.json`,
    response_types_supported: ["code", "token"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
  };
  expect(issuer.discovery(POOL)).toEqual(document);
  const localDocument = issuer.discovery(POOL, "http://localhost:3000/_pools/users");
  expect(localDocument).toEqual({
    ...document,
    jwks_uri: "http://localhost:3000/_pools/users/.well-known/jwks.json",
  });
});

describe("token requests that a pool does not support", () => {
  test.each([
    [
      "an unknown scope",
      { scopes: ["products/read", "products/wite"] },
      'user pool "users" has no scope "products/wite"; available: products/read, products/write (and Cognito\'s built-in aws.cognito.signin.user.admin, email, openid, phone, profile)',
    ],
    [
      "unknown groups",
      { groups: ["admin", "x"] },
      'user pool "users" has no group "admin", "x"; available: admins, staff',
    ],
    [
      "an unknown client",
      { client: "ios" },
      'user pool "users" has no client "ios"; available: browser (web), mobile (app)',
    ],
    [
      "scopes of an ID token",
      { use: "id" as const, scopes: ["products/read"] },
      "an ID token has no scopes. Remove --scope or --id (`scopes` or `use` in code).",
    ],
    [
      "a lifetime that is not a number",
      { expiresInMinutes: Number.NaN },
      "token lifetime is NaN; expected a number of minutes. Correct --minutes, or `expiresInMinutes` in code.",
    ],
  ])("a request with %s is an error that lists the valid values", async (_, options, message) => {
    await expect(async () => issuer.token({ pool: POOL, ...options })).rejects.toThrow(message);
  });

  test("a token for a pool without clients or groups is an error that names the missing part", async () => {
    const emptyPool = { ...POOL, clients: [], groups: [] };
    const message = 'user pool "users" has no client. Add one to the stack.';
    await expect(async () => issuer.token({ pool: emptyPool })).rejects.toThrow(message);
    const request = { pool: { ...POOL, groups: [] }, groups: ["admins"] };
    await expect(async () => issuer.token(request)).rejects.toThrow("available: none");
  });
});

test("a token for a client is requested by the name of the client, which must be unique", async () => {
  expect(decodeJwt(await issuer.token({ pool: POOL, client: "mobile" })).client_id).toBe("app");
  const clients = [...POOL.clients, { id: "tv", name: "mobile" }];
  await expect(async () => issuer.token({ pool: { ...POOL, clients }, client: "mobile" })).rejects.toThrow(
    'user pool "users" has several clients "mobile"; available: browser (web), mobile (app), mobile (tv)',
  );
});

test("concurrent calls of sharedKey in a process return the same key", async () => {
  const [firstKey, secondKey] = await Promise.all([sharedKey(), sharedKey()]);
  expect(firstKey).toBe(secondKey);
});

test("only the issuers of the given pools have the signing key", () => {
  const findOther = () => Promise.reject(new Error("other issuer"));
  const keys = issuer.keys({ of: () => findOther });
  expect(keys.of(POOL.issuer)).not.toBe(findOther);
  expect(keys.of("https://login.example.com")).toBe(findOther);
});

test("the default clock is the system clock", async () => {
  const before = Math.floor(Date.now() / 1000);
  const { token } = createIssuer({ pools: [POOL], key: await sharedKey() });
  expect(decodeJwt(await token({ pool: POOL })).iat).toBeGreaterThanOrEqual(before);
});
