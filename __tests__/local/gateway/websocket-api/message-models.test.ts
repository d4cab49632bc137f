import { App, AwsProvider, NodejsFunction, TerraformStack, WebSocketApi } from "gatewright";
import { message } from "gatewright/contract";
import * as z from "zod";
import { temporaryFolder } from "../../../support";
import { WebSocketTestGateway } from "./web-socket-fixture";

// The whole way: contract, construct, Terraform, local gateway, socket, handler.

const ENTRY = "__tests__/local/gateway/websocket-api/chat-handler.ts";
const body = z.object({ text: z.string().max(5) });

/** Returns a stack with a WebSocket API that validates messages in API Gateway. */
function chatStack(): TerraformStack {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const chat = new WebSocketApi(stack, "chat", { access: "public", validate: true });
  const answer = new NodejsFunction(stack, "answer", {
    entry: ENTRY,
    environment: { CONNECTIONS_URL: chat.managementUrl },
  });
  chat.route(message("ping", { body, reply: z.string() }), answer);
  chat.route(message("post"), answer);
  return stack;
}

const gateway = new WebSocketTestGateway();
beforeAll(() => gateway.start({ stack: chatStack() }));
afterAll(() => gateway.stop());

const open = () => gateway.connect("/live");

test("the local gateway emulates every route of an API with models", () => {
  expect(gateway.local.warnings).toEqual([]);
});

test.each([{ id: "1" }, {}])("a two-way message that matches its model gets the result: %j", async (id) => {
  const client = await open();
  expect(await client.ask({ action: "ping", ...id, body: { text: "hello" } })).toBe("pong ping");
});

test.each<[string, object, RegExp]>([
  ["without a body", { action: "ping" }, /missing required properties \(\["body"\]\)/],
  [
    "with an invalid body",
    { action: "ping", body: { text: 5 } },
    /type \(integer\) .* \(allowed: \["string"\]\)/,
  ],
  [
    "with a long text",
    { action: "ping", body: { text: "longer than 5" } },
    /must NOT have more than 5 characters/,
  ],
  [
    "with an ID that is no text",
    { action: "ping", id: 5, body: { text: "a" } },
    /type \(integer\) .* \(allowed: \["string"\]\)/,
  ],
])("a message %s gets Bad request body", async (_, frame, reason) => {
  const client = await open();
  expect(JSON.parse(await client.ask(frame)).message).toBe("Bad request body");
  expect(await gateway.line("request", reason)).toMatch(/^400 MESSAGE ping /);
});

test("the function of a one-way message may send to the connection", async () => {
  const client = await open();
  expect(JSON.parse(await client.ask({ action: "post", text: "hello" }))).toMatchObject({ posted: "hello" });
});
