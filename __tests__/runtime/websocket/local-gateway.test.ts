import { App, AwsProvider, HttpApi, NodejsFunction, TerraformStack, WebSocketApi } from "gatewright";
import { type TestClient, WebSocketTestGateway } from "../../local/gateway/websocket-api/web-socket-fixture";
import { temporaryFolder } from "../../support";
import { announce } from "./cases";

const FOLDER = "__tests__/runtime/websocket";

/** Returns a stack with a WebSocket API, and an HTTP API that sends events to its connections. */
function chatStack({ isGranted }: { isGranted: boolean }): TerraformStack {
  const stack = new TerraformStack(new App({ outdir: temporaryFolder() }), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const answer = new NodejsFunction(stack, "answer", { entry: `${FOLDER}/cases.ts` });
  const announcer = new NodejsFunction(stack, "announcer", { entry: `${FOLDER}/announce.ts` });
  const chat = new WebSocketApi(stack, "chat", { access: "public" });
  for (const key of ["$connect", "$disconnect", "note"]) chat.route(key, answer);
  new HttpApi(stack, "http").route(announce, announcer);
  if (isGranted) for (const fn of [answer, announcer]) chat.grantManageConnections(fn);
  return stack;
}

/** Starts a gateway, and returns it with the URLs of its APIs. */
async function start(options: { isGranted: boolean }) {
  const gateway = new WebSocketTestGateway();
  await gateway.start({ stack: chatStack(options) });
  const urls = [...gateway.local.urls.values()];
  const urlOf = (scheme: string) => urls.find((url) => url.startsWith(scheme)) ?? "";
  return { gateway, chat: urlOf("ws:"), http: urlOf("http:") };
}

let granted: Awaited<ReturnType<typeof start>>;
let denied: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  granted = await start({ isGranted: true });
  denied = await start({ isGranted: false });
});

type Options = Parameters<WebSocketTestGateway["connect"]>[1];

const connect = ({ gateway, chat }: typeof granted, query = "", options?: Options) =>
  gateway.connect(`${chat}${query}`, options);

/** Returns the ID of a connection, from the event in the log of its handshake. */
async function idOf({ gateway }: typeof granted, client: TestClient): Promise<string> {
  const frame = JSON.stringify({ action: "note", body: { text: "", fail: "unknown" } });
  const { problem } = JSON.parse(await client.ask(frame));
  const line = await gateway.line("function", new RegExp(problem.requestId));
  return /"connectionId":"([^"]+)"/.exec(line)?.[1] ?? "";
}

test.each([
  ["an HttpError", "known", 403],
  ["another error", "unknown", 500],
])("a handshake whose handler throws %s has the expected status", async (_, fail, status) => {
  const { gateway, chat } = granted;
  expect((await gateway.rejection(`${chat}?fail=${fail}`)).status).toBe(status);
});

test.each([
  [["bearer", "eyJ.a.b"], "", "bearer"],
  [["bearer", "eyJ.a.b", "chat.v1"], "?protocol=chat.v1", "chat.v1"],
  [["chat.v1", "chat.v2"], "?protocol=chat.v2", "chat.v2"],
])(
  "a client that offers %j with the query %j gets the subprotocol %s",
  async (protocols, query, expected) => {
    const client = await connect(granted, query, { protocols });
    expect(client.socket.protocol).toBe(expected);
    await client.close();
  },
);

test("the handler of $disconnect receives the code and the reason of the client", async () => {
  const client = await connect(granted);
  await client.close(4001, "done");
  const line = await granted.gateway.line("function", /"closeCode":4001/);
  expect(line).toContain('"closeCode":4001,"reason":"done"');
});

test("the handler of $disconnect sends an event to another connection, and its own one no longer exists", async () => {
  const [leaving, other] = await Promise.all([connect(granted), connect(granted)]);
  const leavingId = await idOf(granted, leaving);
  await leaving.close(4000, `notify ${await idOf(granted, other)}`);
  expect(JSON.parse(await other.next())).toEqual({ event: "noted", body: { text: leavingId } });
  const line = await granted.gateway.line("function", /"message":"notified"/);
  expect(line).toContain(`"gone":["${leavingId}"]`);
});

test("the function of an HTTP route sends an event to several connections", async () => {
  const clients = await Promise.all([connect(granted), connect(granted), connect(granted)]);
  const [first = "", second = "", closed = ""] = await Promise.all(
    clients.map((client) => idOf(granted, client)),
  );
  await clients[2]?.close();
  const response = await fetch(`${granted.http}/announce`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ connectionIds: [first, second, first, closed, "wrong"], text: "ä" }),
  });
  expect(await response.json()).toEqual({ sent: 2, gone: [closed], failed: 1 });
  const frames = await Promise.all(clients.slice(0, 2).map((client) => client.next()));
  expect(frames).toEqual(['{"event":"noted","body":{"text":"ä"}}', '{"event":"noted","body":{"text":"ä"}}']);
});

test("a function without the permission logs the grant that is missing", async () => {
  const client = await connect(denied);
  client.socket.send(JSON.stringify({ action: "note", id: "1", body: {} }));
  const line = await denied.gateway.line("function", /cannot send the problem to the client/);
  expect(line).toContain("is not authorized to perform: execute-api:ManageConnections on resource: arn:aws:");
  expect(line).toContain("Call grantManageConnections(fn) of the WebSocketApi with this function.");
});
