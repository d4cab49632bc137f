import { createHmac, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { authorizeJwt, createRemoteKeys } from "../../../src/local/authorizers";
import type { Denied } from "../../../src/local/gateway";
import type { Issuer } from "../../../src/local/issuer";
import { generateKey, type SigningKey, sharedKey } from "../../../src/local/issuer";
import {
  createIssuerAtNoon,
  encoded,
  jws,
  jwtAuthorization,
  NOON,
  requestWithToken,
  VALID_CLAIMS,
} from "./support";

// The tokens in these tests come from an attacker. Each token must be denied, and must have no other effect.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
// The sources of the error descriptions are in src/local/authorizers/jwt-challenge.ts.

let issuer: Issuer;
let poolKey: SigningKey;
let attackerKey: SigningKey;
/** HTTP server of the attacker. */
let server: Server;
/** Paths of the requests that the attacker's server received. */
let visitedPaths: string[];

beforeAll(async () => {
  issuer = await createIssuerAtNoon();
  poolKey = await sharedKey();
  attackerKey = await generateKey();
  visitedPaths = [];
  server = createServer(({ url = "" }, response) => {
    visitedPaths.push(url);
    response.end(JSON.stringify({ keys: [attackerKey.publicJwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

async function authorizeDenied(token: string): Promise<Denied> {
  const result = await authorizeJwt(
    requestWithToken(token),
    jwtAuthorization(),
    issuer.keys(createRemoteKeys()),
    () => NOON,
  );
  if (result.isAuthorized) throw new Error("the token was allowed");
  return result;
}

function readDescription({ headers }: Denied): string | undefined {
  return /error_description="([^"]*)"$/.exec(headers?.["www-authenticate"] ?? "")?.[1];
}

const CASES: [string, () => string, string][] = [
  [
    "alg none, without a signature",
    () => `${encoded({ alg: "none", kid: poolKey.kid })}.${encoded(VALID_CLAIMS)}.`,
    "signing method none is invalid",
  ],
  [
    "HS256, signed with the public key as the secret",
    () => {
      const signingInput = `${encoded({ alg: "HS256", kid: poolKey.kid })}.${encoded(VALID_CLAIMS)}`;
      const pem = createPublicKey(poolKey.privateKey).export({ type: "spki", format: "pem" });
      return `${signingInput}.${createHmac("sha256", pem).update(signingInput).digest("base64url")}`;
    },
    "signing method HS256 is invalid",
  ],
  [
    "ES256, with the description of the service [captured]",
    () => {
      const signingInput = `${encoded({ alg: "ES256", kid: poolKey.kid })}.${encoded(VALID_CLAIMS)}`;
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      return `${signingInput}.${sign("sha256", Buffer.from(signingInput), privateKey).toString("base64url")}`;
    },
    "signing method ES256 is invalid",
  ],
  [
    "no alg",
    () => jws({ kid: poolKey.kid }, VALID_CLAIMS, poolKey.privateKey),
    "signing method (alg) is unspecified",
  ],
  [
    "an alg that would end the quoted string of the header",
    () => jws({ alg: 'x"\r\nset-cookie: a=b', kid: poolKey.kid }, VALID_CLAIMS, poolKey.privateKey),
    "signing method (alg) is invalid",
  ],
  [
    "a kid that the issuer does not have",
    () => jws({ alg: "RS256", kid: "other" }, VALID_CLAIMS, poolKey.privateKey),
    "no key of the issuer has the token's kid",
  ],
  [
    "no kid, though there is only one key",
    () => jws({ alg: "RS256" }, VALID_CLAIMS, poolKey.privateKey),
    "no key of the issuer has the token's kid",
  ],
  [
    "a kid that is not a string",
    () => jws({ alg: "RS256", kid: { $ne: null } }, VALID_CLAIMS, poolKey.privateKey),
    "no key of the issuer has the token's kid",
  ],
  [
    "the issuer's kid with a signature of another key",
    () => jws({ alg: "RS256", kid: poolKey.kid }, VALID_CLAIMS, attackerKey.privateKey),
    "the token's signature is invalid",
  ],
  [
    "a signature of other claims",
    () => {
      const [header, , signature] = jws({ alg: "RS256", kid: poolKey.kid }, {}, poolKey.privateKey).split(
        ".",
      );
      return `${header}.${encoded(VALID_CLAIMS)}.${signature}`;
    },
    "the token's signature is invalid",
  ],
  [
    "an extension for claims that are not encoded",
    () => {
      const header = encoded({ alg: "RS256", kid: poolKey.kid, b64: false, crit: ["b64"] });
      const signingInput = `${header}.${JSON.stringify({ ...VALID_CLAIMS, iss: "x" }).replaceAll(".", "")}`;
      return `${signingInput}.${sign("sha256", Buffer.from(signingInput), poolKey.privateKey).toString("base64url")}`;
    },
    "the token cannot be decoded",
  ],
  ["plain text [captured]", () => "not-a-token", "token contains an invalid number of segments"],
  ["two parts", () => "a.b", "token contains an invalid number of segments"],
  ["five parts, as if encrypted", () => "a.b.c.d.e", "token contains an invalid number of segments"],
  ["three empty parts", () => "..", "the token cannot be decoded"],
  ["invalid base64", () => "$%&.(/).=?", "the token cannot be decoded"],
  [
    "a header that is not JSON",
    () => jws("{", VALID_CLAIMS, poolKey.privateKey),
    "the token cannot be decoded",
  ],
  [
    "a header that is a list",
    () => jws("[]", VALID_CLAIMS, poolKey.privateKey),
    "the token cannot be decoded",
  ],
  [
    "claims that are not JSON",
    () => jws({ alg: "RS256", kid: poolKey.kid }, "{", poolKey.privateKey),
    "the token cannot be decoded",
  ],
  [
    "claims that are a list",
    () => jws({ alg: "RS256", kid: poolKey.kid }, "[]", poolKey.privateKey),
    "the token cannot be decoded",
  ],
  [
    "claims that are null",
    () => jws({ alg: "RS256", kid: poolKey.kid }, "null", poolKey.privateKey),
    "the token cannot be decoded",
  ],
  [
    "a valid token of 100 kB, which exceeds the quota for headers (http-api-quotas)",
    () =>
      jws({ alg: "RS256", kid: poolKey.kid }, { ...VALID_CLAIMS, x: "x".repeat(75_000) }, poolKey.privateKey),
    "the token is too long",
  ],
  ["100 kB of dots", () => ".".repeat(100_000), "the token is too long"],
  ["two tokens", () => `${"a.b.c"} ${"d.e.f"}`, "token contains an invalid number of segments"],
];

test.each(CASES)("a token is denied with 401: %s", async (_, createToken, description) => {
  const denial = await authorizeDenied(createToken());
  expect(denial).toMatchObject({ status: 401, message: "Unauthorized" });
  expect(readDescription(denial)).toBe(description);
});

test("a key that the token contains or refers to by URL is not used, and the URL is not requested", async () => {
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const header = {
    alg: "RS256",
    kid: attackerKey.kid,
    jku: `${origin}/jku`,
    x5u: `${origin}/x5u`,
    jwk: attackerKey.publicJwk,
  };
  const denial = await authorizeDenied(jws(header, VALID_CLAIMS, attackerKey.privateKey));
  expect(readDescription(denial)).toBe("no key of the issuer has the token's kid");
  expect(visitedPaths).toEqual([]);
});

test("the authorizer and the function both use the last value of a duplicate claim", async () => {
  const claims = JSON.stringify(VALID_CLAIMS).replace("{", '{"iss":"https://evil.example.com",');
  const token = jws({ alg: "RS256", kid: poolKey.kid }, claims, poolKey.privateKey);
  const result = await authorizeJwt(
    requestWithToken(token),
    jwtAuthorization(),
    issuer.keys(createRemoteKeys()),
    () => NOON,
  );
  expect(result).toMatchObject({ authorizer: { jwt: { claims: { iss: VALID_CLAIMS.iss } } } });
});

test("a claim named __proto__ is an ordinary claim", async () => {
  const claims = JSON.stringify(VALID_CLAIMS).replace("{", '{"__proto__":{"admin":true},');
  const token = jws({ alg: "RS256", kid: poolKey.kid }, claims, poolKey.privateKey);
  const result = await authorizeJwt(
    requestWithToken(token),
    jwtAuthorization(),
    issuer.keys(createRemoteKeys()),
    () => NOON,
  );
  const { authorizer } = result as { authorizer: { jwt: { claims: Record<string, string> } } };
  expect(Object.entries(authorizer.jwt.claims)).toContainEqual(["__proto__", '{"admin":true}']);
  expect(authorizer.jwt.claims.admin).toBeUndefined();
});
