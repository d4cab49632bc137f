import { spawnSync } from "node:child_process";
import path from "node:path";
import { WebSocketApi } from "gatewright";
import { event, type Message, message, type SocketEvent } from "gatewright/contract";
import { plan } from "gatewright/plan";
import * as z from "zod";
import { stackDir } from "#synth";
import { withTerraformOnPath } from "../../../plan/has-terraform";
import { testStack } from "../../../support";
import { fn } from "../http/api-fixture";

/** Parts of an API that a test changes. */
interface Parts {
  readonly messages: readonly Message[];
  readonly events?: readonly SocketEvent[];
  readonly validate?: boolean;
}

/** Returns the folder of a stack with an API whose routes are declared with messages. */
function folderOf({ messages, ...props }: Parts): string {
  const stack = testStack();
  const chat = new WebSocketApi(stack, "chat", { access: "public", ...props });
  const answer = fn(stack);
  for (const contract of messages) chat.route(contract, answer);
  return stackDir(stack);
}

/** Returns the actions of the changes between two stacks, by address. */
async function changesBetween(before: Parts, after: Parts) {
  const { changes } = await plan(folderOf(after), { against: folderOf(before) });
  const actual = changes.filter(({ action }) => action !== "no-op");
  return Object.fromEntries(actual.map(({ address, action }) => [address, action]));
}

const text = z.object({ text: z.string() });
const posted = event("posted", { body: text });

withTerraformOnPath("the messages of a WebSocket API in a plan", () => {
  test("a changed schema updates the model, and replaces nothing", async () => {
    const parts = (body: z.ZodType) => ({ messages: [message("send", { body })], validate: true });
    expect(await changesBetween(parts(text), parts(z.object({})))).toEqual({
      "aws_apigatewayv2_model.chat_model-send_774F5BB5": "update",
    });
  });

  test("validate: false deletes the models, and updates the routes", async () => {
    const messages = [message("send", { body: text })];
    expect(await changesBetween({ messages, validate: true }, { messages })).toEqual({
      "aws_apigatewayv2_model.chat_model-send_774F5BB5": "delete",
      "aws_apigatewayv2_route.chat_route-send_217E6B6C": "update",
    });
  });

  test("the review reports breaking changes of messages and events", () => {
    const before = folderOf({ messages: [message("send", { reply: text })], events: [posted] });
    const after = folderOf({ messages: [message("send", { body: text, reply: z.object({}) })] });
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        ...["--conditions=gatewright-source", "--require", "tsx/cjs", path.resolve("src/cli/index.ts")],
        ...["plan", "--dir", after, "--against", before],
      ],
      { encoding: "utf8" },
    );
    expect(stderr).toBe("");
    expect(stdout).toContain("! Breaking changes of the API");
    expect(stdout).toContain('send: required message property "body" added');
    expect(stdout).toContain('send: reply property "body.text" removed');
    expect(stdout).toContain("posted: event removed");
  });
});
