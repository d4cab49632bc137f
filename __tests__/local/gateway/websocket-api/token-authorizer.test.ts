import { createHmac } from "node:crypto";
import { App, AwsProvider, NodejsFunction, TerraformStack, UserPool, WebSocketApi } from "gatewright";
import type { TokenOptions } from "gatewright/local";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { temporaryFolder } from "../../../support";
import { WebSocketTestGateway } from "./web-socket-fixture";

// The whole way: construct, Terraform, the bundle of the function, the keys of the local issuer, socket.

/** Returns a stack with a user pool, and a WebSocket API for each place of the token. */
function chatStack(): TerraformStack {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const users = new UserPool(stack, "users", { scopes: ["chat/read", "chat/write"], groups: ["staff"] });
  new UserPool(stack, "others").addSrpClient("app");
  const entry = "__tests__/local/gateway/websocket-api/token-handler.ts";
  const answer = new NodejsFunction(stack, "answer", { entry });
  const scopes = ["chat/read", "chat/write"];
  const authorizers = {
    query: users.webSocketAuthorizer({ scopes }),
    cookie: users.webSocketAuthorizer({ scopes, tokenIn: "cookie", tokenName: "__Host-session" }, "cookie"),
    subprotocol: users.webSocketAuthorizer({ scopes, tokenIn: "subprotocol" }, "subprotocol"),
    id: users.webSocketAuthorizer({ tokenUse: "id", tokenName: "id_token" }, "id"),
  };
  for (const [name, authorizer] of Object.entries(authorizers)) {
    const api = new WebSocketApi(stack, name, { authorizer });
    api.route("$connect", answer);
    api.route("$default", answer, { twoWay: true });
  }
  users.addSrpClient("web");
  return stack;
}

const gateway = new WebSocketTestGateway();
beforeAll(() => gateway.start({ stack: chatStack() }));
afterAll(() => gateway.stop());

const urlOf = (api: string) => gateway.local.urls.get(`aws_apigatewayv2_api.${api}`) ?? "";

const SCOPES = ["chat/read"];
const accessToken = (options: TokenOptions = {}) =>
  gateway.local.token({ pool: "users", scopes: SCOPES, ...options });

/** Arguments of `connect` that send a token, by the place of the token. */
const PLACES = {
  query: (token: string) => [`${urlOf("query")}?token=${token}`, {}],
  cookie: (token: string) => [urlOf("cookie"), { headers: { cookie: `a=1; __Host-session=${token}; b=2` } }],
  subprotocol: (token: string) => [urlOf("subprotocol"), { protocols: ["bearer", token].filter(Boolean) }],
} as const satisfies Record<string, (token: string) => readonly [string, object]>;

type Place = keyof typeof PLACES;
const EACH_PLACE = Object.keys(PLACES) as Place[];

const encode = (value: object | string) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** Returns a token in which some of its parts are replaced. */
function replaceParts(token: string, header: object, sign: (input: string) => string): string {
  const [first = "", claims = ""] = token.split(".");
  const input = `${encode({ ...JSON.parse(Buffer.from(first, "base64url").toString()), ...header })}.${claims}`;
  return `${input}.${sign(input)}`;
}

/** Tokens that every place rejects with 401. */
const INVALID: Readonly<Record<string, () => Promise<string> | string>> = {
  "no token": () => "",
  "text that is no token": () => "hello",
  "an expired token": () => accessToken({ expiresInMinutes: -1 }),
  "a token that is not valid yet": () => accessToken({ claims: { nbf: Date.now() / 1000 + 600 } }),
  "a token that is issued later": () => accessToken({ claims: { iat: Date.now() / 1000 + 600 } }),
  "a token without an expiry": () => accessToken({ claims: { exp: undefined } }),
  "a token without a subject": () => accessToken({ claims: { sub: undefined } }),
  "a token of another user pool": () => gateway.local.token({ pool: "others" }),
  "a token with another issuer": () => accessToken({ claims: { iss: "https://login.example.com/" } }),
  "a token of another client": () => accessToken({ claims: { client_id: "other" } }),
  "a token with an audience that hides its client": () => accessToken({ claims: { aud: "other" } }),
  "an ID token": () => gateway.local.token({ pool: "users", use: "id" }),
  "a token with changed claims": async () => {
    const [header, , signature] = (await accessToken()).split(".");
    return [header, (await accessToken({ subject: "root" })).split(".")[1], signature].join(".");
  },
  "a token that another key has signed": async () => {
    const { privateKey } = await generateKeyPair("RS256");
    const token = await accessToken();
    const [header = "", claims = ""] = token
      .split(".")
      .map((part) => Buffer.from(part, "base64url").toString());
    return new SignJWT(JSON.parse(claims)).setProtectedHeader(JSON.parse(header)).sign(privateKey);
  },
  "a token with an unknown key ID": async () =>
    replaceParts(await accessToken(), { kid: "other" }, () => "AAAA"),
  "a token without a signature (alg: none)": async () =>
    replaceParts(await accessToken(), { alg: "none" }, () => ""),
  "a token that is signed with the public key as a shared secret": async () => {
    const keys = await (
      await fetch(
        `${urlOf("query").replace(/^ws/, "http").replace("/live", "")}/_gatewright/users/.well-known/jwks.json`,
      )
    ).text();
    return replaceParts(await accessToken(), { alg: "HS256" }, (input) =>
      createHmac("sha256", JSON.parse(keys).keys[0].n).update(input).digest("base64url"),
    );
  },
  "a token that brings its own key": async () => {
    const { privateKey, publicKey } = await generateKeyPair("RS256");
    const jwk = await exportJWK(publicKey);
    const claims = JSON.parse(Buffer.from((await accessToken()).split(".")[1] ?? "", "base64url").toString());
    return new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", jwk, jku: "https://a.example" })
      .sign(privateKey);
  },
};

describe.each(EACH_PLACE)("the token of a user pool in the place %s", (place) => {
  test("a client with a valid token connects, and each event contains the claims as texts", async () => {
    const token = await accessToken({ subject: "ann", groups: ["staff"], scopes: [...SCOPES, "openid"] });
    const client = await gateway.connect(...PLACES[place](token));
    const authorizer = JSON.parse(await client.ask("hello"));
    expect(authorizer).toMatchObject({
      principalId: "ann",
      sub: "ann",
      username: "ann",
      scope: "chat/read openid",
      "cognito:groups": "[staff]",
      token_use: "access",
      version: "2",
      exp: expect.stringMatching(/^\d+$/),
      client_id: expect.any(String),
    });
    expect(client.socket.protocol).toBe(place === "subprotocol" ? "bearer" : "");
    const { integrationLatency: _, ...texts } = authorizer;
    expect(Object.values(texts).filter((value) => typeof value !== "string")).toEqual([]);
  });

  test.each(Object.entries(INVALID))("%s gets 401", async (_, create) => {
    const { status } = await gateway.rejection(...PLACES[place](await create()));
    expect(status).toBe(401);
  });

  test("a token with none of the required scopes gets 403", async () => {
    const token = await accessToken({ scopes: ["openid"] });
    expect((await gateway.rejection(...PLACES[place](token))).status).toBe(403);
    await gateway.line("function", /token rejected: no scope of chat\/read, chat\/write/);
  });

  test("a token with another of the required scopes connects", async () => {
    await gateway.connect(...PLACES[place](await accessToken({ scopes: ["chat/write"] })));
  });
});

test("an authorizer for ID tokens accepts an ID token, and rejects an access token", async () => {
  const idToken = await gateway.local.token({ pool: "users", use: "id" });
  await gateway.connect(`${urlOf("id")}?id_token=${idToken}`);
  expect((await gateway.rejection(`${urlOf("id")}?id_token=${await accessToken()}`)).status).toBe(401);
});

test.each<[string, readonly string[]]>([
  ["the subprotocol bearer without a token", ["bearer"]],
  ["a token as the subprotocol before bearer", ["TOKEN", "bearer"]],
  ["another subprotocol before the token", ["chat.v1", "TOKEN"]],
])("%s gets 401", async (_, protocols) => {
  const token = await accessToken();
  const sent = protocols.map((text) => (text === "TOKEN" ? token : text));
  expect((await gateway.rejection(urlOf("subprotocol"), { protocols: sent })).status).toBe(401);
});

test("a client can offer another subprotocol in front of the token", async () => {
  const protocols = ["bearer", await accessToken(), "chat.v1"];
  await gateway.connect(urlOf("subprotocol"), { protocols });
  const later = await gateway.rejection(urlOf("subprotocol"), { protocols: ["chat.v1"] });
  expect(later.status).toBe(401);
});

test("a cookie whose name only ends with the name of the cookie is not the token", async () => {
  const other = `x__Host-session=${await accessToken()}`;
  expect((await gateway.rejection(urlOf("cookie"), { headers: { cookie: other } })).status).toBe(401);
  const cookie = `${other}; __Host-session=${await accessToken()}`;
  await gateway.connect(urlOf("cookie"), { headers: { cookie } });
});

test("no log entry contains a token", async () => {
  const tokens = [await accessToken(), await accessToken({ expiresInMinutes: -1 })];
  for (const place of EACH_PLACE) {
    await gateway.connect(...PLACES[place](tokens[0] ?? ""));
    await gateway.rejection(...PLACES[place](tokens[1] ?? ""));
  }
  await gateway.line("function", /token rejected: ERR_JWT_EXPIRED exp/);
  await gateway.line("request", /^200 CONNECT \/live\?token=eyJ… /);
  const logs = JSON.stringify(gateway.local.logs());
  const secrets = tokens.flatMap((token) => token.split(".").slice(1));
  expect(secrets.filter((part) => logs.includes(part))).toEqual([]);
});
