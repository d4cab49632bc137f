import { readFileSync } from "node:fs";
import path from "node:path";
import { App, AwsProvider, NodejsFunction, TerraformStack, WebSocketApi } from "gatewright";
import { payloadValidator, validateAsyncApi } from "../../../contract/validate-asyncapi";
import { temporaryFolder } from "../../../support";
import { leave, posted, send, typing } from "./documented-messages";
import { WebSocketTestGateway } from "./web-socket-fixture";

// The AsyncAPI document that synthesis writes describes the frames that the runtime and the gateway send.

const outdir = temporaryFolder();

function chatStack(): TerraformStack {
  const stack = new TerraformStack(new App({ outdir }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const chat = new WebSocketApi(stack, "chat", { access: "public", events: [posted] });
  const entry = "__tests__/local/gateway/websocket-api/documented-handler.ts";
  const answer = new NodejsFunction(stack, "answer", { entry });
  for (const contract of [send, typing, leave]) chat.route(contract, answer);
  return stack;
}

const gateway = new WebSocketTestGateway();
beforeAll(() => gateway.start({ stack: chatStack() }));
afterAll(() => gateway.stop());

function readDocument(): object {
  return JSON.parse(readFileSync(path.join(outdir, "stacks/test/chat.asyncapi.json"), "utf8"));
}

test("the document of the API is valid", () => {
  expect(validateAsyncApi(readDocument())).toEqual([]);
});

const hello = { text: "hello" };

test.each<[string, object, string, object]>([
  ["the reply", { action: "send", id: "1", body: hello }, "sendReply", { body: { messageId: "m-hello" } }],
  ["the empty reply", { action: "leave" }, "leaveReply", { reply: "leave" }],
  [
    "the problem of a two-way message",
    { action: "send", id: "1", body: {} },
    "problem",
    { reply: "send", id: "1", problem: { code: "invalid-input", errors: [{ path: "/text" }] } },
  ],
  [
    "the problem of a one-way message",
    { action: "typing", body: 5 },
    "problem",
    { reply: "typing", problem: { status: 400 } },
  ],
  ["the event", { action: "typing", body: hello }, "posted", { event: "posted", body: hello }],
  ["the error of API Gateway", { action: "unknown" }, "gatewayError", { message: "Forbidden" }],
])("%s matches its schema in the document", async (_, frame, name, expected) => {
  const client = await gateway.connect("/live");
  const answer = JSON.parse(await client.ask(frame));
  expect(answer).toMatchObject(expected);
  const matches = payloadValidator(readDocument(), name);
  matches(answer);
  expect(matches.errors).toBeNull();
});
