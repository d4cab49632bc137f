import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { type ReceivedRequest, testBackend } from "../backend";
import { type MethodDescription, REST_API_ID, restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [captured]: responses that LocalStack's tests recorded on AWS (test_apigateway_http, test_apigateway_header_remapping,
//   test_input_body_formatting, test_put_integration_responses)
// - [measured]: LocalStack's code, checked by hand on AWS, and the projects that a title names
// - [AWS docs]: the pages setup-http-integrations, request-response-data-mappings, integration-passthrough-behaviors,
//   api-gateway-payload-encodings-workflow and apigateway-override-request-response-parameters of the developer guide

const backend = testBackend();
let closedPort = 0;
beforeAll(async () => {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  closedPort = (server.address() as AddressInfo).port;
  await once(server.close(), "close");
});

const DEFAULT = { default: { status_code: "200" } };

const http = (path: string, integration: object = {}, responses: object = DEFAULT): MethodDescription => ({
  integration: {
    type: "HTTP",
    integration_http_method: "POST",
    uri: `${backend.url}${path}`,
    ...integration,
  },
  responses: responses as MethodDescription["responses"],
});
const template = (text: string, more: object = {}) => ({
  request_templates: { "application/json": text },
  ...more,
});
const header = (name: string, source: string) => ({
  request_parameters: { [`integration.request.header.${name}`]: source },
});

/** Responses of a method, by the status of the backend. */
const PATTERNS = {
  default: { status_code: "200" },
  client: { status_code: "400", selection_pattern: "4\\d{2}" },
  gone: { status_code: "410", selection_pattern: "410|4[2-9]\\d" },
};

const api = restGateway(() => ({
  api: { binary_media_types: ["image/png", "application/octet-stream"] },
  stages: { dev: { variables: { path: "from-stage", color: "red" } } },
  methods: {
    "ANY /plain": http("/x"),
    "POST /method": http("/x", { integration_http_method: "ANY" }),
    "GET /get": http("/x", { integration_http_method: "GET" }),
    "POST /mapped/{id}": http("/pets/{id}/{none}?a=1", {
      request_parameters: {
        "integration.request.path.id": "method.request.path.id",
        "integration.request.querystring.q": "method.request.querystring.q",
        "integration.request.querystring.all": "method.request.multivaluequerystring.q",
        "integration.request.header.X-Static": "'one'",
        "integration.request.header.X-Body": "method.request.body.a[0]",
        "integration.request.header.X-Color": "stageVariables.color",
        "integration.request.header.X-Stage": "context.stage",
        "integration.request.header.X-None": "method.request.header.none",
        "integration.request.header.User-Agent": "'mine'",
        "integration.request.header.Accept": "'text/html'",
        "integration.request.header.Host": "'pets.example'",
      },
    }),
    "POST /stage": http("/$${stageVariables.path}$${stageVariables.none}"),
    "POST /json": http("/x", template('{"name": $input.json("$.name")}')),
    "POST /default": http("/x", {
      request_templates: { $default: "default" },
      passthrough_behavior: "NEVER",
    }),
    "POST /default/json": http("/x", {
      request_templates: { $default: "default", "application/json": "json" },
    }),
    "POST /never/none": http("/x", { passthrough_behavior: "NEVER" }),
    "POST /names": http("/x", {
      request_parameters: {
        "integration.request.header.X-Same": "method.request.header.X-Sent",
        "integration.request.header.X-Other": "method.request.header.x-sent",
        "integration.request.header.X-All": "method.request.multivalueheader.x-sent",
        "integration.request.querystring.same": "method.request.querystring.Page",
        "integration.request.querystring.other": "method.request.querystring.page",
        "integration.request.querystring.all": "method.request.multivaluequerystring.page",
      },
    }),
    "POST /whole-body": http("/x", header("X-Body", "method.request.body")),
    "POST /after/{id}": http(
      "/pets/{id}",
      template(`#set($context.requestOverride.path.id = "b")$input.params('id')`, {
        request_parameters: { "integration.request.path.id": "method.request.path.id" },
      }),
    ),
    "GET /tls": http("", { uri: backend.url.replace("http:", "https:") }),
    "POST /as-text": http("/x", { content_handling: "CONVERT_TO_TEXT" }),
    "POST /never": http("/x", template("{}", { passthrough_behavior: "NEVER" })),
    "POST /templates": http("/x", template("{}", { passthrough_behavior: "WHEN_NO_TEMPLATES" })),
    "POST /no-templates": http("/x", { passthrough_behavior: "WHEN_NO_TEMPLATES" }),
    "POST /no-match": http("/x", template("{}")),
    "POST /override/{id}": http(
      "/pets/{id}",
      template(
        `#set($context.requestOverride.path.id = "b")#set($context.requestOverride.querystring.q = "c")#set($context.requestOverride.header.x-over = "d")#set($context.requestOverride.querystring.list = ["e", "f"])`,
        {
          request_parameters: {
            "integration.request.path.id": "method.request.path.id",
            "integration.request.querystring.q": "'a'",
            "integration.request.header.X-Over": "'a'",
            "integration.request.header.X-Other": "'o'",
          },
        },
      ),
    ),
    "POST /twice": http(
      "/x",
      template('#set($context.requestOverride.header.a = "1")#set($context.requestOverride.header.a = "2")'),
    ),
    "POST /reserved/a": http("/x", header("Content-Length", "'1'")),
    "POST /reserved/b": http("/x", header("Transfer-Encoding", "'x'")),
    "POST /reserved/c": http("/x", header("X-Amzn-Trace-Id", "'x'")),
    "POST /reserved/d": http("/x", header("X-Amzn-Apigateway-Api-Id", "'x'")),
    "POST /dropped": http("/x", {
      request_parameters: Object.fromEntries(
        ["Connection", "Expect", "Proxy-Authenticate", "TE", "Via"].map((name) => [
          `integration.request.header.${name}`,
          "'mapped'",
        ]),
      ),
    }),
    "POST /allowed": http("/x", header("Authorization", "'x'")),
    "POST /body": http("/x", header("X-Body", "method.request.body.a")),
    "GET /patterns": http("/x", {}, PATTERNS),
    "GET /no-default": http("/x", {}, { some: { status_code: "200", selection_pattern: "201" } }),
    "GET /none": http("/x", {}, {}),
    "GET /undeclared": http("/x", {}, { undeclared: { status_code: "200" } }),
    "GET /response": http(
      "/x",
      {},
      {
        default: {
          status_code: "201",
          response_parameters: {
            "method.response.header.X-Last": "integration.response.header.X-Many",
            "method.response.header.X-All": "integration.response.multivalueheader.X-Many",
            "method.response.header.X-Body": "integration.response.body",
            "method.response.header.X-Path": "integration.response.body.a.b",
            "method.response.header.X-None": "integration.response.body.none",
            "method.response.header.X-Missing": "integration.response.header.None",
            "method.response.header.X-Static": "'static'",
            "method.response.header.Server": "'renamed'",
            "method.response.header.WWW-Authenticate": "'renamed'",
            "method.response.header.Transfer-Encoding": "'dropped'",
            "method.response.header.Content-Type": "'text/plain'",
          },
          response_templates: {
            "application/json": `$input.path('$.a.b') $input.params('q') $context.httpMethod`,
          },
        },
      },
    ),
    "GET /response-body": http(
      "/x",
      {},
      {
        default: {
          status_code: "200",
          response_parameters: { "method.response.header.X-Body": "integration.response.body.a" },
        },
      },
    ),
    "GET /accept": http(
      "/x",
      {},
      {
        default: { status_code: "200", response_templates: { "text/xml": "<x/>", "application/json": "{}" } },
      },
    ),
    "GET /first": http(
      "/x",
      {},
      {
        default: { status_code: "200", response_templates: { "text/xml": "<x/>", "text/plain": "t" } },
      },
    ),
    "GET /empty-template": http(
      "/x",
      {},
      {
        default: { status_code: "200", response_templates: { "application/json": "" } },
      },
    ),
    "GET /response-override": http(
      "/x",
      {},
      {
        default: {
          status_code: "200",
          response_parameters: { "method.response.header.X-Over": "'a'" },
          response_templates: {
            "application/json": `#set($context.responseOverride.status = 418)#set($context.responseOverride.header.x-over = "b")`,
          },
        },
      },
    ),
    "GET /bad-status": http(
      "/x",
      {},
      {
        default: {
          status_code: "202",
          response_templates: { "application/json": "#set($context.responseOverride.status = 600)" },
        },
      },
    ),
    "GET /informational": http(
      "/x",
      {},
      {
        default: {
          status_code: "200",
          response_templates: { "application/json": "#set($context.responseOverride.status = 100)" },
        },
      },
    ),
    "GET /syntax": http(
      "/x",
      {},
      {
        default: { status_code: "200", response_templates: { "application/json": "#if(true)\n  #foreach(" } },
      },
    ),
    "GET /unknown": http(
      "/x",
      {},
      {
        default: { status_code: "200", response_templates: { "application/json": "{\n  $util.toJson(1)" } },
      },
    ),
    "POST /binary": http("/x"),
    "POST /to-text": http(
      "/x",
      template("$input.body", {
        content_handling: "CONVERT_TO_TEXT",
        request_templates: { "image/png": "$input.body" },
      }),
    ),
    "POST /binary-template": http("/x", { request_templates: { "image/png": "$input.body" } }),
    "POST /to-binary": http("/x", { content_handling: "CONVERT_TO_BINARY" }),
    "GET /png": http("/x"),
    "GET /png/text": http("/x", {}, { default: { status_code: "200", content_handling: "CONVERT_TO_TEXT" } }),
    "GET /png/binary": http(
      "/x",
      {},
      { default: { status_code: "200", content_handling: "CONVERT_TO_BINARY" } },
    ),
    "GET /closed": http("", { uri: `http://127.0.0.1:${closedPort}` }),
    "GET /invalid": http("", { uri: "http://" }),
    "GET /slow": http("/x", { timeout_milliseconds: 50 }),
    "GET /lookahead": http("/x", {}, { default: { status_code: "200", selection_pattern: "(?!4).*" } }),
    "GET /link": http("/x", { connection_type: "VPC_LINK", connection_id: "link" }),
  },
  more: {
    resource: {
      aws_api_gateway_gateway_response: Object.fromEntries(
        ["API_CONFIGURATION_ERROR", "INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT"].map((type) => [
          type,
          {
            rest_api_id: REST_API_ID,
            response_type: type,
            response_parameters: { "gatewayresponse.header.X-Type": `'${type}'` },
          },
        ]),
      ),
    },
  },
}));

/** Returns the request that the endpoint received. */
async function received(
  line: string,
  content?: Parameters<typeof api.call>[1],
): Promise<ReceivedRequest & { readonly text: string; readonly values: Record<string, string> }> {
  const { status, body } = await api.call(line, content);
  if (status !== 200) throw new Error(`${line} returned ${status} ${body}`);
  const request: ReceivedRequest = JSON.parse(body);
  const values = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  return { ...request, values, text: Buffer.from(request.body, "base64").toString() };
}

/** Makes the backend respond with a status, headers and a body. */
function respondWith(
  status: number,
  headers: Record<string, string | string[]>,
  body: string | Buffer,
): void {
  backend.respondWith((_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  });
}

const NETWORK = "Network error communicating with endpoint";
const INTERNAL = [500, '{"message": "Internal server error"}'];
const answer = async (line: string, content?: Parameters<typeof api.call>[1]) => {
  const { status, body } = await api.call(line, content);
  return [status, body];
};

test("the request to the endpoint contains the default headers, and none of the caller [captured]", async () => {
  const { headers, url, method } = await received("GET /dev/plain?q=1", {
    headers: {
      "X-Custom": "1",
      Authorization: "x",
      Accept: "text/html",
      "Content-Type": "application/json",
    },
  });
  expect(
    headers
      .map(([name]) => name)
      .filter((name) => name !== "Connection")
      .sort(),
  ).toEqual([
    "Accept",
    "Content-Length",
    "Host",
    "User-Agent",
    "X-Amzn-Apigateway-Api-Id",
    "X-Amzn-Trace-Id",
  ]);
  expect(Object.fromEntries(headers)).toMatchObject({
    Accept: "application/json",
    "User-Agent": expect.stringMatching(/^AmazonAPIGateway_[a-z0-9]{10}$/),
  });
  expect([method, url]).toEqual(["POST", "/x"]);
});

test("the request to the endpoint has no content type of a GET request [unverified]", async () => {
  const headers = { "Content-Type": "application/json" };
  const { values, method } = await received("GET /dev/plain", { headers, body: "{}" });
  expect([method, values["content-type"]]).toEqual(["POST", undefined]);
});

test("the request to the endpoint contains the content type and the body of the caller [captured]", async () => {
  const { values, text } = await received("PUT /dev/plain", {
    headers: { "Content-Type": "application/json" },
    body: '{"a":1}',
  });
  expect([values["content-type"], text]).toEqual(["application/json", '{"a":1}']);
});

test("the request to the endpoint has the method of the caller for ANY, and no body for GET [measured: LocalStack]", async () => {
  expect((await received("POST /dev/method", { body: "x" })).method).toBe("POST");
  expect(await received("GET /dev/get", { body: "x" })).toMatchObject({ method: "GET", text: "" });
});

test("the request to the endpoint contains the mapped parameters, and a missing source has no effect [AWS docs]", async () => {
  const { url, values } = await received("POST /dev/mapped/7?q=1&q=2", { body: '{"a":["b"]}' });
  expect(url).toBe("/pets/7/%7Bnone%7D?a=1&q=2&all=1&all=2");
  expect(values).toMatchObject({
    "x-static": "one",
    "x-body": "b",
    "x-color": "red",
    "x-stage": "dev",
    "user-agent": "mine",
    accept: "text/html",
    host: "pets.example",
  });
  expect(values).not.toHaveProperty("x-none");
});

test("the request to the endpoint has the stage variables in its URL [measured: LocalStack]", async () => {
  expect((await received("POST /dev/stage")).url).toBe("/from-stage");
});

test.each([
  ["application/json", '{"name":"x"}', '{"name": "x"}'],
  ["application/json; charset=utf-8", "{}", '{"name": ""}'],
  ["text/plain", "plain", "plain"],
])(
  "the request to the endpoint has the body of the template for the type %s [AWS docs]",
  async (type, body, expected) => {
    expect((await received("POST /dev/json", { headers: { "Content-Type": type }, body })).text).toBe(
      expected,
    );
  },
);

test("the request to the endpoint has the body of the template for application/json if the caller sends no type [measured: LocalStack]", async () => {
  expect((await received("POST /dev/json", { body: '{"name":1}' })).text).toBe('{"name": 1}');
});

test("the request to the endpoint has the body of the template $default for any other type [measured: LocalStack]", async () => {
  const headers = { "Content-Type": "text/plain" };
  expect((await received("POST /dev/default", { headers, body: "x" })).text).toBe("default");
});

test("the request to the endpoint has the body of the template for its type, although there is a template $default [measured: LocalStack]", async () => {
  expect((await received("POST /dev/default/json", { body: "x" })).text).toBe("json");
});

test("the request to the endpoint has only parameters whose names have the case of the mapping [AWS docs, measured: LocalStack]", async () => {
  const { url, values } = await received("POST /dev/names?Page=1", { headers: { "X-Sent": "a" } });
  expect(url).toBe("/x?same=1");
  expect(values).toMatchObject({ "x-same": "a" });
  for (const name of ["x-other", "x-all"]) expect(values).not.toHaveProperty(name);
});

test.each([
  ["", "{}"],
  ["text", "text"],
  [' {"a": 1} ', '{"a": 1}'],
])(
  "the request to the endpoint has the body %j in a header as %j [measured: LocalStack]",
  async (body, expected) => {
    expect((await received("POST /dev/whole-body", { body })).values["x-body"]).toBe(expected);
  },
);

test("the request to the endpoint has an override that the template itself does not read [AWS docs]", async () => {
  expect(await received("POST /dev/after/a", { body: "{}" })).toMatchObject({ url: "/pets/b", text: "a" });
});

test("the request to the endpoint has the overrides of the template, which have priority over mappings [AWS docs]", async () => {
  const { url, values } = await received("POST /dev/override/a", { body: "{}" });
  expect(url).toBe("/pets/b?q=c&list=e&list=f");
  expect(values).toMatchObject({ "x-over": "d", "x-other": "o" });
});

test.each(["connection", "expect", "proxy-authenticate", "te", "via"])(
  "the request to the endpoint never has the mapped header %s [captured]",
  async (name) => {
    expect((await received("POST /dev/dropped")).values[name]).not.toBe("mapped");
  },
);

test("the request to the endpoint can have a mapped header Authorization [captured]", async () => {
  expect((await received("POST /dev/allowed")).values.authorization).toBe("x");
});

const plain = { headers: { "Content-Type": "text/plain" }, body: "x" };

test.each(["never", "never/none", "templates"])(
  "the response to a request that cannot be mapped is 415 for %s [measured: ministack#1746]",
  async (name) => {
    const { status, body, headers } = await api.call(`POST /dev/${name}`, plain);
    expect([status, body]).toEqual([415, '{"message": "Unsupported Media Type"}']);
    expect([headers["content-length"], headers["x-amzn-errortype"]]).toEqual(["37", "BadRequestException"]);
  },
);

test.each(["no-templates", "no-match"])(
  "the response to a request that cannot be mapped is the one of the endpoint for %s [AWS docs]",
  async (name) => {
    expect((await received(`POST /dev/${name}`, plain)).text).toBe("x");
  },
);

test.each(["a", "b", "c", "d"])(
  "the response to a request that cannot be mapped is 500 for the reserved header %s [captured]",
  async (name) => {
    const { status, body, headers } = await api.call(`POST /dev/reserved/${name}`);
    expect([status, body]).toEqual(INTERNAL);
    expect([headers["content-length"], headers["x-amzn-errortype"]]).toEqual([
      "36",
      "InternalServerErrorException",
    ]);
  },
);

test("the response to a request that cannot be mapped is 500 for an override that is set twice [AWS docs]", async () => {
  expect(await answer("POST /dev/twice", { body: "{}" })).toEqual(INTERNAL);
});

test("the response to a request that cannot be mapped is 400 for a body that a mapping reads and that is not valid JSON [measured: LocalStack]", async () => {
  const { status, body, headers } = await api.call("POST /dev/body", { body: "{" });
  expect([status, body]).toEqual([400, '{"message": "Invalid JSON in request body"}']);
  expect(headers["x-amzn-errortype"]).toBe("BadRequestException");
  for (const body of ["[", '"', "'"]) expect((await answer("POST /dev/body", { body }))[0]).toBe(400);
  expect((await received("POST /dev/body", { body: "text" })).values).not.toHaveProperty("x-body");
});

test.each([
  [200, 200],
  [404, 400],
  [410, 410],
  [500, 200],
])(
  "the response of the endpoint with the status %i has the status %i of its integration response [captured]",
  async (code, expected) => {
    respondWith(code, {}, "body");
    expect(await answer("GET /dev/patterns")).toEqual([expected, "body"]);
  },
);

test.each(["no-default", "none", "undeclared"])(
  "the response of the endpoint is 500 for %s, a method without a matching response [AWS docs]",
  async (name) => {
    const { status, body, headers } = await api.call(`GET /dev/${name}`);
    expect([status, body]).toEqual(INTERNAL);
    expect(headers).toMatchObject({
      "x-amzn-errortype": "InternalServerErrorException",
      "x-type": "API_CONFIGURATION_ERROR",
    });
    expect(api.takeLogs("request").at(-1)).toMatch(/integration response|aws_api_gateway_method_response/);
  },
);

test("the response of the endpoint has only the headers of API Gateway without mappings [captured]", async () => {
  respondWith(200, { "X-Backend": "1", Server: "x", "Content-Type": "text/html" }, "{}");
  const { rawHeaders } = await api.call("GET /dev/plain");
  const names = rawHeaders.map(([name]) => name);
  expect(names.filter((name) => !["Date", "Connection", "Keep-Alive"].includes(name)).sort()).toEqual([
    "Content-Length",
    "Content-Type",
    "X-Amzn-Trace-Id",
    "x-amz-apigw-id",
    "x-amzn-RequestId",
  ]);
  expect(Object.fromEntries(rawHeaders)).toMatchObject({ "Content-Type": "application/json" });
});

test("the response of the endpoint has the mapped headers and the body of the template [AWS docs]", async () => {
  respondWith(200, { "X-Many": ["a", "b"] }, '{"a":{"b":"c"}}');
  const { status, body, headers } = await api.call("GET /dev/response?q=1");
  expect([status, body]).toEqual([201, "c 1 GET"]);
  expect(headers).toMatchObject({
    "x-last": "b",
    "x-all": "a,b",
    "x-body": '{"a":{"b":"c"}}',
    "x-path": "c",
    "x-static": "static",
    "content-type": "text/plain",
  });
  for (const name of ["x-none", "x-missing"]) expect(headers).not.toHaveProperty(name);
});

test("the response of the endpoint has renamed headers instead of those that API Gateway sets [captured]", async () => {
  respondWith(200, {}, "{}");
  const { headers } = await api.call("GET /dev/response");
  expect(headers).toMatchObject({
    "x-amzn-remapped-server": "renamed",
    "x-amzn-remapped-www-authenticate": "renamed",
  });
  for (const name of ["server", "www-authenticate", "transfer-encoding"])
    expect(headers).not.toHaveProperty(name);
});

test("the response of the endpoint is 500 if a mapping reads a body that is not valid JSON [measured: LocalStack]", async () => {
  for (const body of ["{", "[", '"']) {
    respondWith(200, {}, body);
    expect(await answer("GET /dev/response-body")).toEqual(INTERNAL);
  }
  respondWith(200, {}, "<html>");
  expect(await answer("GET /dev/response-body")).toEqual([200, "<html>"]);
});

test.each([
  ["accept", "text/xml", "<x/>"],
  ["accept", "text/html", "{}"],
  ["first", "text/html", "<x/>"],
])(
  "the response of the endpoint of GET /%s for the accepted type %s is %s [AWS docs]",
  async (name, Accept, expected) => {
    expect((await api.call(`GET /dev/${name}`, { headers: { Accept } })).body).toBe(expected);
  },
);

test("the response of the endpoint has the body of the endpoint if the template is empty [AWS docs]", async () => {
  respondWith(200, {}, "body");
  expect(await answer("GET /dev/empty-template")).toEqual([200, "body"]);
});

test("the response of the endpoint is 500 if an override sets a status that cannot end a response [unverified]", async () => {
  expect(await answer("GET /dev/informational")).toEqual(INTERNAL);
});

test("the response of the endpoint has the overrides of its template [AWS docs]", async () => {
  const { status, headers } = await api.call("GET /dev/response-override");
  expect([status, headers["x-over"]]).toEqual([418, "b"]);
  expect((await api.call("GET /dev/bad-status")).status).toBe(202);
});

test.each([
  ["syntax", "1:1"],
  ["unknown", "2:3"],
])(
  "the response of the endpoint is 500 for a mistake in its template of GET /%s, and the terminal shows the place [our choice]",
  async (name, place) => {
    expect(await answer(`GET /dev/${name}`)).toEqual(INTERNAL);
    const reason = `aws_api_gateway_integration_response.GET-${name}-default: response_templates["application/json"]: ${place}: `;
    expect(api.takeLogs("request").at(-1)).toContain(reason);
    expect(api.local.notes.join()).toContain(reason);
  },
);

const png = Buffer.from([0x89, 0x50, 0xff, 0x00]);
const base64 = png.toString("base64");
const headers = { "Content-Type": "image/png" };

test("a body of a binary type passes through [AWS docs]", async () => {
  const { body } = await received("POST /dev/binary", { headers, body: png });
  expect(Buffer.from(body, "base64")).toEqual(png);
});

test("a body of another type is text, in which invalid bytes are replaced [measured: LocalStack]", async () => {
  const { text } = await received("POST /dev/binary", {
    headers: { "Content-Type": "text/plain" },
    body: png,
  });
  expect(text).toBe("\ufffdP\ufffd\0");
});

test("a body of a binary type is base64 with CONVERT_TO_TEXT, and a template can read it [AWS docs]", async () => {
  expect((await received("POST /dev/to-text", { headers, body: png })).text).toBe(base64);
  expect(await answer("POST /dev/binary-template", { headers, body: png })).toEqual(INTERNAL);
});

test("a body of another type is not changed with CONVERT_TO_TEXT [AWS docs]", async () => {
  expect(
    (await received("POST /dev/as-text", { headers: { "Content-Type": "text/plain" }, body: "é" })).text,
  ).toBe("é");
});

test("a body of a binary type is not changed with CONVERT_TO_BINARY [AWS docs]", async () => {
  const { body } = await received("POST /dev/to-binary", { headers, body: png });
  expect(Buffer.from(body, "base64")).toEqual(png);
});

test("a body of another type is decoded with CONVERT_TO_BINARY [AWS docs]", async () => {
  const plain = { "Content-Type": "text/plain" };
  const { body } = await received("POST /dev/to-binary", { headers: plain, body: base64 });
  expect(Buffer.from(body, "base64")).toEqual(png);
  expect(await answer("POST /dev/to-binary", { headers: plain, body: "?" })).toEqual(INTERNAL);
});

// The rows are those of the tables on the page api-gateway-payload-encodings-workflow.
test.each([
  ["/png", "text/plain", "image/png", "base64"],
  ["/png", "image/png", "image/png", "same"],
  ["/png", "image/png", "text/plain", "decoded"],
  ["/png", "text/plain", "text/plain", "same"],
  ["/png/text", "image/png", "image/png", "base64"],
  ["/png/text", "image/png", "text/plain", "same"],
  ["/png/binary", "text/plain", "image/png", "same"],
  ["/png/binary", "text/plain", "text/plain", "decoded"],
])(
  "a body of GET %s for the accepted type %s and the type %s is %s [AWS docs]",
  async (path, Accept, type, kind) => {
    const sent = type === "image/png" ? png : Buffer.from(base64);
    respondWith(200, { "Content-Type": type }, sent);
    const { bytes } = await api.call(`GET /dev${path}`, { headers: { Accept } });
    const expected = { base64: Buffer.from(base64), same: sent, decoded: png };
    expect(bytes).toEqual(expected[kind as keyof typeof expected]);
  },
);

test("a body that cannot be decoded is 500 [AWS docs]", async () => {
  respondWith(200, { "Content-Type": "text/plain" }, "?");
  expect(await answer("GET /dev/png", { headers: { Accept: "image/png" } })).toEqual(INTERNAL);
});

test.each([
  ["an endpoint that is not reachable", "/closed", 504, NETWORK, "INTEGRATION_FAILURE"],
  ["an endpoint without TLS", "/tls", 504, NETWORK, "INTEGRATION_FAILURE"],
  ["an address that is no URL", "/invalid", 500, "Internal server error", "API_CONFIGURATION_ERROR"],
])(
  "%s is an error of the gateway [measured: LocalStack, knowledge center]",
  async (_, path, status, message, type) => {
    const response = await api.call(`GET /dev${path}`);
    expect([response.status, response.body]).toEqual([status, `{"message": "${message}"}`]);
    expect(response.headers["x-type"]).toBe(type);
  },
);

test("an endpoint that does not respond in time is 504 [AWS docs]", async () => {
  backend.respondWith(() => {});
  expect(await answer("GET /dev/slow")).toEqual([504, '{"message": "Endpoint request timed out"}']);
});

test.each([
  ["a VPC link", "GET /dev/link", "connection_id is not emulated"],
  ["a selection pattern with lookahead", "GET /dev/lookahead", "selection_pattern is"],
])("%s is not emulated [our choice]", async (_, line, reason) => {
  const [status, body] = await answer(line);
  expect([status, body]).toEqual([501, expect.stringContaining(reason)]);
});
