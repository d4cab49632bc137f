import { constants, createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { sharedKey } from "../../../src/local/issuer";
import { encoded, jws } from "../authorizers/support";
import { guardedBy, JWT_AUTHORIZER, POOL } from "./terraform-fixture";
import { served } from "./test-gateway";

// Tokens that an authorizer must not take, through HTTP and with the keys that anybody can have. What else there is to try
// is in ../callers/jwt-hostile.
//
// Facts: http-api-jwt-authorizer and http-api-troubleshooting-jwt, API Gateway developer guide (D); what the live service was
// seen to say (C), with the sources in src/local/callers/jwt-refusal. Words of which no record was found are ours.

const api = served({
  authorizers: { users: JWT_AUTHORIZER },
  routes: {
    "GET /notes": { to: "echo", ...guardedBy("users", "JWT") },
    "GET /scoped": { to: "echo", ...guardedBy("users", "JWT"), authorization_scopes: ["notes/read"] },
  },
  more: { resource: POOL },
});

interface Known {
  readonly kid: string;
  /** As JSON, and as a PEM file: both are texts that a server may take for a secret. */
  readonly publicKey: readonly [string, string];
  readonly claims: Record<string, unknown>;
  /** A good token, in its parts. */
  readonly parts: readonly [string, string, string];
}

let known: Known;
let stranger: KeyObject;

beforeAll(async () => {
  const { keys } = JSON.parse((await api.call("GET /_gatewright/users/.well-known/jwks.json")).body);
  const pem = createPublicKey({ key: keys[0], format: "jwk" }).export({ type: "spki", format: "pem" });
  const parts = (await api.local.token()).split(".") as unknown as Known["parts"];
  const claims = JSON.parse(Buffer.from(parts[1], "base64url").toString());
  known = { kid: keys[0].kid, publicKey: [JSON.stringify(keys[0]), String(pem)], claims, parts };
  stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
});

afterEach(async () => {
  expect((await bearing(known.parts.join("."))).status).toBe(200);
});

function bearing(token: string, path = "/notes") {
  return api.call(`GET ${path}`, { headers: { Authorization: `Bearer ${token}` } });
}

function hmac(secret: string): string {
  const text = `${encoded({ alg: "HS256", kid: known.kid })}.${encoded(known.claims)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

const invalid = (description: string) =>
  `Bearer scope="" error="invalid_token" error_description="${description}"`;

test.each<[string, () => string | Promise<string>, string]>([
  [
    "no signature, and alg none (D, C)",
    () => `${encoded({ alg: "none" })}.${known.parts[1]}.`,
    "signing method none is invalid",
  ],
  [
    "alg none, and a signature (D, C)",
    () => `${encoded({ alg: "none" })}.${known.parts[1]}.${known.parts[2]}`,
    "signing method none is invalid",
  ],
  [
    "a signature by the public key as a secret (D, C)",
    () => hmac(known.publicKey[0]),
    "signing method HS256 is invalid",
  ],
  ["one by its PEM (D, C)", () => hmac(known.publicKey[1]), "signing method HS256 is invalid"],
  [
    "a signature by the issuer's key, and PS256 (?)",
    async () => {
      const { privateKey: key } = await sharedKey();
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      const pss = { key, padding, saltLength: 32 };
      return jws({ alg: "PS256", kid: known.kid }, known.claims, pss);
    },
    "signing method PS256 is invalid",
  ],
  [
    "ES256 (C)",
    () => {
      const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
      return jws({ alg: "ES256", kid: known.kid }, known.claims, { key, dsaEncoding: "ieee-p1363" });
    },
    "signing method ES256 is invalid",
  ],
  [
    "a signature by another key of the same name (D, words ours)",
    () => jws({ alg: "RS256", kid: known.kid }, known.claims, stranger),
    "the token's signature is invalid",
  ],
  [
    "a key of its own (D, words ours)",
    () => {
      const jwk = createPublicKey(stranger).export({ format: "jwk" });
      return jws({ alg: "RS256", kid: "own", jwk }, known.claims, stranger);
    },
    "no key of the issuer has the token's kid",
  ],
  [
    "other claims than were signed (D, words ours)",
    () => [known.parts[0], encoded({ ...known.claims, sub: "root" }), known.parts[2]].join("."),
    "the token's signature is invalid",
  ],
  ["a time that is over (D, C)", () => api.local.token({ expiresInMinutes: -1 }), "the token has expired"],
  [
    "a time that is to come (D, words ours)",
    () => api.local.token({ claims: { nbf: 9999999999 } }),
    "the token is not valid yet",
  ],
  [
    "a birth that is to come (D, words ours)",
    () => api.local.token({ claims: { iat: 9999999999 } }),
    "the token was issued in the future",
  ],
  [
    "an issuer that differs in a slash (D, C)",
    () => api.local.token({ claims: { iss: `${known.claims.iss}/` } }),
    "issuer does not match",
  ],
  [
    "another issuer (D, C)",
    () => api.local.token({ claims: { iss: "https://evil.example.com" } }),
    "issuer does not match",
  ],
  [
    "another audience (D)",
    () => api.local.token({ claims: { client_id: "other" } }),
    "the token does not have a valid audience",
  ],
  [
    "another audience beside a client that is good (D)",
    () => api.local.token({ claims: { aud: "other" } }),
    "the token does not have a valid audience",
  ],
  ["two parts (C)", () => known.parts.slice(0, 2).join("."), "token contains an invalid number of segments"],
  ["four parts (C)", () => [...known.parts, "x"].join("."), "token contains an invalid number of segments"],
  ["no parts (C)", () => "x", "token contains an invalid number of segments"],
  [
    "a header that is none (words ours)",
    () => `x.${known.parts[1]}.${known.parts[2]}`,
    "the token cannot be decoded",
  ],
  ["text of another kind (words ours)", () => "a.b.c", "the token cannot be decoded"],
])("401 for a token with %s", async (_, token, description) => {
  const reply = await bearing(await token());
  expect(reply).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
  expect(reply.headers["www-authenticate"]).toBe(invalid(description));
});

test("403 for a token whose scope only begins like the route's (D)", async () => {
  const token = await api.local.token({ claims: { scope: "notes/reader notes" } });
  expect(await bearing(token, "/scoped")).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
});
