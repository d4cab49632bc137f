import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type TestClient, type WebSocketTestGateway, webSocketGateway } from "./web-socket-fixture";

// Clients that send very much, or read nothing. The gateway keeps a bounded amount of data for each of them, and serves the
// others. [our choice] marks behavior that does not come from AWS.

const routes = { $default: { to: "reply", twoWay: true } };
const reply = { code: "exports.handler = async ({ body }) => ({ body });" };
const api = webSocketGateway({ routes, functions: { reply } });
const idle = webSocketGateway({ routes, functions: { reply } }, { idleTimeoutSeconds: 0.3 });
const guarded = webSocketGateway({
  routes: { $connect: { to: "slow" }, ...routes },
  functions: {
    reply,
    slow: {
      code: "exports.handler = () => new Promise((end) => setTimeout(end, 50, { statusCode: 200 }));",
    },
  },
});

/** Size of what a flooding client sends. It is far above what the gateway and the operating system keep. */
const FLOOD_BYTES = 48 * 1024 * 1024;
/** Part of it that must still wait in the client. */
const WAITING_BYTES = 8 * 1024 * 1024;

function rawSocket({ socket }: TestClient): Socket {
  return (socket as unknown as { readonly _socket: Socket })._socket;
}

/** Opens a TCP connection, and sends the start of a handshake. */
async function openSocket({ local }: WebSocketTestGateway, rest: string): Promise<Socket> {
  const { port, host } = new URL(local.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(`GET /dev HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${rest}`);
  return socket;
}

const HANDSHAKE = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

async function expectServed(gateway = api): Promise<void> {
  const client = await gateway.connect();
  expect(await client.ask("next")).toBe("next");
}

/** Waits until the gateway reads nothing more from a client, while it serves another one. Returns the bytes that wait. */
async function waitUntilStopped(waitingBytes: () => number): Promise<number> {
  const other = await api.connect();
  let before = Number.POSITIVE_INFINITY;
  while (waitingBytes() < before) {
    before = waitingBytes();
    for (let count = 0; count < 50; count++) await other.ask("next");
  }
  return before;
}

test("the gateway stops reading messages from a client that reads no responses [our choice]", async () => {
  const client = await api.connect();
  rawSocket(client).pause();
  const message = "x".repeat(32 * 1024);
  const count = FLOOD_BYTES / message.length;
  for (let index = 0; index < count; index++) client.socket.send(message);
  expect(await waitUntilStopped(() => client.socket.bufferedAmount)).toBeGreaterThan(WAITING_BYTES);
  rawSocket(client).resume();
  for (let index = 0; index < count; index++) expect(await client.next()).toBe(message);
});

test("a client that sends pings and reads no pongs is disconnected [our choice]", async () => {
  const client = await api.connect();
  const raw = rawSocket(client);
  raw.pause();
  const ping = Buffer.concat([Buffer.from([0x89, 0x80 | 125, 0, 0, 0, 0]), Buffer.alloc(125)]);
  const pings = Buffer.concat(Array.from({ length: 1000 }, () => ping));
  for (let bytes = 0; bytes < FLOOD_BYTES; bytes += pings.length) raw.write(pings);
  expect((await client.closed).code).toBe(1006);
  await expectServed();
});

test("handshakes that are never finished keep no other client waiting [our choice]", async () => {
  const sockets = await Promise.all(
    Array.from({ length: 300 }, () => openSocket(api, "Sec-WebSocket-Version: 13\r\n")),
  );
  await expectServed();
  for (const socket of sockets) socket.destroy();
  await expectServed();
});

test("all handshakes of a flood get a response, although half of the clients disconnect during $connect [our choice]", async () => {
  const gone = Array.from({ length: 150 }, async () => (await openSocket(guarded, HANDSHAKE)).destroy());
  const clients = await Promise.all(Array.from({ length: 150 }, () => guarded.connect()));
  await Promise.all(gone);
  const bodies = await Promise.all(clients.map((client, index) => client.ask(`message ${index}`)));
  expect(bodies).toEqual(clients.map((_, index) => `message ${index}`));
  await Promise.all(clients.map((client) => client.close(1000)));
  await expectServed(guarded);
});

test("a client that disconnects during $connect gets a $disconnect, if it was accepted [our choice]", async () => {
  const socket = await openSocket(guarded, HANDSHAKE);
  socket.destroy();
  await guarded.line("request", /^200 DISCONNECT \/dev .* 1006$/);
  await expectServed(guarded);
});

test("a connection with an incomplete frame is closed [our choice]", async () => {
  const client = await idle.connect();
  rawSocket(client).write(Buffer.from([0x81, 0x80 | 100, 0, 0, 0, 0, 0x61]));
  expect(await client.closed).toEqual({ code: 1001, reason: "Going away" });
});

test("a connection with an incomplete message is closed [our choice]", async () => {
  const client = await idle.connect();
  const fragment = Buffer.from([0x00, 0x81, 0, 0, 0, 0, 0x61]);
  const raw = rawSocket(client);
  raw.write(Buffer.from([0x01, 0x81, 0, 0, 0, 0, 0x61]));
  const timer = setInterval(() => raw.write(fragment), 10);
  const { code } = await client.closed;
  clearInterval(timer);
  expect(code).toBe(1001);
});
