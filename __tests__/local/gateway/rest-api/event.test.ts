import { restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [measured]: LocalStack's test test_lambda_aws_proxy_integration, which ran against AWS; ministack
// - [AWS docs]: the pages api-gateway-known-issues, set-up-lambda-proxy-integrations and set-up-logging of the developer
//   guide

const api = restGateway({
  api: { binary_media_types: ["image/png", "audio/*"] },
  stages: { dev: {}, v1: { variables: { color: "red" } } },
  methods: {
    "ANY /echo": { to: "echo" },
    "POST /users/{userId}/items": { to: "echo" },
    "GET /mapped": {
      to: "echo",
      integration: { request_parameters: { "integration.request.header.X-Added": "'1'" } },
    },
  },
});

test("an event has exactly these fields [measured: LocalStack]", async () => {
  const { host } = new URL(api.local.url);
  const { headers, body } = await api.call("POST /v1/users/7/items?a=1", {
    headers: { "User-Agent": "test/1", "content-type": "text/plain" },
    body: "x",
  });
  const expectedHeaders = {
    "content-type": "text/plain",
    Host: host,
    "User-Agent": "test/1",
    "X-Amzn-Trace-Id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Port": host.split(":")[1],
    "X-Forwarded-Proto": "http",
  };
  const lists = Object.fromEntries(Object.entries(expectedHeaders).map(([name, value]) => [name, [value]]));
  expect(JSON.parse(body)).toEqual({
    resource: "/users/{userId}/items",
    path: "/users/7/items",
    httpMethod: "POST",
    headers: expectedHeaders,
    multiValueHeaders: lists,
    queryStringParameters: { a: "1" },
    multiValueQueryStringParameters: { a: ["1"] },
    pathParameters: { userId: "7" },
    stageVariables: { color: "red" },
    requestContext: {
      accountId: "123456789012",
      apiId: expect.stringMatching(/^[a-z0-9]{10}$/),
      deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
      domainName: "127.0.0.1",
      domainPrefix: "127",
      extendedRequestId: headers["x-amz-apigw-id"],
      httpMethod: "POST",
      identity: {
        accessKey: null,
        accountId: null,
        caller: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: "127.0.0.1",
        user: null,
        userAgent: "test/1",
        userArn: null,
      },
      path: "/v1/users/7/items",
      protocol: "HTTP/1.1",
      requestId: headers["x-amzn-requestid"],
      requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      requestTimeEpoch: expect.any(Number),
      resourceId: expect.stringMatching(/^[a-z0-9]{6}$/),
      resourcePath: "/users/{userId}/items",
      stage: "v1",
    },
    body: "x",
    isBase64Encoded: false,
  });
});

test("fields without a value are null, and always present [measured: LocalStack]", async () => {
  const event = await api.event("GET /dev/echo");
  expect(event).toMatchObject({
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
  });
  expect(event).not.toHaveProperty("version");
  expect(event.requestContext).not.toHaveProperty("authorizer");
  expect(event.requestContext).not.toHaveProperty("isCanaryRequest");
  expect(event.requestContext.identity.userAgent).toBeNull();
});

test.each<[string, object, object]>([
  ["a=1&a=2&b=", { a: "2", b: "" }, { a: ["1", "2"], b: [""] }],
  ["b=1&a=2&b=3", { a: "2", b: "3" }, { a: ["2"], b: ["1", "3"] }],
  ["a", { a: "" }, { a: [""] }],
  ["a%20b=c+d&%C3%A9=%2B", { "a b": "c d", é: "+" }, { "a b": ["c d"], é: ["+"] }],
])(
  "the query %s is decoded, and single values are the last ones [measured: LocalStack]",
  async (query, single, multi) => {
    const event = await api.event(`GET /dev/echo?${query}`);
    expect([event.queryStringParameters, event.multiValueQueryStringParameters]).toEqual([single, multi]);
  },
);

test("a semicolon separates query parameters [AWS docs]", async () => {
  expect((await api.event("GET /dev/echo?a=1;b=2")).queryStringParameters).toEqual({ a: "1", b: "2" });
});

test("header names keep the spelling of the client, and single values are the last ones [measured: LocalStack]", async () => {
  const { headers, multiValueHeaders } = await api.event("GET /dev/echo", {
    headers: ["tEsT-HEADeR: 1", "X-Many: a", "X-Many: b"],
  });
  expect([headers["tEsT-HEADeR"], headers["X-Many"]]).toEqual(["1", "b"]);
  expect([multiValueHeaders["tEsT-HEADeR"], multiValueHeaders["X-Many"]]).toEqual([["1"], ["a", "b"]]);
});

test("some headers are not forwarded [measured: LocalStack]", async () => {
  const names = ["Content-MD5", "Max-Forwards", "Proxy-Authenticate", "Server", "TE"];
  const { headers } = await api.event("POST /dev/echo", {
    headers: [...names, "WWW-Authenticate"].map((name) => `${name}: x`),
    body: "x",
  });
  expect(Object.keys(headers).sort()).toEqual([
    "Host",
    "X-Amzn-Trace-Id",
    "X-Forwarded-For",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
  ]);
});

test.each<[string, readonly string[], string]>([
  ["Expect", ["Expect: 100-continue"], "x"],
  ["Transfer-Encoding and Trailer", ["Transfer-Encoding: chunked", "Trailer: X-Sum"], "x"],
  ["Connection", ["Connection: keep-alive"], ""],
  ["Connection and Upgrade", ["Connection: Upgrade", "Upgrade: other"], ""],
])("%s is not forwarded [measured: LocalStack]", async (_, lines, body) => {
  const { headers } = await api.event("POST /dev/echo", { headers: lines, body });
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  expect(names.filter((name) => lines.some((line) => line.toLowerCase().startsWith(`${name}:`)))).toEqual([]);
});

test("request_parameters of the integration do not change the event [measured: LocalStack]", async () => {
  const { headers } = await api.event("GET /dev/mapped");
  expect(headers).not.toHaveProperty("X-Added");
});

test("a signature in the header Authorization is not forwarded [AWS docs]", async () => {
  const { headers } = await api.event("GET /dev/echo", {
    headers: { Authorization: "AWS4-HMAC-SHA256 Credential=x" },
  });
  expect(headers).not.toHaveProperty("Authorization");
});

test("the path is not decoded, and keeps its slash at the end [measured: LocalStack]", async () => {
  const event = await api.event("POST /dev/users/a%2Bb%25/items/");
  expect(event.path).toBe("/users/a%2Bb%25/items/");
  expect(event.pathParameters).toEqual({ userId: "a%2Bb%25" });
  expect(event.requestContext.path).toBe("/dev/users/a%2Bb%25/items/");
});

test.each([
  ["GET //dev/echo", "/echo", "/dev/echo"],
  ["GET /dev///echo", "/echo", "/dev///echo"],
  ["GET /dev//echo", "/echo", "/dev//echo"],
])(
  "%s has one slash in path, and its slashes in requestContext.path [measured: LocalStack]",
  async (line, short, long) => {
    const event = await api.event(line);
    expect([event.path, event.requestContext.path]).toEqual([short, long]);
  },
);

test.each<[string, string, boolean]>([
  ["image/png", "iVBORw==", true],
  ["IMAGE/PNG; q=1", "iVBORw==", true],
  ["audio/mpeg", "iVBORw==", true],
  ["audio/mpeg;rate=8000", "iVBORw==", true],
  ["image/gif", "\ufffdPNG", false],
  ["image/png+xml", "\ufffdPNG", false],
  ["text/plain", "\ufffdPNG", false],
])(
  "a body of the type %s is encoded only if the type is binary [measured: ministack]",
  async (type, body, isBase64Encoded) => {
    const event = await api.event("POST /dev/echo", {
      headers: { "content-type": type },
      body: new Uint8Array([0x89, 0x50, 0x4e, 0x47]),
    });
    expect([event.body, event.isBase64Encoded]).toEqual([body, isBase64Encoded]);
  },
);

test("a request ID that the client sends is taken over if it is a UUID [AWS docs]", async () => {
  const id = "0a1b2c3d-0000-4000-8000-00000000abcd";
  const { requestContext } = await api.event("GET /dev/echo", { headers: { "x-amzn-RequestId": id } });
  expect(requestContext.requestId).toBe(id);
  const other = await api.event("GET /dev/echo", { headers: { "x-amzn-RequestId": "mine" } });
  expect(other.requestContext.requestId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});
