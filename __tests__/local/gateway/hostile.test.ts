import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { begun, head, speak } from "./raw-http";
import { served } from "./test-gateway";

// What no well-meaning client sends. Whatever it is, the next one is answered.
//
// Facts: RFC 9112 for what is HTTP (D); captures of paths by hotsock/voker, vokerhttp/testdata/ingress-paths.json (C). What API
// Gateway answers to the rest was not found (?); that nothing is let through, and nobody waits, is ours.

const echo = { to: "echo" };
const api = served({
  routes: {
    "ANY /echo": echo,
    "POST /say": { to: "say" },
    "POST /hang": { to: "hang" },
    "GET /told/{proxy+}": {
      to: "echo",
      integration: {
        response_parameters: [{ status_code: "200", mappings: { "append:header.x-path": "$context.path" } }],
      },
    },
    $default: echo,
  },
});

afterEach(async () => {
  expect((await api.call("GET /echo")).status).toBe(200);
});

describe("what is no HTTP is 400 (?)", () => {
  test.each([
    ["nonsense", "nonsense\r\n\r\n"],
    ["the beginning of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["another version", "GET /echo HTTP/9.9\r\n\r\n"],
    ["no host", "GET /echo HTTP/1.1\r\nConnection: close\r\n\r\n"],
    ["a method in lower case", head("get /echo HTTP/1.1")],
    ["a method that nobody knows", head("BREW /echo HTTP/1.1")],
    ["a space in the path", head("GET /ec ho HTTP/1.1")],
    ["a NUL in the path", head("GET /ec\0ho HTTP/1.1")],
    ["a NUL in a header", head("GET /echo HTTP/1.1", "X-One: a\0b")],
    ["a header without a colon", head("GET /echo HTTP/1.1", "X-One")],
    ["a line break that is none", head("GET /echo HTTP/1.1", "X-One: a\rX-Two: b")],
    ["a length that is no number", head("POST /echo HTTP/1.1", "Content-Length: x")],
    ["a length below nothing", head("POST /echo HTTP/1.1", "Content-Length: -1")],
    ["two lengths", head("POST /echo HTTP/1.1", "Content-Length: 1", "Content-Length: 2")],
    ["a length and chunks", head("POST /echo HTTP/1.1", "Content-Length: 1", "Transfer-Encoding: chunked")],
    ["chunks by another name", head("POST /echo HTTP/1.1", "Transfer-Encoding: chunked, x")],
    ["a chunk whose length is none", `${head("POST /echo HTTP/1.1", "Transfer-Encoding: chunked")}zz\r\n`],
  ])("%s", async (_, text) => {
    const said = await speak(api.local.url, text);
    expect(said).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(said).not.toMatch(/\bat .*:\d+|Error:/);
  });
});

describe("what is odd, and HTTP, is answered", () => {
  test.each([
    ["a whole address (D 3.2.2)", "GET http://elsewhere.example.com/echo?a=1 HTTP/1.1", '"rawPath":"/echo"'],
    ["an asterisk (D 3.2.4, ? the path)", "OPTIONS * HTTP/1.1", '"rawPath":"/*"'],
    ["HTTP/1.0 (D 2.3)", "GET /echo HTTP/1.0", '"protocol":"HTTP/1.0"'],
  ])("%s", async (_, line, told) => {
    const said = await speak(api.local.url, head(line));
    expect(said).toMatch(/^HTTP\/1\.1 200 /);
    expect(said).toContain(told);
  });

  test("a wish for a websocket is a request like others (?)", async () => {
    const said = await speak(
      api.local.url,
      head("GET /echo HTTP/1.1", "Connection: upgrade", "Upgrade: websocket"),
    );
    expect(said).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("several requests at once are answered in their order (D 9.3.2)", async () => {
    const first = head("GET /echo?first HTTP/1.1").replace("Connection: close\r\n", "");
    const said = await speak(api.local.url, `${first}${first}${head("GET /echo?last HTTP/1.1")}`);
    expect(said.match(/"rawQueryString":"\w+"/g)).toEqual([
      '"rawQueryString":"first"',
      '"rawQueryString":"first"',
      '"rawQueryString":"last"',
    ]);
  });

  test("thousands of headers, if they are short (?)", async () => {
    const headers = Array.from({ length: 3000 }, () => "x: 1");
    expect((await api.event("GET /echo", { headers })).headers.x).toHaveLength(2 * 3000 - 1);
  });
});

test("a tunnel is not to be had (ours)", async () => {
  expect(await speak(api.local.url, head("CONNECT example.com:443 HTTP/1.1"))).not.toMatch(/ 200 /);
});

describe("a path leads nowhere but to a route (C what is decoded, ? dots)", () => {
  test.each([
    ["/../../etc/passwd", "/../../etc/passwd"],
    ["/%2e%2e/%2e%2e/etc/passwd", "/../../etc/passwd"],
    ["/..%2f..%2fetc/passwd", "/../../etc/passwd"],
    ["/..%5c..%5cetc", "/..\\..\\etc"],
    ["/a%00b", "/a\0b"],
    ["/_gatewright/../../etc/passwd", "/_gatewright/../../etc/passwd"],
    ["/_gatewright/users/.well-known/jwks.json", "/_gatewright/users/.well-known/jwks.json"],
  ])("%s", async (sent, path) => {
    expect(await api.event(`GET ${sent}`)).toMatchObject({ routeKey: "$default", rawPath: path });
  });
});

describe("a line break does not get into an answer's headers (D 11.1, ours the 500)", () => {
  test.each([
    ["in a value", { headers: { "x-one": "a\r\nSet-Cookie: evil=1" } }],
    ["in a name", { headers: { "x-one: a\r\nset-cookie": "evil=1" } }],
    ["in a content type", { headers: { "content-type": "a\r\n\r\nbody" } }],
    ["in a cookie", { cookies: ["a=1\r\nSet-Cookie: evil=1"] }],
  ])("that a function returns, %s: 500", async (_, returned) => {
    const reply = await api.says("POST /say", { statusCode: 200, ...returned });
    expect([reply.status, reply.headers["set-cookie"]]).toEqual([500, undefined]);
  });

  test("that a mapping takes from a path: there is no such header", async () => {
    const reply = await api.call("GET /told/%0d%0aSet-Cookie:%20evil=1");
    expect(reply.status).toBe(200);
    expect(reply.rawHeaders.map(([name]) => name)).not.toContain("Set-Cookie");
    expect((await api.call("GET /told/you")).headers["x-path"]).toBe("/told/you");
  });

  test("nor into a line of the log", async () => {
    api.lines("request");
    await api.call("GET /a%0a%1b[31mb");
    expect(api.lines("request")).toEqual([expect.stringContaining("GET /a\\n\\u001b[31mb")]);
  });
});

describe("a client that leaves (ours)", () => {
  test.each([
    ["in the middle of a body", "Content-Length: 1000", "half"],
    ["in the middle of a chunk", "Transfer-Encoding: chunked", "ff\r\nhalf"],
  ])("%s: no function is called", async (_, line, half) => {
    api.lines("request");
    const socket = await begun(api.local.url, "/echo", line);
    socket.write(half);
    socket.resetAndDestroy();
    await once(socket, "close");
    expect((await api.call("GET /echo")).status).toBe(200);
    expect(api.lines("request")).toEqual([expect.stringContaining("GET /echo")]);
  });

  test("before it is answered", async () => {
    const socket = await begun(api.local.url, "/hang", "Content-Length: 1");
    socket.write("x");
    socket.destroy();
    await once(socket, "close");
  });

  test("hundreds of them, who never say anything", async () => {
    const { hostname, port } = new URL(api.local.url);
    const sockets = await Promise.all(
      Array.from({ length: 300 }, async () => {
        const socket = connect(Number(port), hostname);
        await once(socket, "connect");
        return socket;
      }),
    );
    expect((await api.call("GET /echo")).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });
});

test("a client that says a byte at a time is answered (ours)", async () => {
  const { hostname, port } = new URL(api.local.url);
  const socket = connect(Number(port), hostname).setNoDelay(true);
  const said: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => said.push(chunk));
  for (const byte of `${head("POST /echo HTTP/1.1", "Content-Length: 3")}abc`) {
    await new Promise((resolve) => socket.write(byte, resolve));
  }
  await once(socket, "end");
  expect(Buffer.concat(said).toString()).toContain(`"body":"${Buffer.from("abc").toString("base64")}"`);
});

test("nobody but this machine is listened to (ours)", async () => {
  const { hostname, port } = new URL(api.local.url);
  expect(hostname).toBe("127.0.0.1");
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const others = addresses.map(({ address }) => address).filter((address) => address !== "127.0.0.1");
  for (const address of new Set(["::1", ...others])) {
    const socket = connect(Number(port), address);
    await expect(once(socket, "connect")).rejects.toThrow(/E[A-Z]+/);
  }
});
