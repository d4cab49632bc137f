import { backend } from "./backend";
import { head, type Sent, speak } from "./raw-http";
import { read, served } from "./test-gateway";

// Facts: http-api-quotas, API Gateway developer guide, and gettingstarted-limits, Lambda developer guide (D); captures of the
// live service (C): aws/aws-lambda-dotnet, koki-develop/lgtm-generator 10, chroma-core/chroma 1458; tests of
// aws/aws-lambda-dotnet (M).

const MB = 1024 * 1024;
const behind = backend();

/** Answers how long the event and its body are. */
const MEASURE = `exports.handler = async (event) =>
  ({ statusCode: 200, headers: { event: JSON.stringify(event).length, length: event.body.length } });`;
/** Answers a text as long as the query says, which is two quotes longer for Lambda. */
const REPEAT = 'exports.handler = async ({ rawQueryString }) => "x".repeat(rawQueryString);';
const CRASH = "exports.handler = async () => process.exit(1);";
const BROKEN = "throw new Error('at start');";
const echo = { to: "echo" };

const api = served(() => ({
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
    "ANY /behind": { to: behind.url },
    "GET /{id}": echo,
  },
}));

const INTERNAL = '{"message":"Internal Server Error"}';
const UNAVAILABLE = '{"message":"Service Unavailable"}';

test.each([
  ["a function that throws (C)", "/fail?boom", 500, INTERNAL, "TypeError: boom"],
  ["a function that ends itself (C)", "/crash", 500, INTERNAL, "Runtime exited with error: exit status 1"],
  ["a function that cannot start (C)", "/broken", 500, INTERNAL, "Error: at start"],
  [
    "a function that takes longer than its integration may (C)",
    "/late",
    503,
    UNAVAILABLE,
    "longer than 50 ms",
  ],
  ["a function whose concurrency is used up (C)", "/full", 503, UNAVAILABLE, "Rate Exceeded."],
])("%s: the caller is told nothing of it, the log all", async (_, path, status, body, reason) => {
  api.lines("request");
  const reply = await api.call(`GET ${path}`);
  expect([reply.status, reply.body]).toEqual([status, body]);
  expect(reply.rawHeaders).toEqual([
    ["Date", expect.any(String)],
    ["Content-Type", "application/json"],
    ["Content-Length", String(body.length)],
    ["Connection", "keep-alive"],
    ["apigw-requestid", expect.stringMatching(/^[\w-]{15}=$/)],
  ]);
  expect(api.lines("request")).toEqual([expect.stringContaining(reason)]);
});

test("an integration that names no time has 30 s (D)", () => {
  const integrations = (described: Parameters<typeof read>[0]) =>
    read(described).routes.map(({ integration }) => [integration.kind, integration.timeoutMs]);
  expect(integrations({ routes: { "GET /a": echo, "GET /b": { to: "https://example.com" } } })).toEqual([
    ["AWS_PROXY", 30_000],
    ["HTTP_PROXY", 30_000],
  ]);
  expect(integrations({ api: { target: "https://example.com" } })).toEqual([["HTTP_PROXY", 30_000]]);
});

describe("every answer tells its request's id (C)", () => {
  const ID = /^[\w-]{15}=$/;
  const long = (length: number): Sent => ({ headers: { "x-long": "x".repeat(length) } });

  test.each<[number, string, Sent]>([
    [400, "GET /%ff", {}],
    [403, "GET /iam", {}],
    [404, "POST /nowhere", {}],
    [413, "POST /echo", { body: Buffer.alloc(10 * MB + 1) }],
    [429, "GET /none/echo", {}],
    [431, "GET /echo", long(10_240)],
    [431, "GET /echo", long(100_000)],
  ])("%d: %s", async (status, line, sent) => {
    const reply = await api.call(line, sent);
    expect(reply).toMatchObject({ status, headers: { "apigw-requestid": expect.stringMatching(ID) } });
  });

  test("400 to what is no HTTP", async () => {
    expect(await speak(api.local.url, "nonsense\r\n\r\n")).toMatch(/^apigw-requestid: [\w-]{15}=\r$/m);
  });
});

describe("10 MB of a body are the most", () => {
  test("just as many are passed on (D)", async () => {
    let length = 0;
    behind.answers((incoming, response) => {
      incoming.on("data", (chunk: Buffer) => {
        length += chunk.length;
      });
      incoming.on("end", () => response.end());
    });
    expect((await api.call("POST /behind", { body: Buffer.alloc(10 * MB) })).status).toBe(200);
    expect(length).toBe(10 * MB);
  });

  test.each([
    ["that it tells the length of", {}],
    ["in chunks", { "Transfer-Encoding": "chunked" }],
  ])("one more, %s, is 413 (D http-api-quotas)", async (_, headers) => {
    const reply = await api.call("POST /behind", { headers, body: Buffer.alloc(10 * MB + 1) });
    expect(reply).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
    expect(reply.headers).toMatchObject({ "content-type": "application/json", "content-length": "38" });
  });

  test("who says that it will send more is refused before it does (?)", async () => {
    const head = `POST /behind HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${10 * MB + 1}\r\n\r\n`;
    expect(await speak(api.local.url, head)).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe("6 MB are the most that Lambda takes, the whole event counted", () => {
  const text = { "content-type": "text/plain" };

  test.each([
    ["5 MB of text", text, 5 * MB],
    ["4 MB that become 5.3 in base64", {}, 4 * MB],
  ])("%s are passed on (D)", async (_, headers, length) => {
    const reply = await api.call("POST /measure", { headers, body: Buffer.alloc(length, "x") });
    const sent = "content-type" in headers ? length : Math.ceil(length / 3) * 4;
    expect([reply.status, reply.headers.length]).toEqual([200, String(sent)]);
  });

  test.each([
    ["6 MB of text", text, 6 * MB],
    ["5 MB that would be 6.7 in base64", {}, 5 * MB],
  ])("%s are 413 (M)", async (_, headers, length) => {
    const reply = await api.call("POST /measure", { headers, body: Buffer.alloc(length, "x") });
    expect(reply).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
  });

  test("an event may have just as many bytes, and not one more (D)", async () => {
    const measure = (length: number) =>
      api.call("POST /measure", { headers: text, body: Buffer.alloc(length, "x") });
    const beside = Number((await measure(5 * MB)).headers.event) - 5 * MB;
    expect((await measure(6 * MB - beside)).headers.event).toBe(String(6 * MB));
    expect((await measure(6 * MB - beside + 1)).status).toBe(413);
  });

  test("an answer may have just as many, and one more is 500 (D, ? the status)", async () => {
    const most = 6 * MB - '""'.length;
    expect((await api.call(`GET /repeat?${most}`)).bytes.length).toBe(most);
    expect(await api.call(`GET /repeat?${most + 1}`)).toMatchObject({ status: 500, body: INTERNAL });
  });
});

describe("10,240 bytes of a request's line and headers are the most", () => {
  const long = (length: number) => ({ headers: { "x-long": "x".repeat(length) } });

  test("just as many are passed on, and not one more (D; ? names count, what is between does not)", async () => {
    const others = "GET/echoHostxConnectioncloseX-Long".length;
    const statusOf = async (bytes: number) => {
      const line = `X-Long: ${"x".repeat(bytes - others)}`;
      return (await speak(api.local.url, head("GET /echo HTTP/1.1", line))).slice(0, 12);
    };
    expect(await statusOf(10_240)).toBe("HTTP/1.1 200");
    expect(await statusOf(10_241)).toBe("HTTP/1.1 431");
  });

  test.each([
    ["a header", "GET /echo", long(10_000)],
    ["a path", `GET /${"x".repeat(10_000)}`, {}],
  ])("%s of 10,000 is passed on (D)", async (_, line, sent) => {
    expect((await api.call(line, sent)).status).toBe(200);
  });

  test.each([
    ["a header of as many", "GET /echo", long(10_240)],
    ["a header of many more", "GET /echo", long(100_000)],
    ["a path of as many", `GET /${"x".repeat(10_240)}`, {}],
    ["a query of as many", `GET /echo?${"x".repeat(10_240)}`, {}],
    [
      "many headers",
      "GET /echo",
      { headers: Array.from({ length: 1100 }, (_, index) => `x-${index}: 12345`) },
    ],
  ])("%s is 431, in the front end's own words (C, M)", async (_, line, sent) => {
    const reply = await api.call(line, sent);
    expect(reply).toMatchObject({ status: 431, body: "HTTP header is larger than 10240 bytes." });
    expect(reply.headers["content-type"]).toBe("text/plain");
  });
});
