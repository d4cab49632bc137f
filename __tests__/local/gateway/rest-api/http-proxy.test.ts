import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { type ReceivedRequest, testBackend } from "../backend";
import { restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [measured]: LocalStack's tests of HTTP integrations, which ran against AWS; the knowledge center of AWS
// - [AWS docs]: the page setup-http-integrations of the developer guide

const backend = testBackend();
let closedPort = 0;
beforeAll(async () => {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  closedPort = (server.address() as AddressInfo).port;
  await once(server.close(), "close");
});

const proxy = (path: string, more: object = {}) => ({
  integration: { type: "HTTP_PROXY", integration_http_method: "ANY", uri: `${backend.url}${path}`, ...more },
});
const RESERVED = ["Content-Length", "Transfer-Encoding", "X-Amzn-Trace-Id", "X-Amzn-Apigateway-Api-Id"];
const mapPath = { request_parameters: { "integration.request.path.proxy": "method.request.path.proxy" } };

const api = restGateway(() => ({
  stages: { dev: { variables: { path: "from-stage" } } },
  methods: {
    "ANY /all/{proxy+}": proxy("/base/{proxy}", mapPath),
    "GET /unmapped/{proxy+}": proxy("/base/{other}"),
    "GET /fixed": proxy("/x?a=1", { integration_http_method: "POST" }),
    "GET /stage": proxy("/$${stageVariables.path}$${stageVariables.none}"),
    "GET /mapped": proxy("/x", {
      request_parameters: {
        "integration.request.header.X-Static": "'one'",
        "integration.request.header.X-Sent": "method.request.header.X-Other",
        "integration.request.header.X-None": "method.request.header.nothing",
        "integration.request.header.X-Stage": "context.stage",
        "integration.request.querystring.q": "method.request.querystring.p",
      },
    }),
    "GET /last": proxy("/x", {
      request_parameters: {
        "integration.request.header.X-Last": "method.request.header.X-Many",
        "integration.request.querystring.last": "method.request.querystring.many",
        "integration.request.header.X-Variable": "stageVariables.path",
      },
    }),
    "GET /stage-method/{id}": proxy("/pets/{id}/{id}", {
      integration_http_method: "DELETE",
      request_parameters: { "integration.request.path.id": "method.request.path.id" },
    }),
    "GET /closed": { integration: { ...proxy("").integration, uri: `http://127.0.0.1:${closedPort}` } },
    "GET /invalid": { integration: { ...proxy("").integration, uri: "http://" } },
    "GET /unresolved": { integration: { ...proxy("").integration, uri: "http://nothing.invalid/" } },
    "GET /slow": proxy("/", { timeout_milliseconds: 50 }),
    "POST /body": proxy("/", {
      request_parameters: {
        "integration.request.header.all": "method.request.body",
        "integration.request.header.b": "method.request.body.a.b[1]",
        "integration.request.header.c": "method.request.body.c",
        "integration.request.header.none": "method.request.body.none",
      },
    }),
    "GET /multi": proxy("/", {
      request_parameters: {
        "integration.request.header.all": "method.request.multivalueheader.X-Many",
        "integration.request.querystring.all": "method.request.multivaluequerystring.many",
      },
    }),
    "POST /override": proxy("/x", {
      request_parameters: { "integration.request.header.X-Over": "'mapped'" },
      request_templates: {
        "application/json":
          '#set($context.requestOverride.header.X-Over = "over")#set($context.requestOverride.querystring.q = "over")over',
      },
    }),
    "GET /tls": { integration: { ...proxy("").integration, uri: backend.url.replace("http:", "https:") } },
    ...Object.fromEntries(
      RESERVED.map((name) => [
        `GET /reserved/${name}`,
        proxy("/", { request_parameters: { [`integration.request.header.${name}`]: "'x'" } }),
      ]),
    ),
  },
}));

/** Returns the request that the endpoint received. */
async function received(line: string, content?: Parameters<typeof api.call>[1]): Promise<ReceivedRequest> {
  return JSON.parse((await api.call(line, content)).body);
}

test("ANY forwards the method, the mapped path, the query and the body [measured: LocalStack]", async () => {
  const { method, url, body } = await received("PUT /dev/all/a/b%20c?x=1&x=2", { body: "hi" });
  expect([method, url, Buffer.from(body, "base64").toString()]).toEqual([
    "PUT",
    "/base/a/b%20c?x=1&x=2",
    "hi",
  ]);
});

test("a fixed method and a query of the URL are kept [AWS docs]", async () => {
  const { method, url } = await received("GET /dev/fixed?b=2");
  expect([method, url]).toEqual(["POST", "/x?a=1&b=2"]);
});

test("a parameter without a mapping stays in the URL [measured: LocalStack]", async () => {
  expect((await received("GET /dev/unmapped/a")).url).toBe("/base/%7Bother%7D");
});

test("a missing stage variable is empty [measured: LocalStack]", async () => {
  expect((await received("GET /dev/stage")).url).toBe("/from-stage");
});

test("the endpoint receives the headers of the request and those of API Gateway [measured: LocalStack]", async () => {
  const { headers } = await received("GET /dev/all/x", {
    headers: { "X-Custom": "1", "Content-Encoding": "x", "Content-MD5": "x" },
  });
  const names = headers.map(([name]) => name).filter((name) => name !== "Connection");
  expect(names.sort()).toEqual([
    "Content-Length",
    "Host",
    "X-Amzn-Apigateway-Api-Id",
    "X-Amzn-Trace-Id",
    "X-Custom",
    "X-Forwarded-For",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
    "accept",
    "user-agent",
  ]);
  expect(Object.fromEntries(headers)).toMatchObject({
    accept: "application/json",
    Host: new URL(backend.url).host,
    "user-agent": expect.stringMatching(/^AmazonAPIGateway_[a-z0-9]{10}$/),
  });
});

test("a mapped header replaces, a mapped query value is added, and a missing source has no effect [measured: LocalStack]", async () => {
  const { headers, url } = await received("GET /dev/mapped?q=1&p=2", {
    headers: { "x-static": "two", "X-Other": "three" },
  });
  const values = Object.fromEntries(headers);
  expect(values).toMatchObject({ "X-Static": "one", "X-Sent": "three", "X-Stage": "dev" });
  expect(values).not.toHaveProperty("x-static");
  expect(values).not.toHaveProperty("X-None");
  expect(url).toBe("/x?q=1&p=2&q=2");
});

test("a mapping takes the last of several values [measured: LocalStack]", async () => {
  const { headers, url } = await received("GET /dev/last?many=1&many=2", {
    headers: ["X-Many: a", "X-Many: b"],
  });
  expect(Object.fromEntries(headers)).toMatchObject({ "X-Last": "b", "X-Variable": "from-stage" });
  expect(url).toBe("/x?many=1&many=2&last=2");
});

test("a parameter can occur twice in the URL, and the method is fixed [measured: LocalStack]", async () => {
  const { method, url } = await received("GET /dev/stage-method/7");
  expect([method, url]).toEqual(["DELETE", "/pets/7/7"]);
});

test.each([200, 301, 404, 500, 503])(
  "the status %i of the endpoint is the status of the response [measured: LocalStack]",
  async (code) => {
    backend.respondWith((_, response) => {
      response.writeHead(code, { Location: "/other" });
      response.end();
    });
    const { status, headers } = await api.call("GET /dev/all/x");
    expect([status, headers.location]).toEqual([code, "/other"]);
    expect(headers).not.toHaveProperty("x-amzn-errortype");
  },
);

test("the caller gets the status, the body and the renamed headers of the endpoint [measured: LocalStack]", async () => {
  backend.respondWith((_, response) => {
    response.writeHead(404, {
      Server: "x",
      Via: "x",
      "Content-Encoding": "x",
      "x-amzn-requestid": "1",
      "X-Mine": "2",
    });
    response.end("gone");
  });
  const { status, body, headers } = await api.call("GET /dev/all/x");
  expect([status, body]).toEqual([404, "gone"]);
  expect(headers).toMatchObject({
    "x-mine": "2",
    "x-amzn-remapped-server": "x",
    "x-amzn-remapped-x-amzn-requestid": "1",
    "x-amzn-remapped-date": expect.any(String),
    "content-type": "application/json",
  });
  for (const name of ["via", "content-encoding", "x-amzn-trace-id"]) expect(headers).not.toHaveProperty(name);
});

test.each<[string, string, number, string]>([
  ["an endpoint that is not reachable", "GET /dev/closed", 504, "Network error communicating with endpoint"],
  ["an endpoint without TLS", "GET /dev/tls", 504, "Network error communicating with endpoint"],
  ["an address that is no URL", "GET /dev/invalid", 500, "Internal server error"],
])(
  "%s is an error of the gateway [measured: LocalStack, knowledge center]",
  async (_, line, status, message) => {
    const response = await api.call(line);
    expect([response.status, response.body]).toEqual([status, `{"message": "${message}"}`]);
  },
);

test("a host that does not resolve is 504 [unverified]", async () => {
  const { status, body } = await api.call("GET /dev/unresolved");
  expect([status, body]).toEqual([504, '{"message": "Network error communicating with endpoint"}']);
});

test("an endpoint that does not respond in time is 504 [AWS docs]", async () => {
  backend.respondWith(() => {});
  const { status, body } = await api.call("GET /dev/slow");
  expect([status, body]).toEqual([504, '{"message": "Endpoint request timed out"}']);
});

test("a mapping reads the body, and a body that is not valid JSON is 400 [measured: LocalStack]", async () => {
  const { headers } = await received("POST /dev/body", { body: '{ "a": { "b": [1, 2] }, "c": "text" }' });
  expect(Object.fromEntries(headers)).toMatchObject({
    all: '{ "a": { "b": [1, 2] }, "c": "text" }',
    b: "2",
    c: "text",
  });
  const { status, body } = await api.call("POST /dev/body", { body: '{"a":' });
  expect([status, body]).toEqual([400, '{"message": "Invalid JSON in request body"}']);
});

test("a mapping reads all values of a header or a query parameter [measured: LocalStack]", async () => {
  const { headers, url } = await received("GET /dev/multi?many=1&many=2", {
    headers: ["X-Many: a", "X-Many: b"],
  });
  expect(Object.fromEntries(headers)).toMatchObject({ all: "a,b" });
  expect(url).toBe("/?many=1&many=2&all=1&all=2");
});

test.each(RESERVED)(
  "a mapping of the header %s, which API Gateway sets, is 500 [measured: LocalStack]",
  async (name) => {
    const { status, body } = await api.call(`GET /dev/reserved/${name}`);
    expect([status, body]).toEqual([500, '{"message": "Internal server error"}']);
  },
);

test("the overrides and the output of a template have no effect [AWS docs]", async () => {
  const { headers, url, body } = await received("POST /dev/override", { body: '{"a":1}' });
  expect(Object.fromEntries(headers)).toMatchObject({ "X-Over": "mapped" });
  expect([url, Buffer.from(body, "base64").toString()]).toEqual(["/x", '{"a":1}']);
});
