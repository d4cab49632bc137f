import {
  App,
  AwsProvider,
  NodejsFunction,
  TerraformStack,
  WebSocketApi,
  WebSocketTokenAuthorizer,
} from "gatewright";
import type { JWTPayload } from "jose";
import { temporaryFolder } from "../../../support";
import { TestIssuer } from "../../../token-authorizer/test-issuer";
import { WebSocketTestGateway } from "./web-socket-fixture";

/** Returns a stack whose authorizer has the URL of the test issuer, which is no https URL. */
function chatStack(issuer: TestIssuer): TerraformStack {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const authorizer = new WebSocketTokenAuthorizer(stack, "staff", {
    issuer: "https://login.example.com/",
    audiences: ["chat", "https://chat.example.com"],
  });
  authorizer.function.function.addOverride("environment.variables.ISSUER", issuer.url);
  const entry = "__tests__/local/gateway/websocket-api/token-handler.ts";
  const answer = new NodejsFunction(stack, "answer", { entry });
  const chat = new WebSocketApi(stack, "chat", { authorizer });
  chat.route("$connect", answer);
  chat.route("$default", answer, { twoWay: true });
  return stack;
}

const issuer = new TestIssuer();
let gateway: WebSocketTestGateway;
beforeAll(() => issuer.start());
beforeEach(async () => {
  issuer.status = 200;
  issuer.discovery = {};
  issuer.location = undefined;
  // A new gateway has a new environment of the function, which has no keys.
  gateway = new WebSocketTestGateway();
  await gateway.start({ stack: chatStack(issuer) });
  issuer.requests.length = 0;
});
afterEach(() => gateway.stop());
afterAll(() => issuer.stop());

const place = (token: string) => `/live?token=${token}`;
const statusOf = async (token: string) => (await gateway.rejection(place(token))).status;

/** Connects with a token, and returns the data of the authorizer in the events of the connection. */
async function contextOf(claims: JWTPayload, options = {}): Promise<Record<string, string>> {
  const client = await gateway.connect(place(await issuer.sign(claims, options)));
  return JSON.parse(await client.ask("hello"));
}

test("tokens with each algorithm of the keys connect, and the keys are fetched once", async () => {
  for (const alg of ["RS256", "PS384", "ES256", "ES512", "EdDSA"]) await contextOf({}, { alg });
  expect(issuer.requests).toEqual(["/.well-known/openid-configuration", "/keys/jwks.json"]);
});

test("each of the audiences is accepted, as a string, in a list and as the client ID", async () => {
  const accepted = [
    { aud: "https://chat.example.com" },
    { aud: ["other", "chat"] },
    { aud: undefined, client_id: "chat" },
  ];
  for (const claims of accepted) expect((await contextOf(claims)).sub).toBe("ann");
  const rejected = [{ aud: "other" }, { aud: [] }, { aud: undefined }, { aud: "other", client_id: "chat" }];
  for (const claims of rejected) expect(await statusOf(await issuer.sign(claims))).toBe(401);
});

test("a token of the issuer without the claim token_use connects", async () => {
  expect(await contextOf({})).not.toHaveProperty("token_use");
});

test("a token with an algorithm other than that of its key gets 401", async () => {
  const token = await issuer.sign({}, { alg: "ES256" });
  const [, claims, signature] = token.split(".");
  const header = Buffer.from(JSON.stringify({ alg: "ES256", kid: "RS256" })).toString("base64url");
  expect(await statusOf([header, claims, signature].join("."))).toBe(401);
});

test("a token that is malformed causes no request to the issuer", async () => {
  for (const token of ["hello", "a.b.c", "..", `${Buffer.from('{"alg":"none"}').toString("base64url")}.e30.`])
    expect(await statusOf(token)).toBe(401);
  expect(issuer.requests).toEqual([]);
});

test("tokens with unknown key IDs cause no request for the keys within the cooldown", async () => {
  const other = new TestIssuer();
  await other.start();
  for (const kid of ["a", "b", "c"]) await other.addKey(kid, "RS256");
  for (const kid of ["a", "b", "c"])
    expect(await statusOf(await other.sign({ iss: issuer.url }, { kid }))).toBe(401);
  await other.stop();
  expect(issuer.requests).toEqual(["/.well-known/openid-configuration", "/keys/jwks.json"]);
});

test.each<[string, () => void]>([
  ["responds with an error", () => (issuer.status = 503)],
  [
    "has a discovery document of another issuer",
    () => (issuer.discovery = { issuer: "https://evil.example" }),
  ],
  ["has no URL of its keys", () => (issuer.discovery = { jwks_uri: undefined })],
  [
    "has its keys at a URL with another scheme",
    () => (issuer.discovery = { jwks_uri: "file:///etc/passwd" }),
  ],
])(
  "an issuer that %s makes the handshake fail with 500, and the next one causes no request",
  async (_, breakIssuer) => {
    breakIssuer();
    expect(await statusOf(await issuer.sign())).toBe(500);
    expect(await statusOf(await issuer.sign())).toBe(500);
    expect(issuer.requests).toEqual(["/.well-known/openid-configuration"]);
  },
);

test("a redirect of the discovery document is not followed", async () => {
  const other = new TestIssuer();
  await other.start();
  other.discovery = { issuer: issuer.url };
  issuer.status = 302;
  issuer.location = `${other.url}.well-known/openid-configuration`;
  const status = await statusOf(await other.sign({ iss: issuer.url })).finally(() => other.stop());
  expect(status).toBe(500);
  expect(other.requests).toEqual([]);
});

test("claims become texts: lists as in an HTTP API, and objects as JSON", async () => {
  const context = await contextOf({
    groups: ["a", "b"],
    admin: true,
    level: 1.5,
    address: { city: "Bern", zip: 3000 },
    none: null,
    principalId: "root",
    integrationLatency: 0,
    "https://example.com/role": "ü€",
  });
  expect(context).toMatchObject({
    groups: "[a b]",
    admin: "true",
    level: "1.5",
    address: '{"city":"Bern","zip":3000}',
    principalId: "ann",
    "https://example.com/role": "ü€",
  });
  expect(context).not.toHaveProperty("none");
  expect(context.integrationLatency).not.toBe("0");
});

/** Invokes the function with a token that is longer than the query of a handshake can be. */
async function invoke(claims: JWTPayload) {
  return gateway.local.invoke("staff", {
    methodArn: "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/live/$connect",
    queryStringParameters: { token: await issuer.sign(claims) },
  });
}

/** Returns the result of the function for a token. */
async function resultOf(claims: JWTPayload) {
  const result = await invoke(claims);
  if (!result.isSuccess) throw new Error(result.errorMessage);
  return result.value as { readonly context: Readonly<Record<string, string>> };
}

const sizeOf = (value: object) => Buffer.byteLength(JSON.stringify(value));

test("the largest claims are left out if the result would be larger than 8 KB", async () => {
  const text = (bytes: number) => "€".repeat(bytes / 3);
  const { context } = await resultOf({
    biggest: text(3900),
    big: text(3000),
    bigger: text(3600),
    small: "s",
  });
  expect(Object.keys(context).sort()).toEqual(["aud", "big", "bigger", "exp", "iss", "small", "sub"]);
  await gateway.line("function", /claims left out of the context: biggest/);
});

test("a result can have exactly 8 KB", async () => {
  const text = (length: number) => "x".repeat(length);
  const overhead = sizeOf(await resultOf({ text: "x" })) - 1;
  expect(sizeOf(await resultOf({ text: text(8192 - overhead) }))).toBe(8192);
  expect((await resultOf({ text: text(8193 - overhead) })).context).not.toHaveProperty("text");
});

test("a token whose sub is too long for a result is rejected, and the log contains the reason", async () => {
  const overhead = sizeOf({ ...(await resultOf({ sub: "x" })), context: {} }) - 1;
  const longest = 8192 - overhead;
  expect(sizeOf(await resultOf({ sub: "x".repeat(longest) }))).toBe(8192);
  const result = await invoke({ sub: "x".repeat(longest + 1) });
  expect(result).toMatchObject({ isSuccess: false, errorMessage: "Unauthorized" });
  await gateway.line("function", new RegExp(`token rejected: sub has ${longest + 1} bytes`));
});
