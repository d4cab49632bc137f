import type { ConnectEvent, TokenAuthorizerVariables } from "#token-authorizer";
import { TestIssuer } from "./test-issuer";

// The handler runs in this process, so that the test can change the time.

const issuer = new TestIssuer();
let handler: (event: ConnectEvent) => Promise<{ readonly principalId: string }>;

beforeAll(async () => {
  await issuer.start();
  jest.useFakeTimers({
    now: Date.now(),
    doNotFake: ["nextTick", "setImmediate", "setTimeout", "clearTimeout"],
  });
  jest.spyOn(console, "info").mockReturnValue();
  const variables: TokenAuthorizerVariables = {
    ISSUER: issuer.url,
    AUDIENCES: '["chat"]',
    SCOPES: "[]",
    TOKEN_IN: "query",
    TOKEN_NAME: "token",
  };
  Object.assign(process.env, variables);
  ({ handler } = require("#token-authorizer"));
});
afterAll(async () => {
  jest.useRealTimers();
  await issuer.stop();
});
beforeEach(() => {
  issuer.requests.length = 0;
});

/** Invokes the function with a token that a key has signed. */
async function connect(kid: string) {
  const token = await issuer.sign({}, { alg: kid.startsWith("E") ? kid : "RS256", kid });
  return handler({ methodArn: "arn:a", queryStringParameters: { token } });
}

const passSeconds = (seconds: number) => jest.setSystemTime(Date.now() + seconds * 1000);

test("a key that the issuer adds is accepted after 30 seconds, with one request for the keys", async () => {
  await connect("ES256");
  await issuer.addKey("new", "RS256");
  issuer.requests.length = 0;
  passSeconds(29);
  await expect(connect("new")).rejects.toThrow(/^Unauthorized$/);
  expect(issuer.requests).toEqual([]);
  passSeconds(2);
  await expect(connect("new")).resolves.toMatchObject({ principalId: "ann" });
  await connect("new");
  expect(issuer.requests).toEqual(["/keys/jwks.json"]);
});

test("keys are kept for two hours, so that a key that the issuer removes is rejected after this time", async () => {
  await connect("ES512");
  issuer.removeKey("ES512");
  issuer.requests.length = 0;
  passSeconds(2 * 60 * 60 - 60);
  await connect("ES512");
  expect(issuer.requests).toEqual([]);
  passSeconds(120);
  await expect(connect("ES512")).rejects.toThrow(/^Unauthorized$/);
  expect(issuer.requests).toEqual(["/keys/jwks.json"]);
});

test("after a failed request for the keys, the next request is sent after 5 seconds", async () => {
  passSeconds(3 * 60 * 60);
  issuer.status = 503;
  await expect(connect("ES256")).rejects.toThrow(/Expected 200 OK/);
  issuer.status = 200;
  passSeconds(4);
  await expect(connect("ES256")).rejects.toThrow(/Expected 200 OK/);
  expect(issuer.requests).toEqual(["/keys/jwks.json"]);
  passSeconds(2);
  await expect(connect("ES256")).resolves.toMatchObject({ principalId: "ann" });
  expect(issuer.requests).toEqual(["/keys/jwks.json", "/keys/jwks.json"]);
});

test("known keys stay usable while a token with an unknown key ID causes a failed request", async () => {
  passSeconds(60);
  issuer.status = 503;
  await issuer.addKey("newer", "RS256");
  await expect(connect("newer")).rejects.toThrow(/Expected 200 OK/);
  await expect(connect("ES256")).resolves.toMatchObject({ principalId: "ann" });
  issuer.status = 200;
  passSeconds(6);
  await expect(connect("newer")).resolves.toMatchObject({ principalId: "ann" });
});

test("after a failed request for the discovery document, the next request is sent after 5 seconds", async () => {
  // Another instance of the function, which has no keys.
  jest.isolateModules(() => ({ handler } = require("#token-authorizer")));
  issuer.status = 503;
  await expect(connect("ES256")).rejects.toThrow(/status is 503/);
  issuer.status = 200;
  passSeconds(4);
  await expect(connect("ES256")).rejects.toThrow(/status is 503/);
  expect(issuer.requests).toEqual(["/.well-known/openid-configuration"]);
  passSeconds(2);
  await expect(connect("ES256")).resolves.toMatchObject({ principalId: "ann" });
});
