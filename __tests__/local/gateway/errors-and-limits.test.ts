import { testBackend } from "./backend";
import { type RequestContent, requestHead, sendRaw } from "./raw-http";
import { readApi, testGateway } from "./test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
//   and https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
// - [captured]: responses in aws/aws-lambda-dotnet, koki-develop/lgtm-generator 10 and
//   chroma-core/chroma 1458
// - [measured]: tests of aws/aws-lambda-dotnet

const MB = 1024 * 1024;
const endpoint = testBackend();

/** Code of a function that returns the length of its event and of the body in response headers. */
const MEASURE = `exports.handler = async (event) =>
  ({ statusCode: 200, headers: { event: JSON.stringify(event).length, length: event.body.length } });`;
/**
 * Code of a function that returns a string. The query string contains the length of this string. The result
 * as JSON has two more characters, the quotes.
 */
const REPEAT = 'exports.handler = async ({ rawQueryString }) => "x".repeat(rawQueryString);';
const CRASH = "exports.handler = async () => process.exit(1);";
const BROKEN = "throw new Error('at start');";
const echo = { to: "echo" };

const api = testGateway(() => ({
  functions: {
    measure: { code: MEASURE, memory_size: 512 },
    crash: { code: CRASH },
    broken: { code: BROKEN },
    repeat: { code: REPEAT, memory_size: 512 },
    full: { code: MEASURE, reserved_concurrent_executions: 0 },
  },
  stages: { $default: {}, none: { default_route_settings: { throttling_rate_limit: 0 } } },
  routes: {
    "ANY /echo": echo,
    "GET /iam": { ...echo, authorization_type: "AWS_IAM" },
    "GET /repeat": { to: "repeat" },
    "GET /fail": { to: "fail" },
    "GET /crash": { to: "crash" },
    "GET /broken": { to: "broken" },
    "GET /full": { to: "full" },
    "GET /late": { to: "hang", integration: { timeout_milliseconds: 50 } },
    "POST /measure": { to: "measure" },
    "ANY /endpoint": { to: endpoint.url },
    "GET /{id}": echo,
  },
}));

const INTERNAL = '{"message":"Internal Server Error"}';
const UNAVAILABLE = '{"message":"Service Unavailable"}';

test.each([
  ["a function that throws [captured]", "/fail?boom", 500, INTERNAL, "TypeError: boom"],
  ["a function that exits [captured]", "/crash", 500, INTERNAL, "Runtime exited with error: exit status 1"],
  ["a function that fails at start [captured]", "/broken", 500, INTERNAL, "Error: at start"],
  [
    "a function slower than the integration timeout [captured]",
    "/late",
    503,
    UNAVAILABLE,
    "integration timed out after 50 ms",
  ],
  ["a function without free concurrency [captured]", "/full", 503, UNAVAILABLE, "Rate Exceeded."],
])("the log has the reason, and the caller does not see it: %s", async (_, path, status, body, reason) => {
  api.takeLogs("request");
  const response = await api.call(`GET ${path}`);
  expect([response.status, response.body]).toEqual([status, body]);
  expect(response.rawHeaders).toEqual([
    ["Date", expect.any(String)],
    ["Content-Type", "application/json"],
    ["Content-Length", String(body.length)],
    ["Connection", "keep-alive"],
    ["apigw-requestid", expect.stringMatching(/^[\w-]{15}=$/)],
  ]);
  expect(api.takeLogs("request")).toEqual([expect.stringContaining(reason)]);
});

test("the default timeout of an integration is 30 s [AWS docs]", () => {
  const integrations = (stack: Parameters<typeof readApi>[0]) =>
    readApi(stack).routes.map(({ integration }) => [
      integration.kind,
      "timeoutMs" in integration && integration.timeoutMs,
    ]);
  expect(integrations({ routes: { "GET /a": echo, "GET /b": { to: "https://example.com" } } })).toEqual([
    ["AWS_PROXY", 30_000],
    ["HTTP_PROXY", 30_000],
  ]);
  expect(integrations({ api: { target: "https://example.com" } })).toEqual([["HTTP_PROXY", 30_000]]);
});

describe("the request ID of a response [captured]", () => {
  const ID = /^[\w-]{15}=$/;
  const long = (length: number): RequestContent => ({ headers: { "x-long": "x".repeat(length) } });

  test.each<[number, string, RequestContent]>([
    [400, "GET /%ff", {}],
    [403, "GET /iam", {}],
    [404, "POST /nowhere", {}],
    [413, "POST /echo", { body: Buffer.alloc(10 * MB + 1) }],
    [429, "GET /none/echo", {}],
    [431, "GET /echo", long(10_240)],
    [431, "GET /echo", long(100_000)],
  ])("a response with status %d has the header apigw-requestid: %s", async (status, line, sent) => {
    const response = await api.call(line, sent);
    expect(response).toMatchObject({ status, headers: { "apigw-requestid": expect.stringMatching(ID) } });
  });

  test.each([
    ["invalid HTTP", 400, "Bad Request", "nonsense\r\n\r\n"],
    ["a missing host", 400, "Bad Request", "GET /echo HTTP/1.1\r\nConnection: close\r\n\r\n"],
    ["a second host", 400, "Bad Request", requestHead("GET /echo HTTP/1.1", "Host: y")],
    ["an unknown expectation", 417, "Expectation Failed", requestHead("GET /echo HTTP/1.1", "Expect: 999")],
  ])("the response to %s has a body and the header apigw-requestid", async (_, status, message, text) => {
    const output = await sendRaw(api.local.url, text);
    const body = JSON.stringify({ message });
    expect(output).toMatch(new RegExp(`^HTTP/1\\.1 ${status} ${message}\r\n`));
    expect(output).toMatch(/^content-type: application\/json\r$/im);
    expect(output).toMatch(/^apigw-requestid: [\w-]{15}=\r$/m);
    expect(output.endsWith(`\r\n\r\n${body}`)).toBe(true);
  });

  test("a request with a body and an unknown expectation leaves the connection usable", async () => {
    const rejected = "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 999\r\nContent-Length: 3\r\n\r\nabc";
    const output = await sendRaw(api.local.url, `${rejected}${requestHead("GET /echo HTTP/1.1")}`);
    expect(output.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 417", "HTTP/1.1 200"]);
  });
});

describe("the limit of 10 MB for a request body", () => {
  test("a body of exactly 10 MB is forwarded [AWS docs]", async () => {
    let length = 0;
    endpoint.respondWith((incoming, response) => {
      incoming.on("data", (chunk: Buffer) => {
        length += chunk.length;
      });
      incoming.on("end", () => response.end());
    });
    expect((await api.call("POST /endpoint", { body: Buffer.alloc(10 * MB) })).status).toBe(200);
    expect(length).toBe(10 * MB);
  });

  test.each([
    ["with a content-length", {}],
    ["in chunks", { "Transfer-Encoding": "chunked" }],
  ])("a body of 10 MB and one byte returns 413, %s [AWS docs: http-api-quotas]", async (_, headers) => {
    const response = await api.call("POST /endpoint", { headers, body: Buffer.alloc(10 * MB + 1) });
    expect(response).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
    expect(response.headers).toMatchObject({ "content-type": "application/json", "content-length": "38" });
  });

  test("a content-length above the limit returns 413 before the body is sent [unverified]", async () => {
    const head = `POST /endpoint HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${10 * MB + 1}\r\n\r\n`;
    expect(await sendRaw(api.local.url, head)).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe("the limit of 6 MB for events and results of Lambda", () => {
  const text = { "content-type": "text/plain" };

  test.each([
    ["5 MB of text", text, 5 * MB],
    ["4 MB that become 5.3 MB in base64", {}, 4 * MB],
  ])("a body of %s is forwarded [AWS docs]", async (_, headers, length) => {
    const response = await api.call("POST /measure", { headers, body: Buffer.alloc(length, "x") });
    const sent = "content-type" in headers ? length : Math.ceil(length / 3) * 4;
    expect([response.status, response.headers.length]).toEqual([200, String(sent)]);
  });

  test.each([
    ["6 MB of text", text, 6 * MB],
    ["5 MB that become 6.7 MB in base64", {}, 5 * MB],
  ])("a body of %s returns 413 [measured]", async (_, headers, length) => {
    const response = await api.call("POST /measure", { headers, body: Buffer.alloc(length, "x") });
    expect(response).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
  });

  test("an event of exactly 6 MB is forwarded, and one more byte returns 413 [AWS docs]", async () => {
    const measure = (length: number) =>
      api.call("POST /measure", { headers: text, body: Buffer.alloc(length, "x") });
    const overhead = Number((await measure(5 * MB)).headers.event) - 5 * MB;
    expect((await measure(6 * MB - overhead)).headers.event).toBe(String(6 * MB));
    expect((await measure(6 * MB - overhead + 1)).status).toBe(413);
  });

  test("a result of exactly 6 MB is sent, and one more byte returns 500 [AWS docs, unverified: the status]", async () => {
    const maxLength = 6 * MB - '""'.length;
    expect((await api.call(`GET /repeat?${maxLength}`)).bytes.length).toBe(maxLength);
    expect(await api.call(`GET /repeat?${maxLength + 1}`)).toMatchObject({ status: 500, body: INTERNAL });
  });
});

describe("the limit of 10,240 bytes for the request line and headers", () => {
  const long = (length: number) => ({ headers: { "x-long": "x".repeat(length) } });

  test("exactly 10,240 bytes are accepted, and one more returns 431 [AWS docs; unverified: names count, separators do not]", async () => {
    const others = "GET/echoHostxConnectioncloseX-Long".length;
    const statusOf = async (bytes: number) => {
      const line = `X-Long: ${"x".repeat(bytes - others)}`;
      return (await sendRaw(api.local.url, requestHead("GET /echo HTTP/1.1", line))).slice(0, 12);
    };
    expect(await statusOf(10_240)).toBe("HTTP/1.1 200");
    expect(await statusOf(10_241)).toBe("HTTP/1.1 431");
  });

  test.each([
    ["a header", "GET /echo", long(10_000)],
    ["a path", `GET /${"x".repeat(10_000)}`, {}],
  ])("%s of 10,000 bytes is accepted [AWS docs]", async (_, line, sent) => {
    expect((await api.call(line, sent)).status).toBe(200);
  });

  test.each([
    ["a header of 10,240 bytes", "GET /echo", long(10_240)],
    ["a header of 100,000 bytes", "GET /echo", long(100_000)],
    ["a path of 10,240 bytes", `GET /${"x".repeat(10_240)}`, {}],
    ["a query of 10,240 bytes", `GET /echo?${"x".repeat(10_240)}`, {}],
    [
      "a request with many headers",
      "GET /echo",
      { headers: Array.from({ length: 1100 }, (_, index) => `x-${index}: 12345`) },
    ],
  ])("%s returns 431 with the body that AWS sends [captured, measured]", async (_, line, sent) => {
    const response = await api.call(line, sent);
    expect(response).toMatchObject({ status: 431, body: "HTTP header is larger than 10240 bytes." });
    expect(response.headers["content-type"]).toBe("text/plain");
  });
});
