import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type ReceivedRequest, testBackend } from "../backend";
import type { RequestContent } from "../raw-http";
import { testGateway } from "../test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages http-api-develop-integrations-http, http-api-develop-routes and
//   api-gateway-known-issues of https://docs.aws.amazon.com/apigateway/latest/developerguide/
// - [captured]: requests that API Gateway forwarded
// - [measured]: tests of LocalStack, which ran against AWS

const endpoint = testBackend();

const api = testGateway(() => ({
  stages: { $default: { stage_variables: { host: new URL(endpoint.url).host, color: "red" } }, dev: {} },
  routes: {
    "ANY /any": { to: `${endpoint.url}/own/path` },
    "POST /get": { to: endpoint.url, integration: { integration_method: "GET" } },
    "ANY /users/{id}/{proxy+}": { to: `${endpoint.url}/u/{id}/{proxy}` },
    "GET /rest/{proxy+}": { to: `${endpoint.url}/fixed` },
    "GET /query/{id}": { to: `${endpoint.url}/q?own=1&id={id}&color=$\${stageVariables.color}` },
    "GET /staged": { to: "http://$${stageVariables.host}/$${stageVariables.color}" },
    "GET /mapped/{proxy+}": {
      to: endpoint.url,
      integration: { request_parameters: { "overwrite:path": "/in/$${request.path.proxy}" } },
    },
    "GET /late": { to: endpoint.url, integration: { timeout_milliseconds: 50 } },
    "GET /closed": { to: "http://127.0.0.1:1/" },
    $default: { to: `${endpoint.url}/base/` },
  },
}));

async function receive(line: string, content: RequestContent = {}): Promise<ReceivedRequest> {
  return JSON.parse((await api.call(line, content)).body);
}

function header({ headers }: ReceivedRequest, name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

test("method, query and body of the request are forwarded [AWS docs]", async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const { method, url, body } = await receive("PATCH /any?b=2&a=%20:+%3f", { body: bytes });
  expect([method, url]).toEqual(["PATCH", "/own/path?b=2&a=%20:+%3f"]);
  expect([...Buffer.from(body, "base64")]).toEqual([...bytes]);
});

test("an integration method other than ANY replaces the method of the request [AWS docs]", async () => {
  expect((await receive("POST /get")).method).toBe("GET");
});

test("the body of a GET request is forwarded [measured]", async () => {
  expect((await receive("GET /any", { body: "x" })).body).toBe("eA==");
});

describe("the URL of the endpoint", () => {
  test.each([
    ["path parameters are replaced [AWS docs]", "GET /users/a%20b/c/d%2Fe", "/u/a%20b/c/d/e"],
    ["a greedy parameter is not added if the URL does not name it [measured]", "GET /rest/a/b", "/fixed"],
    [
      "the query of the integration comes first, without replacements [measured]",
      "GET /query/7?x=1",
      "/q?own=1&id={id}&color=${stageVariables.color}&x=1",
    ],
    ["stage variables are replaced in host and path [AWS docs]", "GET /staged", "/red"],
    [
      "the default route appends the path of the request [AWS docs]",
      "GET /store/check%20out?x=1",
      "/base/store/check%20out?x=1",
    ],
    ["the default route appends the stage too [unverified]", "GET /dev/store", "/base/dev/store"],
  ])("the URL of the endpoint: %s", async (_, line, url) => {
    expect((await receive(line)).url).toBe(url);
  });

  describe("the text before a parameter stays in front of it [unverified]", () => {
    const DOTS = ["..", ".", "%2e%2e", "%2E.", "a/..", "a/./b"];
    // Only a path parameter is decoded before it is inserted. The default route forwards the encoded path unchanged.
    const DECODED = ["a%2f..%2f..%2fb", "%252e%252e/b"];

    test.each([
      ...DOTS.flatMap((path) => [`/users/1/${path}`, `/mapped/${path}`, `/${path}`]),
      ...DECODED.flatMap((path) => [`/users/1/${path}`, `/mapped/${path}`]),
      "/mapped/..%5cb",
      "/mapped/.%09./b",
    ])("the path %s is rejected, and reaches no endpoint", async (path) => {
      let isReached = false;
      endpoint.respondWith((_, response) => {
        isReached = true;
        response.end();
      });
      expect(await api.call(`GET ${path}`)).toMatchObject({
        status: 400,
        body: '{"message":"Bad Request"}',
      });
      expect(isReached).toBe(false);
    });

    test("a parameter that is .. is rejected, and the log has the reason", async () => {
      api.takeLogs("request");
      expect((await api.call("GET /users/%2e%2e/secret")).status).toBe(400);
      expect(api.takeLogs("request")).toEqual([
        expect.stringContaining(
          `path of the endpoint is ${endpoint.url}/u/../secret; expected no segment ".."`,
        ),
      ]);
    });

    test.each(["...", ".a", "a..b", "%2e%2e%2e", "..a/b.", "a%5cb"])(
      "other points are forwarded: %s",
      async (path) => {
        const { url } = await receive(`GET /users/1/${path}`);
        expect(url).toBe(`/u/1/${encodeURIComponent(decodeURIComponent(path)).replaceAll("%2F", "/")}`);
      },
    );
  });

  test("a missing stage variable returns 500 [unverified]", async () => {
    expect(await api.call("GET /dev/staged")).toMatchObject({
      status: 500,
      body: '{"message":"Internal Server Error"}',
    });
  });
});

describe("the request headers", () => {
  test("the endpoint receives the headers of the caller and of the gateway [captured: express-session 886]", async () => {
    const { host } = new URL(api.local.url);
    const { headers } = await receive("POST /any", {
      headers: ["X-One: 1", "x-one: 2", "Cookie: a=b", "Content-Type: a/b"],
      body: "x",
    });
    expect(headers).toEqual([
      ["x-one", "1"],
      ["x-one", "2"],
      ["cookie", "a=b"],
      ["content-type", "a/b"],
      ["x-amzn-trace-id", expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/)],
      ["host", new URL(endpoint.url).host],
      ["forwarded", `by=127.0.0.1;for=127.0.0.1;host="${host}";proto=http`],
      ["via", "HTTP/1.1 AmazonAPIGateway"],
      ["content-length", "1"],
      ["Connection", "keep-alive"],
    ]);
  });

  test("x-forwarded-* headers are converted to a forwarded header [AWS docs]", async () => {
    const received = await receive("GET /any", {
      headers: [
        "X-Forwarded-For: 203.0.113.1,203.0.113.2",
        "X-Forwarded-Proto: gopher",
        "X-Forwarded-Port: 70",
      ],
    });
    const names = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port"];
    expect(names.flatMap((name) => header(received, name))).toEqual([]);
    expect(header(received, "forwarded")).toEqual([
      expect.stringMatching(/^for=203\.0\.113\.1, for=203\.0\.113\.2, by=127\.0\.0\.1;for=127\.0\.0\.1;/),
    ]);
  });

  test("the caller's forwarded header comes first [measured: aliasunder/vault-cortex 484]", async () => {
    const received = await receive("GET /any", { headers: ["Forwarded: for=203.0.113.1"] });
    expect(header(received, "forwarded")).toEqual([
      expect.stringMatching(/^for=203\.0\.113\.1, by=127\.0\.0\.1;/),
    ]);
  });

  describe("a caller cannot change other entries of the forwarded header [RFC 7239 §4; unverified: the quotes]", () => {
    test.each([
      ["a;host=evil", '"a;host=evil"'],
      ['a", for="b', '"a\\"", for="for=\\"b"'],
      ["a\\", '"a\\\\"'],
      ["2001:db8::1", '"[2001:db8::1]"'],
      ["[2001:db8::1]:80", '"[2001:db8::1]:80"'],
      ["203.0.113.1:80", '"203.0.113.1:80"'],
      ["_hidden", "_hidden"],
    ])("X-Forwarded-For: %s becomes for=%s", async (sent, expected) => {
      const received = await receive("GET /any", { headers: [`X-Forwarded-For: ${sent}`] });
      const host = new URL(api.local.url).host;
      expect(header(received, "forwarded")).toEqual([
        `for=${expected}, by=127.0.0.1;for=127.0.0.1;host="${host}";proto=http`,
      ]);
    });

    test.each([
      ["empty addresses of X-Forwarded-For are omitted", "X-Forwarded-For: , ,"],
      ["a Forwarded value with an unclosed quote is omitted", 'Forwarded: for="a'],
      ["a Forwarded value with an escaped last quote is omitted", 'Forwarded: for="a\\"'],
    ])("%s", async (_, line) => {
      const received = await receive("GET /any", { headers: [line] });
      expect(header(received, "forwarded")).toEqual([expect.stringMatching(/^by=127\.0\.0\.1;/)]);
    });

    test("a Forwarded value with closed quotes is forwarded", async () => {
      const received = await receive("GET /any", { headers: ['Forwarded: for="[::1]";host="a\\"b"'] });
      expect(header(received, "forwarded")).toEqual([
        expect.stringMatching(/^for="\[::1\]";host="a\\"b", by=127\.0\.0\.1;/),
      ]);
    });
  });

  test("the trace of the caller is continued [captured]", async () => {
    const received = await receive("GET /any", {
      headers: ["x-amzn-trace-id: Root=1-67891233-abcdef012345678912345678"],
    });
    expect(header(received, "x-amzn-trace-id")).toEqual([
      expect.stringMatching(/^Self=1-.*;Root=1-67891233-abc/),
    ]);
  });

  test("a request without a body gets a content type [AWS docs, captured]", async () => {
    const received = await receive("GET /any");
    expect([header(received, "content-type"), header(received, "content-length")]).toEqual([
      ["application/x-www-form-urlencoded"],
      ["0"],
    ]);
  });

  test("hop-by-hop headers are not forwarded (RFC 9110, 7.6.1)", async () => {
    const received = await receive("GET /any", {
      headers: ["TE: trailers", "Upgrade: h2c", "Connection: upgrade, X-Hop, host", "X-Hop: 1"],
    });
    expect(["te", "upgrade", "x-hop"].flatMap((name) => header(received, name))).toEqual([]);
  });

  test("an authorization header is forwarded [unverified]", async () => {
    expect(
      header(await receive("GET /any", { headers: ["Authorization: Bearer x"] }), "authorization"),
    ).toEqual(["Bearer x"]);
  });
});

describe("the response", () => {
  test("the response of the endpoint is unchanged, except for an added request ID [captured]", async () => {
    endpoint.respondWith((_, response) => {
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
    const response = await api.call("GET /any");
    expect([response.status, response.body]).toEqual([418, "in two pieces"]);
    expect(response.rawHeaders).toEqual([
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

  test("headers that the endpoint lists in connection are not returned (RFC 9110, 7.6.1)", async () => {
    endpoint.respondWith((_, response) =>
      response.writeHead(200, { connection: "x-hop", "x-hop": "1" }).end(),
    );
    expect((await api.call("GET /any")).headers).not.toHaveProperty("x-hop");
  });

  test("a redirect is returned to the caller [unverified]", async () => {
    endpoint.respondWith((_, response) => response.writeHead(302, { location: "/elsewhere" }).end());
    const response = await api.call("GET /any");
    expect([response.status, response.headers.location]).toEqual([302, "/elsewhere"]);
  });

  test.each<[string, string, (response: ServerResponse, socket: Socket) => void]>([
    ["does not respond in time [captured: cortexlabs/cortex 1225]", "/late", () => {}],
    ["does not listen [unverified]", "/closed", () => {}],
    ["closes the connection before a response [unverified]", "/any", (_, socket) => socket.destroy()],
    [
      "closes the connection within a response [unverified]",
      "/any",
      (response, socket) => response.writeHead(200).write("x", () => socket.destroy()),
    ],
    ["does not speak HTTP [unverified]", "/any", (_, socket) => socket.end("nonsense\r\n\r\n")],
  ])("an endpoint that %s causes 503", async (_, path, respond) => {
    endpoint.respondWith((incoming, response) => respond(response, incoming.socket));
    const response = await api.call(`GET ${path}`);
    expect([response.status, response.body]).toEqual([503, '{"message":"Service Unavailable"}']);
  });
});
