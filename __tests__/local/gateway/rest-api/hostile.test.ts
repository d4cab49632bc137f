import { once } from "node:events";
import { invalidHttp } from "../hostile-requests";
import { openRequest, requestHead, sendRaw } from "../raw-http";
import { restGateway } from "./rest-fixture";

// These tests send malformed and malicious requests to a REST API. After each of them, the next request must succeed.
//
// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [RFC 9112]: the rules for valid HTTP
// - [measured]: LocalStack's tests, which ran against AWS: a REST API does not decode or normalize a path
// - [unverified]: all other input, for which the response of API Gateway is unknown
// - [our choice]: no malformed request reaches a function, and no request blocks another one

const api = restGateway({
  methods: {
    "ANY /echo": { to: "echo" },
    "ANY /return": { to: "returnBody" },
    "GET /files/{path+}": { to: "echo" },
    "POST /hang": { to: "hang" },
    "GET /iam": { to: "echo", authorization: "AWS_IAM" },
  },
});

afterEach(async () => {
  expect((await api.call("GET /dev/echo")).status).toBe(200);
});

test.each(invalidHttp("/dev/echo"))("invalid HTTP returns 400: %s [unverified]", async (_, text) => {
  const output = await sendRaw(api.local.url, text);
  expect(output).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(output).toContain("\r\nx-amzn-RequestId: ");
  expect(output).not.toMatch(/\bat .*:\d+|Error:/);
});

describe("unusual but valid HTTP", () => {
  test.each([
    [
      "an absolute URL [RFC 9112 §3.2.2]",
      "GET http://elsewhere.example.com/dev/echo?a=1 HTTP/1.1",
      200,
      '"path":"/echo"',
    ],
    [
      "an absolute URL without a path [RFC 9112 §3.2.2]",
      "GET http://elsewhere.example.com HTTP/1.1",
      403,
      "Forbidden",
    ],
    ["an absolute URL of another scheme [unverified]", "GET ftp://x/dev/echo HTTP/1.1", 403, "Forbidden"],
    ["an asterisk [RFC 9112 §3.2.4]", "OPTIONS * HTTP/1.1", 403, "Forbidden"],
    ["HTTP/1.0 [RFC 9112 §2.3]", "GET /dev/echo HTTP/1.0", 200, '"protocol":"HTTP/1.0"'],
  ])("unusual HTTP is answered: %s", async (_, line, status, expected) => {
    const output = await sendRaw(api.local.url, requestHead(line));
    expect(output).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(output).toContain(expected);
  });

  test("HTTP/1.0 needs no header Host [RFC 9112 §3.2]", async () => {
    expect(await sendRaw(api.local.url, "GET /dev/echo HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("pipelined requests get their responses in order [RFC 9112 §9.3.2]", async () => {
    const keep = (query: string) =>
      requestHead(`GET /dev/echo?n=${query} HTTP/1.1`).replace("Connection: close\r\n", "");
    const text = `${keep("1")}${keep("2")}${requestHead("GET /dev/nothing HTTP/1.1").replace("Connection: close\r\n", "")}${requestHead("GET /dev/echo?n=3 HTTP/1.1")}`;
    const output = await sendRaw(api.local.url, text);
    expect(output.match(/"queryStringParameters":\{"n":"\d"\}|Missing Authentication Token/g)).toEqual([
      '"queryStringParameters":{"n":"1"}',
      '"queryStringParameters":{"n":"2"}',
      "Missing Authentication Token",
      '"queryStringParameters":{"n":"3"}',
    ]);
  });

  test("a chunked body with trailers is one body, and the trailers are dropped [RFC 9112 §7.1.2]", async () => {
    const head = requestHead(
      "POST /dev/echo HTTP/1.1",
      "Transfer-Encoding: chunked",
      "Trailer: X-Sum, Authorization",
    );
    const body = "3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nX-Sum: 1\r\nAuthorization: evil\r\n\r\n";
    const output = await sendRaw(api.local.url, head + body);
    expect(output).toMatch(/^HTTP\/1\.1 200 /);
    expect(output).toContain('"body":"abcde"');
    expect(output).not.toMatch(/X-Sum|evil/);
  });

  test("a WebSocket upgrade is handled like any other request [unverified]", async () => {
    const head = requestHead("GET /dev/echo HTTP/1.1", "Connection: upgrade", "Upgrade: websocket");
    expect(await sendRaw(api.local.url, head)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("thousands of short headers are accepted [unverified]", async () => {
    const headers = Array.from({ length: 3000 }, () => "x: 1");
    const { multiValueHeaders } = await api.event("GET /dev/echo", { headers });
    expect(multiValueHeaders.x).toHaveLength(3000);
  });
});

test("a CONNECT request opens no tunnel [our choice]", async () => {
  const output = await sendRaw(api.local.url, requestHead("CONNECT example.com:443 HTTP/1.1"));
  expect(output).toMatch(/^HTTP\/1\.1 400 /);
});

test.each([
  ["dot segments", "../../etc/passwd"],
  ["encoded dot segments", "%2e%2e/%2e%2e/etc/passwd"],
  ["encoded slashes", "..%2f..%2fetc/passwd"],
  ["a backslash", "..\\..\\etc"],
  ["an encoded NUL", "a%00b"],
  ["an encoded line break", "a%0d%0aSet-Cookie:%20x=1"],
  ["a percent sign alone", "100%"],
  ["a bad escape", "%zz%f"],
  ["an overlong UTF-8 sequence", "%c0%af"],
  ["empty segments", "a//b///c"],
])("a path with %s stays as it is [measured: LocalStack]", async (_, sent) => {
  const event = await api.event(`GET /dev/files/${sent}`);
  expect(event.pathParameters).toEqual({ path: sent });
  expect([event.path, event.requestContext.path]).toEqual([`/files/${sent}`, `/dev/files/${sent}`]);
});

test.each([
  ["dots before the stage", "/../dev/echo", "Forbidden"],
  ["dots after the stage", "/dev/../dev/echo", "Missing Authentication Token"],
  ["an encoded stage", "/%64ev/echo", "Forbidden"],
  ["a bad escape as the stage", "/%zz/echo", "Forbidden"],
  ["only slashes", "////", "Forbidden"],
  ["a name of a property", "/__proto__/constructor", "Forbidden"],
  ["a name of a property as a path", "/dev/__proto__", "Missing Authentication Token"],
])("a path with %s reaches no method [unverified]", async (_, path, message) => {
  const output = await sendRaw(api.local.url, requestHead(`GET ${path} HTTP/1.1`));
  expect(output).toMatch(/^HTTP\/1\.1 403 /);
  expect(output).toContain(`{"message":"${message}"}`);
});

test.each([
  ["a=%", { a: "%" }],
  ["a=%zz&b=%c3", { a: "%zz", b: "\ufffd" }],
  ["&&==&a", { "": "=", a: "" }],
  ["__proto__=1&constructor=2", { constructor: "2", ["__proto__"]: "1" }],
])("the query %s is decoded as far as possible [unverified]", async (query, expected) => {
  const { queryStringParameters } = await api.event(`GET /dev/echo?${query}`);
  expect(Object.entries(queryStringParameters).sort()).toEqual(Object.entries(expected).sort());
});

test.each(["", "get", "GET, POST", "CONNECT", "__proto__", "x".repeat(5000)])(
  "the method override %j reaches no method [unverified]",
  async (method) => {
    const { status } = await api.call("GET /dev/iam", { headers: { "X-HTTP-Method-Override": method } });
    expect(status).toBe(403);
  },
);

test("a signed path that is not normalized is rejected [our choice]", async () => {
  const signed = await api.signGet("/dev/iam");
  const { status, headers } = await api.call("GET /dev//iam", signed);
  expect([status, headers["x-amzn-errortype"]]).toEqual([403, "InvalidSignatureException"]);
});

test.each([
  ["in a value", { "x-one": "a\r\nSet-Cookie: evil=1" }],
  ["in a name", { "x-one: a\r\nset-cookie": "evil=1" }],
  ["in a content type", { "content-type": "a\r\n\r\nbody" }],
])("a function that returns a line break %s of a header gets 502 [our choice]", async (_, headers) => {
  const response = await api.returns("POST /dev/return", { headers });
  expect([response.status, response.headers["set-cookie"]]).toEqual([502, undefined]);
});

test("the terminal log escapes control characters of a path", async () => {
  api.takeLogs("request");
  await sendRaw(api.local.url, requestHead("GET /dev/files/a\x1b[31mb HTTP/1.1"));
  await api.call("GET /dev/files/a%0ab");
  expect(api.takeLogs("request").join("\n")).not.toContain("\x1b");
});

test.each([
  ["in the middle of a body", "Content-Length: 1000", "half"],
  ["in the middle of a chunk", "Transfer-Encoding: chunked", "ff\r\nhalf"],
])("no function is invoked for a client that disconnects %s [our choice]", async (_, line, half) => {
  api.takeLogs("request");
  const socket = await openRequest(api.local.url, "/dev/echo", line);
  socket.write(half);
  socket.resetAndDestroy();
  await once(socket, "close");
  expect((await api.call("GET /dev/echo")).status).toBe(200);
  expect(api.takeLogs("request")).toEqual([expect.stringContaining("GET /dev/echo")]);
});

test("a client can disconnect before the response [our choice]", async () => {
  const socket = await openRequest(api.local.url, "/dev/hang", "Content-Length: 1");
  socket.write("x");
  socket.destroy();
  await once(socket, "close");
});
