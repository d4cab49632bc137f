import { writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import path from "node:path";
import { startLocal } from "gatewright/local";
import { WEBSOCKET_API_QUOTAS } from "#aws";
import {
  describeWebSocketTerraform,
  type TestClient,
  WebSocketTestGateway,
  webSocketGateway,
  writeWebSocketFolder,
} from "./web-socket-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages apigateway-execution-service-websocket-limits-table and websocket-api-develop-binary-media-types
//   of the developer guide
// - [captured]: the close code of an idle connection, 604 seconds after the handshake

const routes = {
  $connect: { to: "echo" },
  $disconnect: { to: "echo" },
  $default: { to: "echo", twoWay: true },
};
const api = webSocketGateway({
  routes: { ...routes, large: { to: "large", twoWay: true }, tooLarge: { to: "tooLarge", twoWay: true } },
  functions: {
    tooLarge: { code: 'exports.handler = async () => ({ body: "x".repeat(131_073) });' },
    large: { code: 'exports.handler = async () => ({ body: "é".repeat(20_000) });' },
  },
});
const idle = webSocketGateway({ routes }, { idleTimeoutSeconds: 0.3 });
const brief = webSocketGateway({ routes }, { connectionSeconds: 0.5 });

const { frameBytes, messageBytes } = WEBSOCKET_API_QUOTAS;

/** Sends a text in frames of a size. */
function sendFrames(client: TestClient, text: string, size: number): void {
  for (let start = 0; start < text.length; start += size) {
    const fin = start + size >= text.length;
    client.socket.send(text.slice(start, start + size), { fin });
  }
}

test("a frame of 32 KB and a message of 128 KB are accepted [AWS docs]", async () => {
  const client = await api.connect();
  expect(JSON.parse(await client.ask("x".repeat(frameBytes))).body.length).toBe(frameBytes);
  sendFrames(client, "y".repeat(messageBytes), frameBytes);
  // The event is longer than a message, so that the client cannot get it.
  const isWhole = ({ body = "" }) => body === "y".repeat(messageBytes);
  expect((await api.logged(isWhole)).requestContext.routeKey).toBe("$default");
});

test("a response is sent in frames of at most 32 KB [unverified]", async () => {
  const client = await api.connect();
  const chunks: Buffer[] = [];
  rawSocket(client).on("data", (chunk: Buffer) => chunks.push(chunk));
  expect(await client.ask({ action: "large" })).toBe("é".repeat(20_000));
  expect(listPayloadSizes(Buffer.concat(chunks))).toEqual([frameBytes, 40_000 - frameBytes]);
});

function rawSocket({ socket }: TestClient): Socket {
  return (socket as unknown as { readonly _socket: Socket })._socket;
}

/** Returns the sizes of the payloads in the frames of a server, which have no masking key and more than 125 bytes. */
function listPayloadSizes(data: Buffer): number[] {
  const sizes: number[] = [];
  for (let offset = 0; offset < data.length; ) {
    const size = data.readUInt16BE(offset + 2);
    sizes.push(size);
    offset += 4 + size;
  }
  return sizes;
}

test.each<[string, number, (client: TestClient) => void]>([
  ["a frame of more than 32 KB", 1009, ({ socket }) => socket.send("x".repeat(frameBytes + 1))],
  ["a frame of more than 128 KB", 1009, ({ socket }) => socket.send("x".repeat(messageBytes + 1))],
  [
    "a message of more than 128 KB",
    1009,
    (client) => sendFrames(client, "x".repeat(messageBytes + 1), frameBytes),
  ],
  ["a binary frame", 1003, ({ socket }) => socket.send(Buffer.from("x"))],
  ["a binary frame of more than 32 KB", 1003, ({ socket }) => socket.send(Buffer.alloc(frameBytes + 1))],
])("%s closes the connection with %i [AWS docs]", async (_, code, act) => {
  const client = await api.connect();
  const { connectionId } = JSON.parse(await client.ask("hello")).requestContext;
  act(client);
  expect(await client.closed).toEqual({ code, reason: "" });
  const { requestContext } = await api.logged(
    ({ requestContext: { connectionId: id, eventType } }) =>
      id === connectionId && eventType === "DISCONNECT",
  );
  expect(requestContext.disconnectStatusCode).toBe(code);
  expect(api.local.logs().filter(({ text }) => text.includes("internal error"))).toEqual([]);
});

test.each<[string, RegExp, (client: TestClient) => void]>([
  [
    "a long frame",
    /1009 {2}a frame has 32769 bytes; the limit is 32768$/,
    ({ socket }) => socket.send("x".repeat(frameBytes + 1)),
  ],
  [
    "a long message",
    /1009 {2}Max payload size exceeded$/,
    (client) => sendFrames(client, "x".repeat(messageBytes + 1), frameBytes),
  ],
  [
    "a binary frame",
    /1003 {2}the client sent a binary frame$/,
    ({ socket }) => socket.send(Buffer.from("x")),
  ],
])("the terminal shows why %s closes the connection [our choice]", async (_, expected, act) => {
  const client = await api.connect();
  act(client);
  await client.closed;
  expect(await api.line("request", expected)).toMatch(/^200 DISCONNECT /);
});

test("a response of more than 128 KB is an error message [unverified]", async () => {
  expect(await (await api.connect()).ask({ action: "tooLarge" })).toMatch(
    /^\{"message": "Internal server error", /,
  );
  expect(await api.line("request", /tooLarge/)).toContain("the response has 131073 bytes");
});

test("a connection without messages is closed with 1001 [captured]", async () => {
  const client = await idle.connect();
  expect(await client.closed).toEqual({ code: 1001, reason: "Going away" });
  const { requestContext } = await idle.logged(
    ({ requestContext: { eventType } }) => eventType === "DISCONNECT",
  );
  expect(requestContext).toMatchObject({ disconnectStatusCode: 1001, disconnectReason: "Going away" });
});

test("a ping gets a pong, but the connection counts as idle [unverified]", async () => {
  const client = await idle.connect();
  let pongs = 0;
  client.socket.on("pong", () => {
    pongs += 1;
    client.socket.ping();
  });
  client.socket.ping();
  expect((await client.closed).code).toBe(1001);
  expect(pongs).toBeGreaterThan(0);
});

test("messages keep a connection open [AWS docs]", async () => {
  const client = await idle.connect();
  const end = performance.now() + 600;
  while (performance.now() < end) await client.ask("hello");
  expect(client.socket.readyState).toBe(1);
});

test("a connection is closed after its longest time although it is used [AWS docs]", async () => {
  const client = await brief.connect();
  let isOpen = true;
  void client.closed.then(() => {
    isOpen = false;
  });
  while (isOpen) await client.ask("hello").catch(() => undefined);
  expect(await client.closed).toEqual({ code: 1001, reason: "Going away" });
});

test("a stop closes connections with 1001, and runs $disconnect [our choice]", async () => {
  const gateway = new WebSocketTestGateway();
  await gateway.start({ dir: writeWebSocketFolder({ routes }) });
  const client = await gateway.connect();
  await Promise.all([gateway.local.stop(), client.closed]);
  expect(await client.closed).toEqual({ code: 1001, reason: "Going away" });
  expect(await gateway.line("request", /DISCONNECT/)).toMatch(/^200 DISCONNECT .* 1001 Going away$/);
  const requests = gateway.local.logs().filter(({ kind }) => kind === "request" || kind === "function");
  expect(requests.some(({ text }) => text.includes("DISCONNECT"))).toBe(true);
});

test("a stop ends although a client does not answer, and although a handshake waits", async () => {
  const code = `exports.handler = () => {
    console.log("started");
    return new Promise(() => setInterval(() => {}, 1000));
  };`;
  const dir = writeWebSocketFolder({
    routes: { ...routes, $connect: { to: "wait" } },
    functions: { wait: { code } },
  });
  const gateway = new WebSocketTestGateway();
  await gateway.start({ dir });
  const waiting = expect(gateway.connect()).rejects.toMatchObject({ code: "ECONNRESET" });
  await gateway.line("function", /started/);
  await gateway.local.stop();
  await waiting;

  const open = new WebSocketTestGateway();
  await open.start({ dir: writeWebSocketFolder({ routes }) });
  const client = await open.connect();
  client.socket.pause();
  await open.local.stop();
  client.socket.terminate();
});

test("a reload keeps connections open, and replaces routes and functions", async () => {
  const stack = { routes: { $default: { to: "reply", twoWay: true } } };
  const withReply = (text: string, more: object = {}) => ({
    routes: { ...stack.routes, ...more },
    functions: { reply: { code: `exports.handler = async () => ({ body: "${text}" });` } },
  });
  const dir = writeWebSocketFolder(withReply("one"));
  const gateway = new WebSocketTestGateway();
  await gateway.start({ dir });
  const client = await gateway.connect();
  expect(await client.ask({ action: "echo" })).toBe("one");
  writeWebSocketFolder(withReply("two", { echo: { to: "echo", twoWay: true } }), dir);
  await gateway.local.reload();
  expect(await client.ask("hello")).toBe("two");
  expect(JSON.parse(await client.ask({ action: "echo" })).body).toBe('{"action":"echo"}');
  await gateway.stop();
});

test("a reload without the API closes its connections", async () => {
  const stack = { routes: { $default: { to: "echo", twoWay: true } } };
  const dir = writeWebSocketFolder(stack);
  const gateway = new WebSocketTestGateway();
  await gateway.start({ dir });
  const client = await gateway.connect();
  const { resource, ...others } = JSON.parse(describeWebSocketTerraform(stack));
  const { aws_lambda_function } = resource;
  writeFileSync(
    path.join(dir, "main.tf.json"),
    JSON.stringify({ ...others, resource: { aws_lambda_function } }),
  );
  await gateway.local.reload();
  expect(await client.closed).toEqual({ code: 1001, reason: "Going away" });
  await gateway.stop();
});

test("a WebSocket API has the port after those of HTTP APIs, and its URL has the first stage", async () => {
  const stack = {
    stages: { dev: {}, prod: {} },
    routes,
    more: {
      resource: {
        aws_apigatewayv2_api: { web: { name: "web", protocol_type: "HTTP" } },
        aws_apigatewayv2_stage: {
          web: { api_id: "${aws_apigatewayv2_api.web.id}", name: "$default", auto_deploy: true },
        },
      },
    },
  };
  const local = await startLocal({ dir: writeWebSocketFolder(stack) });
  expect([...local.urls]).toEqual([
    ["aws_apigatewayv2_api.web", expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)],
    ["aws_apigatewayv2_api.api", expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/dev$/)],
  ]);
  expect(local.url).toBe([...local.urls.values()][0]);
  await local.stop();
});
