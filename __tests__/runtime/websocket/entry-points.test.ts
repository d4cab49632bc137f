import { App, AwsProvider, NodejsFunction, TerraformStack, WebSocketApi } from "gatewright";
import type { SocketLambdaEvent, SocketResult } from "gatewright/runtime/websocket";
import { type Bundle, bundle } from "#bundle";
import { type RunningFunction, startFunction } from "../../lambda";
import { WebSocketTestGateway } from "../../local/gateway/websocket-api/web-socket-fixture";
import { temporaryFolder } from "../../support";
import { handler } from "./cases";
import { ConnectionsServer, connectionsEnvironment } from "./connections-server";
import { messageEvent } from "./events";

const ENTRY = "__tests__/runtime/websocket/cases.ts";

const server = new ConnectionsServer();
let bundled: RunningFunction;
const gateway = new WebSocketTestGateway();

function echoStack(): TerraformStack {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const answer = new NodejsFunction(stack, "answer", { entry: ENTRY });
  const chat = new WebSocketApi(stack, "chat", { access: "public" });
  for (const key of ["$connect", "$disconnect", "note"]) chat.route(key, answer);
  for (const key of ["add", "leave", "reserve"]) chat.route(key, answer, { twoWay: true });
  chat.grantManageConnections(answer);
  return stack;
}

const { env } = process;
beforeAll(async () => {
  const environment = connectionsEnvironment(await server.start());
  await gateway.start({ stack: echoStack() });
  process.env = { ...env, ...environment };
  const [built] = bundle([{ entry: ENTRY, target: "node20" }], process.cwd()).values();
  bundled = startFunction(built as Bundle, environment);
});
afterAll(async () => {
  process.env = env;
  await Promise.all([bundled.stop(), gateway.stop(), server.stop()]);
});
beforeEach(() => {
  server.reset();
  jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => jest.restoreAllMocks());

/** Sends a message, and returns the frame that the client receives. */
type EntryPoint = (action: string, message: string) => Promise<unknown>;

/** Calls a handler. Its frame is the returned body, or a request to `@connections`. */
const callWith =
  (call: (event: SocketLambdaEvent) => Promise<SocketResult>): EntryPoint =>
  async (action, message) => {
    const { statusCode, body } = await call(messageEvent(action, message));
    const [request] = server.requests;
    expect(server.requests).toHaveLength(body === undefined ? 1 : 0);
    if (request) expect(request).toMatchObject({ path: "/live/@connections/VNRUSeldSwMCIRQ%3D" });
    const frame = JSON.parse(body ?? request?.body ?? "");
    expect(statusCode).toBe(frame.problem?.status ?? 200);
    return frame;
  };

const ENTRY_POINTS: readonly (readonly [string, EntryPoint])[] = [
  ["the source", callWith((event) => handler(event))],
  ["the bundle", callWith((event) => bundled.call(event))],
  [
    "the local gateway",
    async (_, message) => {
      const client = await gateway.connect();
      const frame = JSON.parse(await client.ask(message));
      await client.close();
      return frame;
    },
  ],
];

/** Frame of a problem. */
const problem = (status: number, code: string, detail: string, others: object = {}) => ({
  problem: { status, code, detail, requestId: expect.any(String), ...others },
});

const INTERNAL = problem(500, "internal-error", "Internal error.");
const LONG_ID = "x".repeat(129);
const WRONG_ID = problem(
  400,
  "invalid-input",
  "The id of the message must be a string of 1 to 128 characters.",
);
const DEEP = `${"[".repeat(101)}${"]".repeat(101)}`;

/** Returns the frame of a message, and the fields `reply` and `id` of its reply. */
const CASES: readonly (readonly [title: string, frame: object | string, expected: object])[] = [
  [
    "a valid body",
    { action: "add", id: "1", body: { a: 1, b: 2 } },
    { reply: "add", id: "1", body: { sum: 3 } },
  ],
  ["no ID", { action: "add", body: { a: 1, b: 2 } }, { reply: "add", body: { sum: 3 } }],
  [
    "an ID of 128 characters",
    { action: "leave", id: LONG_ID.slice(1) },
    { reply: "leave", id: LONG_ID.slice(1) },
  ],
  ["an unexpected body", { action: "leave", id: "1", body: { a: 1 } }, { reply: "leave", id: "1" }],
  ["other fields", { action: "leave", id: "1", more: true }, { reply: "leave", id: "1" }],
  ["an ID of 129 characters", { action: "leave", id: LONG_ID }, { reply: "leave", ...WRONG_ID }],
  ["an empty ID", { action: "leave", id: "" }, { reply: "leave", ...WRONG_ID }],
  ["an ID that is a number", { action: "leave", id: 1 }, { reply: "leave", ...WRONG_ID }],
  ["an ID that is null", { action: "note", id: null, body: { text: "a" } }, { reply: "note", ...WRONG_ID }],
  [
    "a wrong body",
    { action: "add", id: "1", body: { a: "1", b: 2 } },
    {
      reply: "add",
      id: "1",
      ...problem(400, "invalid-input", "The message is invalid.", {
        errors: [{ in: "body", path: "/a", message: expect.any(String) }],
      }),
    },
  ],
  [
    "no body",
    { action: "add" },
    {
      reply: "add",
      ...problem(400, "invalid-input", "The message is invalid.", {
        errors: [{ in: "body", path: "", message: expect.any(String) }],
      }),
    },
  ],
  [
    "a body with 101 levels",
    `{"action":"leave","id":"1","body":${DEEP}}`,
    { reply: "leave", id: "1", ...problem(400, "invalid-json", "The body has more than 100 levels.") },
  ],
  ["a body with 100 levels", `{"action":"leave","body":${DEEP.slice(1, -1)}}`, { reply: "leave" }],
  [
    "a known error",
    { action: "add", id: "1", body: { a: 1, b: 2, fail: "known" } },
    { reply: "add", id: "1", ...problem(409, "taken", "It is taken.") },
  ],
  [
    "an unknown error",
    { action: "add", id: "1", body: { a: 1, b: 2, fail: "unknown" } },
    { reply: "add", id: "1", ...INTERNAL },
  ],
  [
    "a reply that does not match the contract",
    { action: "add", id: "1", body: { a: 1, b: 2, fail: "reply" } },
    { reply: "add", id: "1", ...INTERNAL },
  ],
  ["an asynchronous schema", { action: "reserve", body: { name: "new" } }, { reply: "reserve" }],
  [
    "an error of an asynchronous schema",
    { action: "reserve", body: { name: "taken" } },
    {
      reply: "reserve",
      ...problem(400, "invalid-input", "The message is invalid.", {
        errors: [{ in: "body", path: "/name", message: "It is taken" }],
      }),
    },
  ],
  [
    "a one-way contract",
    { action: "note", id: "1", body: { text: "ä" } },
    { event: "noted", body: { text: "ä", id: "1" } },
  ],
  [
    "a one-way contract and a wrong body",
    { action: "note", id: "1", body: {} },
    {
      reply: "note",
      id: "1",
      ...problem(400, "invalid-input", "The message is invalid.", {
        errors: [{ in: "body", path: "/text", message: expect.any(String) }],
      }),
    },
  ],
  [
    "a one-way contract and a known error",
    { action: "note", id: "1", body: { text: "a", fail: "known" } },
    { reply: "note", id: "1", ...problem(409, "taken", "It is taken.") },
  ],
  [
    "a one-way contract and an unknown error",
    { action: "note", body: { text: "a", fail: "unknown" } },
    { reply: "note", ...INTERNAL },
  ],
  [
    "an event that does not match its contract",
    { action: "note", id: "1", body: { text: "a", fail: "reply" } },
    { reply: "note", id: "1", ...INTERNAL },
  ],
];

describe.each(ENTRY_POINTS)("%s", (_, call) => {
  test.each(CASES)("a message with %s gets the expected frame", async (_title, frame, expected) => {
    const text = typeof frame === "string" ? frame : JSON.stringify(frame);
    const action = JSON.parse(text).action;
    expect(await call(action, text)).toEqual(expected);
  });
});

test.each(["null", "[]", '"text"', "1"])("a message that is %s gets a problem", async (text) => {
  const { statusCode, body = "" } = await handler(messageEvent("leave", text));
  expect(statusCode).toBe(400);
  expect(JSON.parse(body)).toEqual({
    reply: "leave",
    ...problem(400, "invalid-json", "The message is not a JSON object."),
  });
});

test.each(["", "{", "text"])(
  "a message with the text %j, which is not JSON, gets a problem",
  async (text) => {
    const { body = "" } = await handler(messageEvent("leave", text));
    expect(JSON.parse(body)).toMatchObject({
      problem: { code: "invalid-json", detail: "The message is not valid JSON." },
    });
  },
);

test("a message whose frame middleware has parsed is handled like its text", async () => {
  const frame = { action: "add", body: { a: 1, b: 2 } };
  const { body = "" } = await handler(messageEvent("add", frame as unknown as string));
  expect(JSON.parse(body)).toEqual({ reply: "add", body: { sum: 3 } });
});
