import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { App, stubCode, Testing } from "gatewright";
import { Problem, socket } from "gatewright/contract";
import { assertions, startGateway, type TestGateway } from "gatewright/testing";
import { WebSocket } from "ws";
import * as events from "../functions/chat/events";
import * as messages from "../functions/chat/messages";
import { ChatStack, jsonSchema } from "../main";

const ADA = { memberId: "ada", name: "ada" };
const BOB = { memberId: "bob", name: "bob" };

// The entries of the functions are relative to the working directory.
const workingDirectory = process.cwd();
process.chdir(path.resolve(__dirname, ".."));

const outdir = mkdtempSync(path.join(tmpdir(), "chat-"));
const clients: { close(): void }[] = [];
const errors: Error[] = [];
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ stack: new ChatStack(new App({ outdir, jsonSchema }), "chat") });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  expect(errors.splice(0)).toEqual([]);
});
afterAll(async () => {
  process.chdir(workingDirectory);
  await gateway?.stop();
  rmSync(outdir, { recursive: true });
});

type Chat = ReturnType<typeof connect>;
type EventName = keyof typeof events;

/** URL of the WebSocket API. */
function chatUrl(): string {
  return gateway.server.urls.get("aws_apigatewayv2_api.chat") ?? "";
}

/** Connects a user with a token of the local user pool. `onError` receives the problems of one-way messages. */
function connect(subject: string, onError: (error: Error) => void = (error) => errors.push(error)) {
  const options = {
    url: chatUrl(),
    token: () => gateway.server.token({ subject, use: "id" }),
    WebSocket,
    maxAttempts: 1,
    onError,
  };
  const chat = socket({ ...messages, ...events }, options);
  clients.push(chat);
  return chat;
}

/** Connects a user, who joins a channel. */
async function joined(subject: string, channel: string): Promise<Chat> {
  const chat = connect(subject);
  await chat.send("joinChannel", { channel });
  return chat;
}

/** Returns the body of the next event of a kind. Call it before the message that causes the event. */
function nextEvent(chat: Chat, name: EventName): Promise<unknown> {
  return new Promise((resolve) => {
    const stop = chat.on(name, (body) => {
      stop();
      resolve(body);
    });
  });
}

/** Returns the list of events that a client receives from now on. */
function recordEvents(chat: Chat): [EventName, unknown][] {
  const received: [EventName, unknown][] = [];
  for (const name of Object.keys(events) as EventName[])
    chat.on(name, (body) => void received.push([name, body]));
  return received;
}

/** Stores a connection of Bob that does not exist. The entry expires after a number of seconds. */
async function storeConnection(channel: string, seconds: number): Promise<void> {
  const tables = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: gateway.server.dynamoDbEndpoint,
      region: "eu-central-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }),
  );
  const expiresAt = Math.floor(Date.now() / 1000) + seconds;
  const Item = { connectionId: "VNRUSeldSwMCIRQ=", groupId: channel, member: BOB, expiresAt };
  await tables.send(new PutCommand({ TableName: "chat-connections", Item }));
}

/** Opens a connection without the typed client. Returns the status of the handshake if it is rejected. */
function handshakeStatus(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const connection = new WebSocket(url);
    connection.on("unexpected-response", (_, response) => resolve(response.statusCode));
    connection.on("open", () => reject(new Error("the connection is open")));
    connection.on("error", reject);
  });
}

test("two users who join a channel see each other, and get each post", async () => {
  const ada = connect("ada");
  expect(await ada.send("joinChannel", { channel: "posts" })).toEqual({ members: [ADA] });

  const adaSeesBob = nextEvent(ada, "memberJoined");
  const bob = connect("bob");
  const { members } = await bob.send("joinChannel", { channel: "posts" });
  expect(members).toHaveLength(2);
  expect(members).toEqual(expect.arrayContaining([ADA, BOB]));
  expect(await adaSeesBob).toEqual({ channel: "posts", member: BOB });

  const posts = [nextEvent(ada, "messagePosted"), nextEvent(bob, "messagePosted")];
  const post = await bob.send("postMessage", { channel: "posts", text: "<b>Hello</b>" });
  expect(post).toMatchObject({ channel: "posts", member: BOB, text: "<b>Hello</b>" });
  expect(await Promise.all(posts)).toEqual([post, post]);
});

test("the other members of a channel see that a member is typing, and the member itself does not", async () => {
  const ada = await joined("ada", "typing");
  const bob = await joined("bob", "typing");
  const received = recordEvents(ada);
  const bobSees = nextEvent(bob, "memberTyping");
  await ada.send("typing", { channel: "typing" });
  expect(await bobSees).toEqual({ channel: "typing", member: ADA });

  const post = await ada.send("postMessage", { channel: "typing", text: "Done" });
  expect(received).toEqual([["messagePosted", post]]);
});

test("the members of another channel get no event", async () => {
  const ada = await joined("ada", "news");
  const bob = await joined("bob", "sports");
  const received = recordEvents(bob);
  await ada.send("postMessage", { channel: "news", text: "News" });
  const post = await bob.send("postMessage", { channel: "sports", text: "Sports" });
  expect(received).toEqual([["messagePosted", post]]);
});

test("a member who leaves a channel disappears from it, and cannot post any more", async () => {
  const ada = await joined("ada", "leave");
  const bob = await joined("bob", "leave");
  const bobSees = nextEvent(bob, "memberLeft");
  await ada.send("leaveChannel", { channel: "leave" });
  expect(await bobSees).toEqual({ channel: "leave", member: ADA });

  const problem = await ada.send("postMessage", { channel: "leave", text: "Again" }).catch((error) => error);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({ status: 403, code: "not-in-channel" });
});

test("a member whose socket is lost disappears from its channels", async () => {
  const ada = await joined("ada", "lost");
  const token = await gateway.server.token({ subject: "bob", use: "id" });
  const bob = new WebSocket(`${chatUrl()}?token=${token}`);
  const adaSeesBob = nextEvent(ada, "memberJoined");
  bob.on("open", () => bob.send(JSON.stringify({ action: "joinChannel", body: { channel: "lost" } })));
  expect(await adaSeesBob).toEqual({ channel: "lost", member: BOB });

  const bobLeaves = nextEvent(ada, "memberLeft");
  // No close frame is sent.
  bob.terminate();
  expect(await bobLeaves).toEqual({ channel: "lost", member: BOB });
  const carol = connect("carol");
  const { members } = await carol.send("joinChannel", { channel: "lost" });
  expect(members.map(({ name }) => name).sort()).toEqual(["ada", "carol"]);
});

test("a member whose connection ended without $disconnect disappears with the next event", async () => {
  const ada = await joined("ada", "closed");
  await storeConnection("closed", 60);
  const bobLeaves = nextEvent(ada, "memberLeft");
  await ada.send("postMessage", { channel: "closed", text: "Hello" });
  expect(await bobLeaves).toEqual({ channel: "closed", member: BOB });
  const { members } = await connect("ada").send("joinChannel", { channel: "closed" });
  expect(members).toEqual([ADA]);
});

test("an expired connection does not make a user a member, although DynamoDB has not deleted it yet", async () => {
  const ada = await joined("ada", "expired");
  await storeConnection("expired", -60);
  const bobJoins = nextEvent(ada, "memberJoined");
  await joined("bob", "expired");
  expect(await bobJoins).toEqual({ channel: "expired", member: BOB });
});

test("a member with two connections is present until the last one ends", async () => {
  const ada = await joined("ada", "tabs");
  const received = recordEvents(ada);
  const bobJoins = nextEvent(ada, "memberJoined");
  const tabs = [await joined("bob", "tabs"), await joined("bob", "tabs")];
  await bobJoins;

  await tabs[0]?.send("leaveChannel", { channel: "tabs" });
  const bobLeaves = nextEvent(ada, "memberLeft");
  await tabs[1]?.send("leaveChannel", { channel: "tabs" });
  await bobLeaves;
  expect(received.map(([name]) => name)).toEqual(["memberJoined", "memberLeft"]);
});

test("an invalid message gets a problem, and the connection stays open", async () => {
  const ada = await joined("ada", "invalid");
  const problem = await ada.send("postMessage", { channel: "invalid", text: "" }).catch((error) => error);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({
    status: 400,
    code: "invalid-input",
    errors: [{ path: "/text", message: expect.stringMatching(/^Too small/) }],
  });
  expect(await ada.send("postMessage", { channel: "invalid", text: "Hello" })).toMatchObject({
    text: "Hello",
  });
});

test("a one-way message to a channel that the user has not joined gets a problem", async () => {
  const problem = await new Promise((resolve) => {
    connect("ada", resolve).send("typing", { channel: "elsewhere" });
  });
  expect(problem).toMatchObject({ status: 403, code: "not-in-channel" });
});

test("a heartbeat is accepted", async () => {
  const ada = await joined("ada", "heartbeat");
  await ada.send("ping");
  await ada.send("leaveChannel", { channel: "heartbeat" });
});

test("a connection without a token, or with an access token, is rejected", async () => {
  expect(await handshakeStatus(chatUrl())).toBe(401);
  const accessToken = await gateway.server.token({ subject: "ada" });
  expect(await handshakeStatus(`${chatUrl()}?token=${accessToken}`)).toBe(401);
});

test("the page allows only its own files and the connection to the chat", async () => {
  const page = await gateway.request("GET /");
  expect(page).toMatchObject({ status: 200, headers: { "content-type": "text/html; charset=utf-8" } });
  expect(page.body).toContain(`<meta name="chat-url" content="${chatUrl()}">`);
  const { origin } = new URL(chatUrl());
  expect(page.headers["content-security-policy"]).toBe(
    `default-src 'none'; script-src 'self'; style-src 'self'; connect-src ${origin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  const script = await gateway.request("GET /chat.js");
  expect(script).toMatchObject({
    status: 200,
    headers: { "content-type": "text/javascript; charset=utf-8" },
  });
  expect(script.body).not.toContain("innerHTML");
  expect(await gateway.request("GET /chat.css")).toMatchObject({ status: 200 });
});

test("each message has a route, and API Gateway sends the replies of two-way messages", () => {
  const app = new App({ outdir: path.join(outdir, "stub"), jsonSchema });
  stubCode(app);
  const { all, only, leadsTo, stack } = assertions(Testing.synth(new ChatStack(app, "chat"), true));
  const chat = stack.at("aws_apigatewayv2_api.chat");
  const socketFunction = stack.at("aws_lambda_function.socket");
  for (const message of Object.values(messages)) {
    const isTwoWay = "reply" in message;
    const route = only("aws_apigatewayv2_route", {
      route_key: message.action,
      route_response_selection_expression: isTwoWay ? "$default" : undefined,
    });
    leadsTo(route, ["api_id"], chat);
    leadsTo(route, ["target", "integration_uri"], socketFunction);
  }
  only("aws_apigatewayv2_route", { route_key: "$connect", authorization_type: "CUSTOM" });
  all("aws_cloudwatch_log_group", { retention_in_days: 30 });
});
