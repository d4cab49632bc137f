import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { authorizeJwt, createRemoteKeys } from "../../../src/local/authorizers";
import type { IssuerKeys } from "../../../src/local/issuer";
import { generateKey, type SigningKey } from "../../../src/local/issuer";
import { jws, jwtAuthorization, NOON, requestWithToken, VALID_CLAIMS } from "./support";

// Sources of the expected results:
// - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
// - https://openid.net/specs/openid-connect-discovery-1_0.html

let firstKey: SigningKey;
let secondKey: SigningKey;
let server: Server;
let origin: string;
/** Paths of the requests that the issuer received. */
let paths: string[];
/** Request listener of the issuer, which a test can replace. */
let respond: RequestListener;
/** Keys that the issuer publishes. */
let publishedKeys: SigningKey[];
let clock: number;
let remoteKeys: IssuerKeys;

beforeAll(async () => {
  [firstKey, secondKey] = await Promise.all([generateKey(), generateKey()]);
  server = createServer((request, response) => {
    paths.push(request.url ?? "");
    respond(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  paths = [];
  publishedKeys = [firstKey];
  clock = NOON;
  remoteKeys = createRemoteKeys({ now: () => clock });
  respond = ({ url }, response) => {
    const document = createDocuments()[url ?? ""];
    response.writeHead(document ? 200 : 404).end(JSON.stringify(document ?? {}));
  };
});

function createDocuments(): Record<string, object> {
  return {
    "/tenant/.well-known/openid-configuration": { issuer: `${origin}/tenant`, jwks_uri: `${origin}/keys` },
    "/.well-known/openid-configuration": { issuer: `${origin}/`, jwks_uri: `${origin}/keys` },
    "/keys": { keys: publishedKeys.map(({ publicJwk }) => publicJwk) },
  };
}

function authorize({ privateKey, kid }: SigningKey, issuer = `${origin}/tenant`) {
  const token = jws({ alg: "RS256", kid }, { ...VALID_CLAIMS, iss: issuer, exp: NOON }, privateKey);
  return authorizeJwt(requestWithToken(token), jwtAuthorization({ issuer }), remoteKeys, () => clock);
}

const TWO_HOURS_MS = 2 * 60 * 60 * 1000;

test("the URL of an issuer's keys is read from its discovery document", async () => {
  expect((await authorize(firstKey)).isAuthorized).toBe(true);
  expect(paths).toEqual(["/tenant/.well-known/openid-configuration", "/keys"]);
});

test("the URL of the discovery document has no double slash if the issuer ends in a slash", async () => {
  expect((await authorize(firstKey, `${origin}/`)).isAuthorized).toBe(true);
  expect(paths).toEqual(["/.well-known/openid-configuration", "/keys"]);
});

test("keys are cached for two hours", async () => {
  await authorize(firstKey);
  clock += TWO_HOURS_MS - 1;
  await authorize(firstKey);
  expect(paths).toHaveLength(2);
  clock += 1;
  await authorize(firstKey);
  expect(paths).toHaveLength(4);
});

test("a key that the issuer no longer publishes is valid as long as it is cached", async () => {
  await authorize(firstKey);
  publishedKeys = [secondKey];
  expect((await authorize(firstKey)).isAuthorized).toBe(true);
  clock += TWO_HOURS_MS;
  expect((await authorize(firstKey)).isAuthorized).toBe(false);
});

test("an unknown kid causes a new fetch of the keys, at most every 30 seconds", async () => {
  await authorize(firstKey);
  publishedKeys = [firstKey, secondKey];
  expect((await authorize(secondKey)).isAuthorized).toBe(false);
  expect(paths).toHaveLength(2);
  clock += 30_000;
  expect((await authorize(secondKey)).isAuthorized).toBe(true);
  expect(paths).toHaveLength(4);
});

test("concurrent requests share one fetch of the keys", async () => {
  const results = await Promise.all([authorize(firstKey), authorize(firstKey), authorize(firstKey)]);
  expect(results.map(({ isAuthorized }) => isAuthorized)).toEqual([true, true, true]);
  expect(paths).toHaveLength(2);
});

test("after an error of the issuer, the next request fetches the keys again", async () => {
  const workingListener = respond;
  respond = (_, response) => response.writeHead(503).end();
  expect((await authorize(firstKey)).isAuthorized).toBe(false);
  respond = workingListener;
  expect((await authorize(firstKey)).isAuthorized).toBe(true);
});

describe("issuers without usable keys [captured]", () => {
  const DISCOVERY = "OIDC discovery endpoint communication error";
  const JWKS = "JWKS communication error";

  /** Replaces the response of the issuer for one path. */
  function replaceResponse(path: string, listener: RequestListener): void {
    const defaultListener = respond;
    respond = (request, response) =>
      request.url === path ? listener(request, response) : defaultListener(request, response);
  }

  const CONFIGURATION = "/tenant/.well-known/openid-configuration";

  test.each<[string, string, RequestListener, string]>([
    ["no discovery document", CONFIGURATION, (_, response) => response.writeHead(404).end(), DISCOVERY],
    [
      "an HTML page instead of the discovery document",
      CONFIGURATION,
      (_, response) => response.end("<html>"),
      DISCOVERY,
    ],
    [
      "a discovery document of another issuer",
      CONFIGURATION,
      (_, response) => response.end('{"issuer":"https://x","jwks_uri":"https://x"}'),
      DISCOVERY,
    ],
    ["a discovery document that is null", CONFIGURATION, (_, response) => response.end("null"), DISCOVERY],
    [
      "a discovery document without jwks_uri",
      CONFIGURATION,
      (_, response) => response.end(JSON.stringify({ issuer: `${origin}/tenant` })),
      JWKS,
    ],
    ["no keys at jwks_uri", "/keys", (_, response) => response.writeHead(500).end(), JWKS],
    [
      "keys with the status 404",
      "/keys",
      (_, response) => response.writeHead(404).end(JSON.stringify({ keys: [firstKey.publicJwk] })),
      JWKS,
    ],
    ["an invalid key at jwks_uri", "/keys", (_, response) => response.end('{"keys":[null]}'), JWKS],
    ["a connection that closes early", "/keys", (_, response) => response.destroy(), JWKS],
  ])("an issuer with %s denies a request with 401", async (_, path, listener, description) => {
    replaceResponse(path, listener);
    expect(await authorize(firstKey)).toMatchObject({
      status: 401,
      message: "Unauthorized",
      error: `invalid_token: ${description}`,
      reason: expect.stringContaining("http"),
    });
  });

  test.each([
    ["request for the discovery document", CONFIGURATION, DISCOVERY],
    ["request for the keys", "/keys", JWKS],
  ])("a timeout of the %s denies a request with 401", async (_, path, description) => {
    replaceResponse(path, () => {});
    remoteKeys = createRemoteKeys({ now: () => clock, timeoutMs: 300 });
    expect(await authorize(firstKey)).toMatchObject({ status: 401, error: `invalid_token: ${description}` });
  });

  test("an unreachable issuer denies a request with 401", async () => {
    const closedServer = createServer();
    await new Promise<void>((resolve) => closedServer.listen(0, "127.0.0.1", resolve));
    const { port } = closedServer.address() as AddressInfo;
    await new Promise((resolve) => closedServer.close(resolve));
    expect(await authorize(firstKey, `http://127.0.0.1:${port}`)).toMatchObject({
      status: 401,
      error: `invalid_token: ${DISCOVERY}`,
      reason: expect.stringMatching(/127\.0\.0\.1:\d+\/\.well-known\/openid-configuration: .*ECONNREFUSED/),
    });
  });
});
