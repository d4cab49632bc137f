import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { backend, type Seen } from "../backend";
import type { Sent } from "../raw-http";
import { served } from "../test-gateway";

// Facts: http-api-develop-integrations-http, http-api-develop-routes and api-gateway-known-issues, API Gateway developer
// guide (D); captures of what came through the live service (C); LocalStack's tests, which were run against AWS (M).

const behind = backend();

const api = served(() => ({
  stages: { $default: { stage_variables: { host: new URL(behind.url).host, color: "red" } }, dev: {} },
  routes: {
    "ANY /any": { to: `${behind.url}/own/path` },
    "POST /get": { to: behind.url, integration: { integration_method: "GET" } },
    "ANY /users/{id}/{proxy+}": { to: `${behind.url}/u/{id}/{proxy}` },
    "GET /rest/{proxy+}": { to: `${behind.url}/fixed` },
    "GET /query/{id}": { to: `${behind.url}/q?own=1&id={id}&color=$\${stageVariables.color}` },
    "GET /staged": { to: "http://$${stageVariables.host}/$${stageVariables.color}" },
    "GET /late": { to: behind.url, integration: { timeout_milliseconds: 50 } },
    "GET /closed": { to: "http://127.0.0.1:1/" },
    $default: { to: `${behind.url}/base/` },
  },
}));

async function seen(line: string, sent: Sent = {}): Promise<Seen> {
  return JSON.parse((await api.call(line, sent)).body);
}

function header({ headers }: Seen, name: string): string[] {
  return headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
}

test("method, query and body are the caller's (D)", async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const { method, url, body } = await seen("PATCH /any?b=2&a=%20:+%3f", { body: bytes });
  expect([method, url]).toEqual(["PATCH", "/own/path?b=2&a=%20:+%3f"]);
  expect([...Buffer.from(body, "base64")]).toEqual([...bytes]);
});

test("the integration's own method is used where it is not ANY (D)", async () => {
  expect((await seen("POST /get")).method).toBe("GET");
});

test("a GET's body is passed on (M)", async () => {
  expect((await seen("GET /any", { body: "x" })).body).toBe("eA==");
});

describe("the path", () => {
  test.each([
    ["has the path's parameters (D)", "GET /users/a%20b/c/d%2Fe", "/u/a%20b/c/d/e"],
    ["has nothing of a greedy one that it does not name (M)", "GET /rest/a/b", "/fixed"],
    [
      "its query has no parameters and variables, and comes first (M)",
      "GET /query/7?x=1",
      "/q?own=1&id={id}&color=${stageVariables.color}&x=1",
    ],
    ["has stage variables, as has its host (D)", "GET /staged", "/red"],
    [
      "of the default route is followed by the caller's (D)",
      "GET /store/check%20out?x=1",
      "/base/store/check%20out?x=1",
    ],
    ["of the default route is followed by the stage too (?)", "GET /dev/store", "/base/dev/store"],
  ])("%s", async (_, line, url) => {
    expect((await seen(line)).url).toBe(url);
  });

  test("a stage variable that is not there is 500 (?)", async () => {
    expect(await api.call("GET /dev/staged")).toMatchObject({
      status: 500,
      body: '{"message":"Internal Server Error"}',
    });
  });
});

describe("the headers", () => {
  test("are the caller's, and what the gateway says of itself (C express-session 886)", async () => {
    const { host } = new URL(api.local.url);
    const { headers } = await seen("POST /any", {
      headers: ["X-One: 1", "x-one: 2", "Cookie: a=b", "Content-Type: a/b"],
      body: "x",
    });
    expect(headers).toEqual([
      ["x-one", "1"],
      ["x-one", "2"],
      ["cookie", "a=b"],
      ["content-type", "a/b"],
      ["x-amzn-trace-id", expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/)],
      ["host", new URL(behind.url).host],
      ["forwarded", `by=127.0.0.1;for=127.0.0.1;host=${host};proto=http`],
      ["via", "HTTP/1.1 AmazonAPIGateway"],
      ["content-length", "1"],
      ["Connection", "keep-alive"],
    ]);
  });

  test("x-forwarded-* become forwarded (D)", async () => {
    const one = await seen("GET /any", {
      headers: [
        "X-Forwarded-For: 203.0.113.1,203.0.113.2",
        "X-Forwarded-Proto: gopher",
        "X-Forwarded-Port: 70",
      ],
    });
    const names = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port"];
    expect(names.flatMap((name) => header(one, name))).toEqual([]);
    expect(header(one, "forwarded")).toEqual([
      expect.stringMatching(/^for=203\.0\.113\.1, for=203\.0\.113\.2, by=127\.0\.0\.1;for=127\.0\.0\.1;/),
    ]);
  });

  test("forwarded of the caller's comes first (M aliasunder/vault-cortex 484)", async () => {
    const one = await seen("GET /any", { headers: ["Forwarded: for=203.0.113.1"] });
    expect(header(one, "forwarded")).toEqual([
      expect.stringMatching(/^for=203\.0\.113\.1, by=127\.0\.0\.1;/),
    ]);
  });

  test("a trace goes on (C)", async () => {
    const one = await seen("GET /any", {
      headers: ["x-amzn-trace-id: Root=1-67891233-abcdef012345678912345678"],
    });
    expect(header(one, "x-amzn-trace-id")).toEqual([expect.stringMatching(/^Self=1-.*;Root=1-67891233-abc/)]);
  });

  test("where there is no body there is a content type (D, C)", async () => {
    const one = await seen("GET /any");
    expect([header(one, "content-type"), header(one, "content-length")]).toEqual([
      ["application/x-www-form-urlencoded"],
      ["0"],
    ]);
  });

  test("what is of the connection is not passed on (RFC 9110, 7.6.1)", async () => {
    const one = await seen("GET /any", { headers: ["TE: trailers", "Upgrade: h2c", "Connection: upgrade"] });
    expect(["te", "upgrade"].flatMap((name) => header(one, name))).toEqual([]);
  });

  test("a token is passed on (?)", async () => {
    expect(header(await seen("GET /any", { headers: ["Authorization: Bearer x"] }), "authorization")).toEqual(
      ["Bearer x"],
    );
  });
});

describe("the answer", () => {
  test("is what stands behind, with the gateway's id (C)", async () => {
    behind.answers((_, response) => {
      response.writeHead(418, [
        ...[
          "Server",
          "teapot",
          "ETag",
          '"1"',
          "Set-Cookie",
          "a=1",
          "Set-Cookie",
          "b=2",
          "X-Powered-By",
          "tea",
        ],
        ...["Access-Control-Allow-Origin", "*", "Content-Type", "text/tea"],
      ]);
      response.write("in two ");
      response.end("pieces");
    });
    const reply = await api.call("GET /any");
    expect([reply.status, reply.body]).toEqual([418, "in two pieces"]);
    expect(reply.rawHeaders).toEqual([
      ["Date", expect.any(String)],
      ["Content-Type", "text/tea"],
      ["Content-Length", "13"],
      ["Connection", "keep-alive"],
      ["Server", "teapot"],
      ["Etag", '"1"'],
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
      ["X-Powered-By", "tea"],
      ["Access-Control-Allow-Origin", "*"],
      ["Apigw-Requestid", expect.any(String)],
    ]);
  });

  test("a redirect goes to the caller (?)", async () => {
    behind.answers((_, response) => response.writeHead(302, { location: "/elsewhere" }).end());
    const reply = await api.call("GET /any");
    expect([reply.status, reply.headers.location]).toEqual([302, "/elsewhere"]);
  });

  test.each<[string, string, (response: ServerResponse, socket: Socket) => void]>([
    ["that comes too late (C cortexlabs/cortex 1225)", "/late", () => {}],
    ["from where nobody listens (?)", "/closed", () => {}],
    ["that does not begin (?)", "/any", (_, socket) => socket.destroy()],
    [
      "that does not end (?)",
      "/any",
      (response, socket) => response.writeHead(200).write("x", () => socket.destroy()),
    ],
    ["that is no HTTP (?)", "/any", (_, socket) => socket.end("nonsense\r\n\r\n")],
  ])("one %s is 503", async (_, path, answer) => {
    behind.answers((incoming, response) => answer(response, incoming.socket));
    const reply = await api.call(`GET ${path}`);
    expect([reply.status, reply.body]).toEqual([503, '{"message":"Service Unavailable"}']);
  });
});
