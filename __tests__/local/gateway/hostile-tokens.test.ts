import { constants, createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { sharedKey } from "../../../src/local/issuer";
import { encoded, jws } from "../authorizers/support";
import { authorizedBy, JWT_AUTHORIZER, USER_POOL } from "./terraform-fixture";
import { testGateway } from "./test-gateway";

// These tests send tokens over HTTP that an authorizer must deny. The tokens are created without a private
// key of the issuer. More cases are in ../authorizers/jwt-hostile.test.ts.
//
// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
//   and https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html
// - [captured]: error descriptions of AWS, whose sources are in src/local/authorizers/jwt-challenge.ts
// - [our wording]: error descriptions of this project, because no response of AWS was found

const api = testGateway({
  authorizers: { users: JWT_AUTHORIZER },
  routes: {
    "GET /notes": { to: "echo", ...authorizedBy("users", "JWT") },
    "GET /scoped": { to: "echo", ...authorizedBy("users", "JWT"), authorization_scopes: ["notes/read"] },
  },
  more: { resource: USER_POOL },
});

interface PublicData {
  readonly kid: string;
  /** Public key as JSON and as PEM. A vulnerable server would use one of these strings as an HMAC secret. */
  readonly publicKey: readonly [string, string];
  readonly claims: Record<string, unknown>;
  /** Header, claims and signature of a valid token. */
  readonly parts: readonly [string, string, string];
}

let known: PublicData;
let otherKey: KeyObject;

beforeAll(async () => {
  const { keys } = JSON.parse((await api.call("GET /_gatewright/users/.well-known/jwks.json")).body);
  const pem = createPublicKey({ key: keys[0], format: "jwk" }).export({ type: "spki", format: "pem" });
  const parts = (await api.local.token()).split(".") as unknown as PublicData["parts"];
  const claims = JSON.parse(Buffer.from(parts[1], "base64url").toString());
  known = { kid: keys[0].kid, publicKey: [JSON.stringify(keys[0]), String(pem)], claims, parts };
  otherKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
});

afterEach(async () => {
  expect((await sendToken(known.parts.join("."))).status).toBe(200);
});

function sendToken(token: string, path = "/notes") {
  return api.call(`GET ${path}`, { headers: { Authorization: `Bearer ${token}` } });
}

function signHmac(secret: string): string {
  const text = `${encoded({ alg: "HS256", kid: known.kid })}.${encoded(known.claims)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

function withSignature(change: (signature: string) => string): string {
  const [header, claims, signature] = known.parts;
  return [header, claims, change(signature)].join(".");
}

/**
 * Last characters of the base64url form of 256 bytes, each with a character that only differs in the four unused bits.
 */
const NEXT_CHARACTER: Readonly<Record<string, string>> = { A: "B", Q: "R", g: "h", w: "x" };

const challenge = (description: string) =>
  `Bearer scope="" error="invalid_token" error_description="${description}"`;

test.each<[string, () => string | Promise<string>, string]>([
  [
    "alg none, and no signature [AWS docs, captured]",
    () => `${encoded({ alg: "none" })}.${known.parts[1]}.`,
    "signing method none is invalid",
  ],
  [
    "alg none, and a signature [AWS docs, captured]",
    () => `${encoded({ alg: "none" })}.${known.parts[1]}.${known.parts[2]}`,
    "signing method none is invalid",
  ],
  [
    "a signature with the public key as HMAC secret [AWS docs, captured]",
    () => signHmac(known.publicKey[0]),
    "signing method HS256 is invalid",
  ],
  [
    "a signature with the PEM as HMAC secret [AWS docs, captured]",
    () => signHmac(known.publicKey[1]),
    "signing method HS256 is invalid",
  ],
  [
    "a PS256 signature by the key of the issuer [unverified]",
    async () => {
      const { privateKey: key } = await sharedKey();
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      const pss = { key, padding, saltLength: 32 };
      return jws({ alg: "PS256", kid: known.kid }, known.claims, pss);
    },
    "signing method PS256 is invalid",
  ],
  [
    "an ES256 signature [captured]",
    () => {
      const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
      return jws({ alg: "ES256", kid: known.kid }, known.claims, { key, dsaEncoding: "ieee-p1363" });
    },
    "signing method ES256 is invalid",
  ],
  [
    "a signature by another key with the same kid [AWS docs, our wording]",
    () => jws({ alg: "RS256", kid: known.kid }, known.claims, otherKey),
    "the token's signature is invalid",
  ],
  [
    "its own key in the header [AWS docs, our wording]",
    () => {
      const jwk = createPublicKey(otherKey).export({ format: "jwk" });
      return jws({ alg: "RS256", kid: "own", jwk }, known.claims, otherKey);
    },
    "no key of the issuer has the token's kid",
  ],
  [
    "claims that differ from the signed ones [AWS docs, our wording]",
    () => [known.parts[0], encoded({ ...known.claims, sub: "root" }), known.parts[2]].join("."),
    "the token's signature is invalid",
  ],
  [
    "an exp in the past [AWS docs, captured]",
    () => api.local.token({ expiresInMinutes: -1 }),
    "the token has expired",
  ],
  [
    "an nbf in the future [AWS docs, our wording]",
    () => api.local.token({ claims: { nbf: 9999999999 } }),
    "the token is not valid yet",
  ],
  [
    "an iat in the future [AWS docs, our wording]",
    () => api.local.token({ claims: { iat: 9999999999 } }),
    "the token was issued in the future",
  ],
  [
    "an issuer that differs by a slash [AWS docs, captured]",
    () => api.local.token({ claims: { iss: `${known.claims.iss}/` } }),
    "issuer does not match",
  ],
  [
    "another issuer [AWS docs, captured]",
    () => api.local.token({ claims: { iss: "https://evil.example.com" } }),
    "issuer does not match",
  ],
  [
    "another client [AWS docs]",
    () => api.local.token({ claims: { client_id: "other" } }),
    "the token does not have a valid audience",
  ],
  [
    "another audience and a valid client [AWS docs]",
    () => api.local.token({ claims: { aud: "other" } }),
    "the token does not have a valid audience",
  ],
  [
    "two parts [captured]",
    () => known.parts.slice(0, 2).join("."),
    "token contains an invalid number of segments",
  ],
  [
    "four parts [captured]",
    () => [...known.parts, "x"].join("."),
    "token contains an invalid number of segments",
  ],
  ["no parts [captured]", () => "x", "token contains an invalid number of segments"],
  [
    "an invalid header [our wording]",
    () => `x.${known.parts[1]}.${known.parts[2]}`,
    "the token cannot be decoded",
  ],
  ["parts that are not base64 JSON [our wording]", () => "a.b.c", "the token cannot be decoded"],
  [
    "a signature in standard base64 [RFC 7515 §2, our wording]",
    () => withSignature((signature) => Buffer.from(signature, "base64url").toString("base64")),
    "the token cannot be decoded",
  ],
  [
    "a signature with padding [RFC 7515 §2, our wording]",
    () => withSignature((signature) => `${signature}==`),
    "the token cannot be decoded",
  ],
  [
    "a signature whose unused last bits are not zero [RFC 4648 §3.5, our wording]",
    () => withSignature((signature) => signature.slice(0, -1) + NEXT_CHARACTER[signature.slice(-1)]),
    "the token cannot be decoded",
  ],
  [
    "a header with a byte order mark [RFC 8259 §8.1, our wording]",
    async () => {
      const header = `\uFEFF${JSON.stringify({ alg: "RS256", kid: known.kid })}`;
      return jws(header, known.claims, (await sharedKey()).privateKey);
    },
    "the token cannot be decoded",
  ],
  [
    "claims with a byte order mark [RFC 8259 §8.1, our wording]",
    async () => {
      const claims = `\uFEFF${JSON.stringify(known.claims)}`;
      return jws({ alg: "RS256", kid: known.kid }, claims, (await sharedKey()).privateKey);
    },
    "the token cannot be decoded",
  ],
])("a token returns 401 with %s", async (_, token, description) => {
  const response = await sendToken(await token());
  expect(response).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
  expect(response.headers["www-authenticate"]).toBe(challenge(description));
});

test("a token whose scope only starts with the scope of the route returns 403 [AWS docs]", async () => {
  const token = await api.local.token({ claims: { scope: "notes/reader notes" } });
  expect(await sendToken(token, "/scoped")).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
});
