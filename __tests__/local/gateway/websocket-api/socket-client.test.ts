import {
  App,
  AwsProvider,
  NodejsFunction,
  RequestAuthorizer,
  TerraformStack,
  WebSocketApi,
} from "gatewright";
import { type SocketOptions, type SocketState, socket } from "gatewright/contract";
import { WebSocket } from "ws";
import { temporaryFolder } from "../../../support";
import * as contract from "./contract-messages";
import { WebSocketTestGateway, webSocketGateway } from "./web-socket-fixture";

// The typed client, the local gateway and the handlers of contracts.

const FOLDER = "__tests__/local/gateway/websocket-api";

function chatStack(): TerraformStack {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const check = new NodejsFunction(stack, "check", { entry: `${FOLDER}/token-authorizer.ts` });
  // Every handshake has this header. The token has two possible places.
  const identitySources = ["route.request.header.Host"];
  const authorizer = new RequestAuthorizer("clients", { function: check, identitySources });
  const chat = new WebSocketApi(stack, "chat", { authorizer });
  const answer = new NodejsFunction(stack, "answer", { entry: `${FOLDER}/contract-handler.ts` });
  chat.grantManageConnections(answer);
  chat.route("$connect", answer);
  const { sendMessage, leave, typing, crash } = contract;
  for (const message of [sendMessage, leave, typing, crash]) chat.route(message, answer);
  return stack;
}

const gateway = new WebSocketTestGateway();
beforeAll(() => gateway.start({ stack: chatStack() }));
afterAll(() => gateway.stop());

const clients: { close(): void }[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

function open(options: Partial<Omit<SocketOptions, "heartbeat">> = {}) {
  const chat = socket(contract, {
    url: gateway.local.url,
    WebSocket,
    token: "ann",
    reconnectDelayMs: 1,
    ...options,
  });
  clients.push(chat);
  return chat;
}

/** Opens a client whose handshake fails. Returns the state and the cause of its end. */
function openDenied(
  options: Partial<Omit<SocketOptions, "heartbeat">>,
): Promise<[SocketState, string | undefined]> {
  return new Promise((resolve) => {
    const onStateChange = (state: SocketState, cause?: Error) => resolve([state, cause?.message]);
    open({ maxAttempts: 2, maxReconnectDelayMs: 1, onStateChange, ...options });
  });
}

test("a two-way message is resolved with its reply, and the event arrives", async () => {
  const chat = open();
  const posted = new Promise((resolve) => chat.on("messagePosted", resolve));
  const { messageId } = await chat.send("sendMessage", { channel: "general", text: "größe" });
  expect(messageId).toBe("m-1");
  expect(await posted).toEqual({ text: "größe", token: "ann" });
  expect(await chat.send("leave")).toBeUndefined();
});

test("the problem of a two-way message rejects its call", async () => {
  await expect(open().send("sendMessage", { channel: "general", text: "" })).rejects.toMatchObject({
    name: "Problem",
    status: 409,
    code: "empty-text",
    message: "sendMessage: The text is empty.",
  });
});

test("an invalid body rejects the call with its errors", async () => {
  const body = { channel: "general", text: 5 as never };
  await expect(open().send("sendMessage", body)).rejects.toMatchObject({
    status: 400,
    code: "invalid-input",
    errors: [{ in: "body", path: "/text" }],
  });
});

test("the problem of a one-way message is reported", async () => {
  const reported = new Promise<Error>((onError) => {
    open({ onError }).send("typing", { channel: "general" });
  });
  expect(await reported).toMatchObject({ name: "Problem", status: 403, message: "typing: general" });
});

test("errors of API Gateway reject the message that waits", async () => {
  const chat = open();
  await expect(chat.send("crash")).rejects.toMatchObject({
    status: 500,
    message: "crash: Internal server error",
  });
  await expect(chat.send("notDeployed")).rejects.toMatchObject({
    status: 403,
    message: "notDeployed: Forbidden",
  });
});

test("a message of 32,768 bytes arrives in one frame", async () => {
  const chat = open();
  const posted = new Promise<{ text: string }>((resolve) => chat.on("messagePosted", resolve));
  const overhead = JSON.stringify({ action: "sendMessage", id: "1", body: { channel: "", text: "" } }).length;
  const text = "a".repeat(32_768 - overhead);
  await chat.send("sendMessage", { channel: "", text });
  expect((await posted).text).toBe(text);
  await expect(chat.send("sendMessage", { channel: "", text: `${text}a` })).rejects.toThrow("32769 bytes");
});

test.each(["query", "subprotocol"] as const)(
  "the authorizer receives the token in the %s",
  async (tokenIn) => {
    const chat = open({ token: async () => "bob", tokenIn });
    const posted = new Promise<{ token: string }>((resolve) => chat.on("messagePosted", resolve));
    await chat.send("sendMessage", { channel: "general", text: "hello" });
    expect((await posted).token).toBe("bob");
  },
);

test("a client that the authorizer denies is closed after the last attempt", async () => {
  expect(await openDenied({ token: "stranger" })).toEqual([
    "closed",
    "the connection was closed with 1006: Unexpected server response: 403",
  ]);
});

describe("an idle connection", () => {
  const idleGateway = webSocketGateway({ stages: { live: {} } }, { idleTimeoutSeconds: 1 });

  test("the gateway closes the connection, and the client replaces it", async () => {
    const states = await new Promise<unknown[]>((resolve) => {
      const changes: unknown[] = [];
      open({
        url: idleGateway.local.url,
        onStateChange(state, cause) {
          changes.push([state, cause?.message]);
          if (changes.length === 3) resolve(changes);
        },
      });
    });
    expect(states).toEqual([
      ["open", undefined],
      ["connecting", "the connection was closed with 1001: Going away"],
      ["open", undefined],
    ]);
  });
});
