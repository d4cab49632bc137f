import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { invalidHttp } from "./hostile-requests";
import { openRequest, requestHead, sendRaw } from "./raw-http";
import { testGateway } from "./test-gateway";

// These tests send malformed and malicious requests. After each of them, the next request must succeed.
//
// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [RFC 9112]: the rules for valid HTTP
// - [captured]: paths in hotsock/voker (vokerhttp/testdata/ingress-paths.json)
// - [unverified]: all other input, for which the response of API Gateway is unknown
// - [our choice]: no malformed request reaches a function, and no request blocks another one

const echo = { to: "echo" };
const api = testGateway({
  routes: {
    "ANY /echo": echo,
    "POST /return": { to: "returnBody" },
    "POST /hang": { to: "hang" },
    "GET /path/{proxy+}": {
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

describe("invalid HTTP [unverified]", () => {
  test.each(invalidHttp("/echo"))("invalid HTTP returns 400: %s", async (_, text) => {
    const output = await sendRaw(api.local.url, text);
    expect(output).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(output).not.toMatch(/\bat .*:\d+|Error:/);
  });
});

describe("unusual but valid HTTP", () => {
  test.each([
    [
      "an absolute URL [RFC 9112 §3.2.2]",
      "GET http://elsewhere.example.com/echo?a=1 HTTP/1.1",
      '"rawPath":"/echo"',
    ],
    ["an asterisk [RFC 9112 §3.2.4; unverified: the path]", "OPTIONS * HTTP/1.1", '"rawPath":"/*"'],
    ["HTTP/1.0 [RFC 9112 §2.3]", "GET /echo HTTP/1.0", '"protocol":"HTTP/1.0"'],
  ])("unusual HTTP is accepted: %s", async (_, line, expected) => {
    const output = await sendRaw(api.local.url, requestHead(line));
    expect(output).toMatch(/^HTTP\/1\.1 200 /);
    expect(output).toContain(expected);
  });

  test("HTTP/1.0 needs no header Host [RFC 9112 §3.2]", async () => {
    expect(await sendRaw(api.local.url, "GET /echo HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 /);
  });

  test.each(["localhost", "a-b.example.com:3000", "127.0.0.1:80", "[::1]:3000", "my_host", "a%20b", "x:"])(
    "the host %s is valid [RFC 9110 §7.2]",
    async (host) => {
      expect((await api.event("GET /echo", { headers: [`Host: ${host}`] })).headers.host).toBe(host);
    },
  );

  test("a WebSocket upgrade is handled like any other request [unverified]", async () => {
    const output = await sendRaw(
      api.local.url,
      requestHead("GET /echo HTTP/1.1", "Connection: upgrade", "Upgrade: websocket"),
    );
    expect(output).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("pipelined requests get their responses in order [RFC 9112 §9.3.2]", async () => {
    const first = requestHead("GET /echo?first HTTP/1.1").replace("Connection: close\r\n", "");
    const output = await sendRaw(api.local.url, `${first}${first}${requestHead("GET /echo?last HTTP/1.1")}`);
    expect(output.match(/"rawQueryString":"\w+"/g)).toEqual([
      '"rawQueryString":"first"',
      '"rawQueryString":"first"',
      '"rawQueryString":"last"',
    ]);
  });

  test("thousands of short headers are accepted [unverified]", async () => {
    const headers = Array.from({ length: 3000 }, () => "x: 1");
    expect((await api.event("GET /echo", { headers })).headers.x).toHaveLength(2 * 3000 - 1);
  });
});

test("a CONNECT request opens no tunnel [our choice]", async () => {
  const output = await sendRaw(api.local.url, requestHead("CONNECT example.com:443 HTTP/1.1"));
  expect(output).toMatch(/^HTTP\/1\.1 400 /);
});

describe("paths that try to leave the API [captured: decoding; unverified: dots]", () => {
  test.each([
    ["/../../etc/passwd", "/../../etc/passwd"],
    ["/%2e%2e/%2e%2e/etc/passwd", "/../../etc/passwd"],
    ["/..%2f..%2fetc/passwd", "/../../etc/passwd"],
    ["/..%5c..%5cetc", "/..\\..\\etc"],
    ["/a%00b", "/a\0b"],
    ["/_gatewright/../../etc/passwd", "/_gatewright/../../etc/passwd"],
    ["/_gatewright/users/.well-known/jwks.json", "/_gatewright/users/.well-known/jwks.json"],
  ])("a path with dots is only used to select a route: %s", async (sent, path) => {
    expect(await api.event(`GET ${sent}`)).toMatchObject({ routeKey: "$default", rawPath: path });
  });
});

describe("line breaks in response headers [RFC 9112 §11.1; our choice: 500]", () => {
  test.each([
    ["in a value", { headers: { "x-one": "a\r\nSet-Cookie: evil=1" } }],
    ["in a name", { headers: { "x-one: a\r\nset-cookie": "evil=1" } }],
    ["in a content type", { headers: { "content-type": "a\r\n\r\nbody" } }],
    ["in a cookie", { cookies: ["a=1\r\nSet-Cookie: evil=1"] }],
  ])("a function that returns a line break %s gets 500", async (_, returned) => {
    const response = await api.returns("POST /return", { statusCode: 200, ...returned });
    expect([response.status, response.headers["set-cookie"]]).toEqual([500, undefined]);
  });

  test("a response mapping skips a path with a line break", async () => {
    const response = await api.call("GET /path/%0d%0aSet-Cookie:%20evil=1");
    expect(response.status).toBe(200);
    expect(response.rawHeaders.map(([name]) => name)).not.toContain("Set-Cookie");
    expect((await api.call("GET /path/you")).headers["x-path"]).toBe("/path/you");
  });

  test("the terminal log escapes control characters of a path", async () => {
    api.takeLogs("request");
    await api.call("GET /a%0a%1b[31mb%e2%80%ae");
    expect(api.takeLogs("request")).toEqual([expect.stringContaining("GET /a\\n\\u001b[31mb\\u202e")]);
  });
});

describe("clients that disconnect [our choice]", () => {
  test.each([
    ["in the middle of a body", "Content-Length: 1000", "half"],
    ["in the middle of a chunk", "Transfer-Encoding: chunked", "ff\r\nhalf"],
  ])("no function is invoked for a client that disconnects %s", async (_, line, half) => {
    api.takeLogs("request");
    const socket = await openRequest(api.local.url, "/echo", line);
    socket.write(half);
    socket.resetAndDestroy();
    await once(socket, "close");
    expect((await api.call("GET /echo")).status).toBe(200);
    expect(api.takeLogs("request")).toEqual([expect.stringContaining("GET /echo")]);
  });

  test("a client can disconnect before the response", async () => {
    const socket = await openRequest(api.local.url, "/hang", "Content-Length: 1");
    socket.write("x");
    socket.destroy();
    await once(socket, "close");
  });

  test("hundreds of silent connections do not block a request", async () => {
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

test("a client that sends one byte at a time gets a response [our choice]", async () => {
  const { hostname, port } = new URL(api.local.url);
  const socket = connect(Number(port), hostname).setNoDelay(true);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  for (const byte of `${requestHead("POST /echo HTTP/1.1", "Content-Length: 3")}abc`) {
    await new Promise((resolve) => socket.write(byte, resolve));
  }
  await once(socket, "end");
  expect(Buffer.concat(chunks).toString()).toContain(`"body":"${Buffer.from("abc").toString("base64")}"`);
});

test("the gateway accepts only connections from the same computer [our choice]", async () => {
  const { hostname, port } = new URL(api.local.url);
  expect(hostname).toBe("127.0.0.1");
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const others = addresses.map(({ address }) => address).filter((address) => address !== "127.0.0.1");
  for (const address of new Set(["::1", ...others])) {
    const socket = connect(Number(port), address);
    await expect(once(socket, "connect")).rejects.toThrow(/E[A-Z]+/);
  }
});
