import { createPublicKey } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { createIssuer, type Issuer, sharedKey } from "../../../src/local/issuer";
import { issuerAtNoon, NOON, NOON_SECONDS, POOL } from "../authorizers/support";

let issuer: Issuer;

beforeAll(async () => {
  issuer = await issuerAtNoon();
});

test("a token has the claims of a Cognito access token (cognito-user-pools-using-the-access-token)", async () => {
  const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const token = await issuer.token({
    pool: POOL,
    scopes: ["products/read", "openid"],
    groups: ["admins"],
    subject: "me",
    clientId: "app",
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

test("by default a token is for the first client, as long as the pool says, with the scope Cognito gives itself", async () => {
  const claims = decodeJwt(await issuer.token({ pool: POOL }));
  expect(claims).toMatchObject({ client_id: "web", scope: "aws.cognito.signin.user.admin" });
  expect(claims.exp).toBe(NOON_SECONDS + POOL.tokenMinutes * 60);
  expect(claims).not.toHaveProperty("cognito:groups");
});

test("further claims win, and minutes below 0 make a token that is past", async () => {
  const claims = { "custom:tenant": "acme", username: "ada" };
  const made = decodeJwt(await issuer.token({ pool: POOL, expiresInMinutes: -1, claims }));
  expect(made).toMatchObject({ ...claims, exp: NOON_SECONDS - 60 });
});

test("the JWKS is as a user pool publishes it, and a token's signature is good by it", async () => {
  const [jwk] = issuer.jwks().keys;
  const base64 = expect.stringMatching(/^[\w-]+$/);
  expect(jwk).toEqual({ alg: "RS256", e: "AQAB", kid: base64, kty: "RSA", n: base64, use: "sig" });
  const key = createPublicKey({ key: { ...jwk }, format: "jwk" });
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
  const token = await issuer.token({ pool: POOL });
  await expect(jwtVerify(token, key, { currentDate: new Date(NOON) })).resolves.toBeTruthy();
});

test("the discovery document names the pool, and where its keys are served", () => {
  const document = {
    id_token_signing_alg_values_supported: ["RS256"],
    issuer: POOL.issuer,
    jwks_uri: `${POOL.issuer}/.well-known/jwks.json`,
    response_types_supported: ["code", "token"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
  };
  expect(issuer.discovery(POOL)).toEqual(document);
  const here = issuer.discovery(POOL, "http://localhost:3000/_pools/users");
  expect(here).toEqual({ ...document, jwks_uri: "http://localhost:3000/_pools/users/.well-known/jwks.json" });
});

describe("what a pool would not give says what there is", () => {
  test.each([
    [
      "a scope",
      { scopes: ["products/read", "products/wite"] },
      'user pool "users" has no scope "products/wite"; it has products/read, products/write, beside Cognito\'s own aws.cognito.signin.user.admin, email, openid, phone, profile',
    ],
    [
      "groups",
      { groups: ["admin", "x"] },
      'user pool "users" has no group "admin", "x"; it has admins, staff',
    ],
    ["a client", { clientId: "ios" }, 'user pool "users" has no client "ios"; it has web, app'],
    [
      "a time that is none",
      { expiresInMinutes: Number.NaN },
      "a token is valid for a number of minutes, found NaN",
    ],
  ])("%s", async (_, wish, message) => {
    await expect(async () => issuer.token({ pool: POOL, ...wish })).rejects.toThrow(message);
  });

  test("a pool without clients, and one without groups", async () => {
    const bare = { ...POOL, clientIds: [], groups: [] };
    const none = 'user pool "users" has no client; add one to the stack';
    await expect(async () => issuer.token({ pool: bare })).rejects.toThrow(none);
    const wish = { pool: { ...bare, clientIds: ["web"] }, groups: ["admins"] };
    await expect(async () => issuer.token(wish)).rejects.toThrow("it has none");
  });
});

test("a process makes one key, whoever asks", async () => {
  const [one, two] = await Promise.all([sharedKey(), sharedKey()]);
  expect(one).toBe(two);
});

test("only a pool's own issuer has this key", () => {
  const elsewhere = () => Promise.reject(new Error("elsewhere"));
  const keys = issuer.keys({ of: () => elsewhere });
  expect(keys.of(POOL.issuer)).not.toBe(elsewhere);
  expect(keys.of("https://login.example.com")).toBe(elsewhere);
});

test("the clock is the machine's where none is given", async () => {
  const before = Math.floor(Date.now() / 1000);
  const { token } = createIssuer({ pools: [POOL], key: await sharedKey() });
  expect(decodeJwt(await token({ pool: POOL })).iat).toBeGreaterThanOrEqual(before);
});
