import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type TestClient, webSocketGateway } from "./web-socket-fixture";

// Clients that send what no normal client sends. [our choice] marks behavior that does not come from AWS.

const routes = { $disconnect: { to: "echo" }, $default: { to: "echo", twoWay: true } };
const api = webSocketGateway({ routes });

function rawSocket({ socket }: TestClient): Socket {
  return (socket as unknown as { readonly _socket: Socket })._socket;
}

/** Returns a frame of a client. Its masking key is 0. */
function frame(firstByte: number, payload: Buffer): Buffer {
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0xfe, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([firstByte, ...length, 0, 0, 0, 0]), payload]);
}

const TEXT = 0x81;
const FIRST_TEXT = 0x01;
const CONTINUATION = 0x00;
const LAST_CONTINUATION = 0x80;

/** Sends raw data, and returns the code with which the connection is closed. */
async function codeAfter(...data: readonly Buffer[]): Promise<number> {
  const client = await api.connect();
  for (const chunk of data) rawSocket(client).write(chunk);
  return (await client.closed).code;
}

test.each<[string, number, readonly Buffer[]]>([
  ["a text that is not UTF-8", 1007, [frame(TEXT, Buffer.from([0xff, 0xfe]))]],
  ["a text with half of a surrogate pair", 1007, [frame(TEXT, Buffer.from([0xed, 0xa0, 0x80]))]],
  ["a frame without a mask", 1002, [Buffer.from([TEXT, 1, 0x61])]],
  ["a reserved opcode", 1002, [frame(0x83, Buffer.from("x"))]],
  ["a reserved bit", 1002, [frame(0xc1, Buffer.from("x"))]],
  ["a ping in several frames", 1002, [frame(0x09, Buffer.from("x"))]],
  ["a continuation without a start", 1002, [frame(LAST_CONTINUATION, Buffer.from("x"))]],
  ["a second start in a message", 1002, [frame(FIRST_TEXT, Buffer.from("x")), frame(TEXT, Buffer.from("y"))]],
  ["a close code that must not be sent", 1002, [frame(0x88, Buffer.from([0x03, 0xed]))]],
  ["a length of 63 bits", 1009, [Buffer.from([TEXT, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255])]],
])("%s closes the connection with %i [our choice]", async (_, code, data) => {
  expect(await codeAfter(...data)).toBe(code);
  expect(JSON.parse(await (await api.connect()).ask("next")).body).toBe("next");
});

test("a character can be divided between two frames [our choice]", async () => {
  const client = await api.connect();
  const text = Buffer.from("é");
  rawSocket(client).write(frame(FIRST_TEXT, text.subarray(0, 1)));
  rawSocket(client).write(frame(LAST_CONTINUATION, text.subarray(1)));
  expect(JSON.parse(await client.next()).body).toBe("é");
});

test("frames that arrive byte by byte are read [our choice]", async () => {
  const client = await api.connect();
  const raw = rawSocket(client);
  raw.setNoDelay(true);
  for (const byte of frame(TEXT, Buffer.from("x".repeat(200)))) {
    raw.write(Buffer.from([byte]));
    await new Promise(setImmediate);
  }
  expect(JSON.parse(await client.next()).body).toBe("x".repeat(200));
});

test("a message of very many empty frames is read or rejected, and others are served [our choice]", async () => {
  const client = await api.connect();
  const raw = rawSocket(client);
  raw.write(frame(FIRST_TEXT, Buffer.from("x")));
  raw.write(Buffer.concat(Array.from({ length: 20_000 }, () => frame(CONTINUATION, Buffer.alloc(0)))));
  raw.write(frame(LAST_CONTINUATION, Buffer.from("y")));
  const result = await client.next().then(
    (text) => JSON.parse(text).body,
    () => "closed",
  );
  expect(["xy", "closed"]).toContain(result);
  expect(JSON.parse(await (await api.connect()).ask("next")).body).toBe("next");
});

test("each message of a flood gets its response [our choice]", async () => {
  const client = await api.connect();
  const count = 2000;
  for (let index = 0; index < count; index++) client.socket.send(`message ${index}`);
  const bodies = new Set<string>();
  for (let index = 0; index < count; index++) bodies.add(JSON.parse(await client.next()).body);
  expect(bodies.size).toBe(count);
});

test("deeply nested JSON selects the default route [our choice]", async () => {
  const nested = `{"action":${"[".repeat(15_000)}${"]".repeat(15_000)}}`;
  const { requestContext } = JSON.parse(await (await api.connect()).ask(nested));
  expect(requestContext.routeKey).toBe("$default");
});

test("a client can disconnect during the handshake [our choice]", async () => {
  const { port, host } = new URL(api.local.url);
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  socket.write(
    `GET /dev HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
  );
  socket.destroy();
  expect(JSON.parse(await (await api.connect()).ask("next")).body).toBe("next");
});

test.each([
  ["no key", "Sec-WebSocket-Version: 13\r\n"],
  ["another protocol", "Sec-WebSocket-Version: 13\r\n", "h2c"],
  [
    "two protocols with the same name",
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: a, a\r\n",
  ],
])("a handshake with %s gets 400 [our choice]", async (_, lines, upgrade = "websocket") => {
  const { port, host } = new URL(api.local.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(
    `GET /dev HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n${lines}\r\n`,
  );
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(socket, "close");
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
});
