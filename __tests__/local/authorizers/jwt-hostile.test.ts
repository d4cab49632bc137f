import { createHmac, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { authorizeJwt, createRemoteKeys } from "../../../src/local/authorizers";
import type { Denied } from "../../../src/local/gateway";
import type { Issuer } from "../../../src/local/issuer";
import { generateKey, type SigningKey, sharedKey } from "../../../src/local/issuer";
import { bearing, encoded, GOOD_CLAIMS, issuerAtNoon, jws, jwtGuard, NOON } from "./support";

// Tokens that somebody made who has no business here. Each must be refused, and none may do anything else.
//
// Facts: http-api-jwt-authorizer, API Gateway developer guide. The words are those of src/local/callers/jwt-refusal, which says
// whose they are.

let issuer: Issuer;
let own: SigningKey;
let foreign: SigningKey;
/** An attacker's own server, and what was asked of it. */
let server: Server;
let visits: string[];

beforeAll(async () => {
  issuer = await issuerAtNoon();
  own = await sharedKey();
  foreign = await generateKey();
  visits = [];
  server = createServer(({ url = "" }, reply) => {
    visits.push(url);
    reply.end(JSON.stringify({ keys: [foreign.publicJwk] }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
});

afterAll(() => new Promise((closed) => server.close(closed)));

async function refusal(token: string): Promise<Denied> {
  const verdict = await authorizeJwt(bearing(token), jwtGuard(), issuer.keys(createRemoteKeys()), () => NOON);
  if (verdict.isAuthorized) throw new Error("it was admitted");
  return verdict;
}

function description({ headers }: Denied): string | undefined {
  return /error_description="([^"]*)"$/.exec(headers?.["www-authenticate"] ?? "")?.[1];
}

type Make = () => string;

const CASES: [string, Make, string][] = [
  [
    "alg none, without a signature",
    () => `${encoded({ alg: "none", kid: own.kid })}.${encoded(GOOD_CLAIMS)}.`,
    "signing method none is invalid",
  ],
  [
    "HS256, signed with the public key as the secret",
    () => {
      const text = `${encoded({ alg: "HS256", kid: own.kid })}.${encoded(GOOD_CLAIMS)}`;
      const pem = createPublicKey(own.privateKey).export({ type: "spki", format: "pem" });
      return `${text}.${createHmac("sha256", pem).update(text).digest("base64url")}`;
    },
    "signing method HS256 is invalid",
  ],
  [
    "ES256, as the service says it (captured)",
    () => {
      const text = `${encoded({ alg: "ES256", kid: own.kid })}.${encoded(GOOD_CLAIMS)}`;
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
    },
    "signing method ES256 is invalid",
  ],
  ["no alg", () => jws({ kid: own.kid }, GOOD_CLAIMS, own.privateKey), "signing method (alg) is unspecified"],
  [
    "an alg that would end the header's text",
    () => jws({ alg: 'x"\r\nset-cookie: a=b', kid: own.kid }, GOOD_CLAIMS, own.privateKey),
    "signing method (alg) is invalid",
  ],
  [
    "a kid that the issuer does not have",
    () => jws({ alg: "RS256", kid: "other" }, GOOD_CLAIMS, own.privateKey),
    "no key of the issuer has the token's kid",
  ],
  [
    "no kid, though there is only one key",
    () => jws({ alg: "RS256" }, GOOD_CLAIMS, own.privateKey),
    "no key of the issuer has the token's kid",
  ],
  [
    "a kid that is no text",
    () => jws({ alg: "RS256", kid: { $ne: null } }, GOOD_CLAIMS, own.privateKey),
    "no key of the issuer has the token's kid",
  ],
  [
    "the issuer's kid over another's signature",
    () => jws({ alg: "RS256", kid: own.kid }, GOOD_CLAIMS, foreign.privateKey),
    "the token's signature is invalid",
  ],
  [
    "a signature of other claims",
    () => {
      const [header, , signature] = jws({ alg: "RS256", kid: own.kid }, {}, own.privateKey).split(".");
      return `${header}.${encoded(GOOD_CLAIMS)}.${signature}`;
    },
    "the token's signature is invalid",
  ],
  [
    "an extension that says its claims are not encoded",
    () => {
      const header = encoded({ alg: "RS256", kid: own.kid, b64: false, crit: ["b64"] });
      const text = `${header}.${JSON.stringify({ ...GOOD_CLAIMS, iss: "x" }).replaceAll(".", "")}`;
      return `${text}.${sign("sha256", Buffer.from(text), own.privateKey).toString("base64url")}`;
    },
    "the token cannot be decoded",
  ],
  ["a text (captured)", () => "not-a-token", "token contains an invalid number of segments"],
  ["two parts", () => "a.b", "token contains an invalid number of segments"],
  ["five parts, as if encrypted", () => "a.b.c.d.e", "token contains an invalid number of segments"],
  ["three parts of nothing", () => "..", "the token cannot be decoded"],
  ["no base64", () => "$%&.(/).=?", "the token cannot be decoded"],
  ["a header that is no JSON", () => jws("{", GOOD_CLAIMS, own.privateKey), "the token cannot be decoded"],
  ["a header that is a list", () => jws("[]", GOOD_CLAIMS, own.privateKey), "the token cannot be decoded"],
  [
    "claims that are no JSON",
    () => jws({ alg: "RS256", kid: own.kid }, "{", own.privateKey),
    "the token cannot be decoded",
  ],
  [
    "claims that are a list",
    () => jws({ alg: "RS256", kid: own.kid }, "[]", own.privateKey),
    "the token cannot be decoded",
  ],
  [
    "claims that are null",
    () => jws({ alg: "RS256", kid: own.kid }, "null", own.privateKey),
    "the token cannot be decoded",
  ],
  [
    "a good token of 100 kB, which no request to API Gateway could bear (http-api-quotas)",
    () => jws({ alg: "RS256", kid: own.kid }, { ...GOOD_CLAIMS, x: "x".repeat(75_000) }, own.privateKey),
    "the token is too long",
  ],
  ["100 kB of dots", () => ".".repeat(100_000), "the token is too long"],
  ["two tokens", () => `${"a.b.c"} ${"d.e.f"}`, "token contains an invalid number of segments"],
];

test.each(CASES)("%s", async (_, make, said) => {
  const refused = await refusal(make());
  expect(refused).toMatchObject({ status: 401, message: "Unauthorized" });
  expect(description(refused)).toBe(said);
});

test("a key that the token brings along, or says where to find, is not used, and its address is not called", async () => {
  const { port } = server.address() as AddressInfo;
  const at = `http://127.0.0.1:${port}`;
  const header = {
    alg: "RS256",
    kid: foreign.kid,
    jku: `${at}/jku`,
    x5u: `${at}/x5u`,
    jwk: foreign.publicJwk,
  };
  const refused = await refusal(jws(header, GOOD_CLAIMS, foreign.privateKey));
  expect(description(refused)).toBe("no key of the issuer has the token's kid");
  expect(visits).toEqual([]);
});

test("of a claim that is there twice the last counts, for the check as for the function", async () => {
  const claims = JSON.stringify(GOOD_CLAIMS).replace("{", '{"iss":"https://evil.example.com",');
  const twice = jws({ alg: "RS256", kid: own.kid }, claims, own.privateKey);
  const verdict = await authorizeJwt(bearing(twice), jwtGuard(), issuer.keys(createRemoteKeys()), () => NOON);
  expect(verdict).toMatchObject({ authorizer: { jwt: { claims: { iss: GOOD_CLAIMS.iss } } } });
});

test("a claim named like a part of every object is a claim like others", async () => {
  const claims = JSON.stringify(GOOD_CLAIMS).replace("{", '{"__proto__":{"admin":true},');
  const odd = jws({ alg: "RS256", kid: own.kid }, claims, own.privateKey);
  const verdict = await authorizeJwt(bearing(odd), jwtGuard(), issuer.keys(createRemoteKeys()), () => NOON);
  const { authorizer } = verdict as { authorizer: { jwt: { claims: Record<string, string> } } };
  expect(Object.entries(authorizer.jwt.claims)).toContainEqual(["__proto__", '{"admin":true}']);
  expect(authorizer.jwt.claims.admin).toBeUndefined();
});
