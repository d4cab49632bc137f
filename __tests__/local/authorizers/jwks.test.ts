import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { authorizeJwt, createRemoteKeys } from "../../../src/local/authorizers";
import type { IssuerKeys } from "../../../src/local/issuer";
import { generateKey, type SigningKey } from "../../../src/local/issuer";
import { bearing, GOOD_CLAIMS, jws, jwtGuard, NOON } from "./support";

// Facts: http-api-jwt-authorizer, API Gateway developer guide, and OpenID Connect Discovery 1.0.

let first: SigningKey;
let second: SigningKey;
let server: Server;
let at: string;
/** What was asked of the issuer, and how it answers; each test may have it answer otherwise. */
let asked: string[];
let answer: RequestListener;
/** What the issuer publishes. */
let published: SigningKey[];
let clock: number;
let keys: IssuerKeys;

beforeAll(async () => {
  [first, second] = await Promise.all([generateKey(), generateKey()]);
  server = createServer((request, reply) => {
    asked.push(request.url ?? "");
    answer(request, reply);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
});

beforeEach(() => {
  asked = [];
  published = [first];
  clock = NOON;
  keys = createRemoteKeys({ now: () => clock });
  answer = ({ url }, reply) => {
    const found = documents()[url ?? ""];
    reply.writeHead(found ? 200 : 404).end(JSON.stringify(found ?? {}));
  };
});

function documents(): Record<string, object> {
  return {
    "/tenant/.well-known/openid-configuration": { issuer: `${at}/tenant`, jwks_uri: `${at}/keys` },
    "/.well-known/openid-configuration": { issuer: `${at}/`, jwks_uri: `${at}/keys` },
    "/keys": { keys: published.map(({ publicJwk }) => publicJwk) },
  };
}

function judged({ privateKey, kid }: SigningKey, issuer = `${at}/tenant`) {
  const token = jws({ alg: "RS256", kid }, { ...GOOD_CLAIMS, iss: issuer, exp: NOON }, privateKey);
  return authorizeJwt(bearing(token), jwtGuard({ issuer }), keys, () => clock);
}

const TWO_HOURS = 2 * 60 * 60 * 1000;

test("an issuer's keys are found by its discovery document", async () => {
  expect((await judged(first)).isAuthorized).toBe(true);
  expect(asked).toEqual(["/tenant/.well-known/openid-configuration", "/keys"]);
});

test("an issuer that ends in a slash has no second one before the document's path", async () => {
  expect((await judged(first, `${at}/`)).isAuthorized).toBe(true);
  expect(asked).toEqual(["/.well-known/openid-configuration", "/keys"]);
});

test("keys are kept for two hours, and no longer", async () => {
  await judged(first);
  clock += TWO_HOURS - 1;
  await judged(first);
  expect(asked).toHaveLength(2);
  clock += 1;
  await judged(first);
  expect(asked).toHaveLength(4);
});

test("a key that is withdrawn is good as long as it is kept", async () => {
  await judged(first);
  published = [second];
  expect((await judged(first)).isAuthorized).toBe(true);
  clock += TWO_HOURS;
  expect((await judged(first)).isAuthorized).toBe(false);
});

test("a kid that is not among them has the keys fetched again, at most every half minute", async () => {
  await judged(first);
  published = [first, second];
  expect((await judged(second)).isAuthorized).toBe(false);
  expect(asked).toHaveLength(2);
  clock += 30_000;
  expect((await judged(second)).isAuthorized).toBe(true);
  expect(asked).toHaveLength(4);
});

test("requests that come at once have the keys fetched once", async () => {
  const verdicts = await Promise.all([judged(first), judged(first), judged(first)]);
  expect(verdicts.map(({ isAuthorized }) => isAuthorized)).toEqual([true, true, true]);
  expect(asked).toHaveLength(2);
});

test("an issuer that comes back is asked again", async () => {
  const good = answer;
  answer = (_, reply) => reply.writeHead(503).end();
  expect((await judged(first)).isAuthorized).toBe(false);
  answer = good;
  expect((await judged(first)).isAuthorized).toBe(true);
});

describe("an issuer that tells no keys is a refusal, as captured in access logs", () => {
  const DISCOVERY = "OIDC discovery endpoint communication error";
  const JWKS = "JWKS communication error";

  /** Answers one of the two paths otherwise. */
  function instead(path: string, listener: RequestListener): void {
    const usual = answer;
    answer = (request, reply) => (request.url === path ? listener(request, reply) : usual(request, reply));
  }

  const CONFIGURATION = "/tenant/.well-known/openid-configuration";

  test.each<[string, string, RequestListener, string]>([
    ["no discovery document", CONFIGURATION, (_, reply) => reply.writeHead(404).end(), DISCOVERY],
    ["a page instead of it", CONFIGURATION, (_, reply) => reply.end("<html>"), DISCOVERY],
    [
      "one of another issuer",
      CONFIGURATION,
      (_, reply) => reply.end('{"issuer":"https://x","jwks_uri":"https://x"}'),
      DISCOVERY,
    ],
    ["null", CONFIGURATION, (_, reply) => reply.end("null"), DISCOVERY],
    [
      "one without jwks_uri",
      CONFIGURATION,
      (_, reply) => reply.end(JSON.stringify({ issuer: `${at}/tenant` })),
      JWKS,
    ],
    ["no keys at jwks_uri", "/keys", (_, reply) => reply.writeHead(500).end(), JWKS],
    [
      "keys with a status that says there are none",
      "/keys",
      (_, reply) => reply.writeHead(404).end(JSON.stringify({ keys: [first.publicJwk] })),
      JWKS,
    ],
    ["something else at jwks_uri", "/keys", (_, reply) => reply.end('{"keys":[null]}'), JWKS],
    ["a connection that breaks", "/keys", (_, reply) => reply.destroy(), JWKS],
  ])("%s", async (_, path, listener, description) => {
    instead(path, listener);
    expect(await judged(first)).toMatchObject({
      status: 401,
      message: "Unauthorized",
      error: `invalid_token: ${description}`,
      reason: expect.stringContaining("http"),
    });
  });

  test.each([
    ["the document", CONFIGURATION, DISCOVERY],
    ["the keys", "/keys", JWKS],
  ])("%s does not come in time", async (_, path, description) => {
    instead(path, () => {});
    keys = createRemoteKeys({ now: () => clock, timeoutMs: 300 });
    expect(await judged(first)).toMatchObject({ status: 401, error: `invalid_token: ${description}` });
  });

  test("nobody listens there", async () => {
    const gone = createServer();
    await new Promise<void>((listening) => gone.listen(0, "127.0.0.1", listening));
    const { port } = gone.address() as AddressInfo;
    await new Promise((closed) => gone.close(closed));
    expect(await judged(first, `http://127.0.0.1:${port}`)).toMatchObject({
      status: 401,
      error: `invalid_token: ${DISCOVERY}`,
      reason: expect.stringMatching(/127\.0\.0\.1:\d+\/\.well-known\/openid-configuration: .*ECONNREFUSED/),
    });
  });
});
