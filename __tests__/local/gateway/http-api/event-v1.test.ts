import { testGateway } from "../test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: payload format 1.0 in https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// - [captured]: events in aws/aws-lambda-dotnet (Tools/LambdaTestTool-v2) and spring-cloud-function
//   (CustomRuntimeEventLoopTest)

const v1 = { to: "echo", integration: { payload_format_version: "1.0" } };
const api = testGateway({
  stages: { $default: {}, v1: { stage_variables: { color: "red" } } },
  routes: {
    "ANY /echo": v1,
    "GET /no-format": { to: "echo", integration: { payload_format_version: null } },
    "POST /users/{userId}/items": v1,
    "GET /files/{proxy+}": v1,
    $default: v1,
  },
});

test("an event has exactly these fields [captured: spring-cloud-function]", async () => {
  const { host } = new URL(api.local.url);
  const { headers, body } = await api.call("POST /v1/users/7/items?a=1", {
    headers: { "User-Agent": "test/1" },
    body: "x",
  });
  const expectedHeaders = {
    "Content-Length": "1",
    Host: host,
    "User-Agent": "test/1",
    "X-Amzn-Trace-Id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Port": host.split(":")[1],
    "X-Forwarded-Proto": "http",
  };
  const lists = Object.fromEntries(Object.entries(expectedHeaders).map(([name, value]) => [name, [value]]));
  expect(JSON.parse(body)).toEqual({
    version: "1.0",
    resource: "/users/{userId}/items",
    path: "/v1/users/7/items",
    httpMethod: "POST",
    headers: expectedHeaders,
    multiValueHeaders: lists,
    queryStringParameters: { a: "1" },
    multiValueQueryStringParameters: { a: ["1"] },
    requestContext: {
      accountId: "123456789012",
      apiId: expect.stringMatching(/^[a-z0-9]{10}$/),
      domainName: "127.0.0.1",
      domainPrefix: "127",
      extendedRequestId: headers["apigw-requestid"],
      httpMethod: "POST",
      identity: {
        accessKey: null,
        accountId: null,
        caller: null,
        cognitoAmr: null,
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
      requestId: headers["apigw-requestid"],
      requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      requestTimeEpoch: expect.any(Number),
      resourceId: "POST /users/{userId}/items",
      resourcePath: "/users/{userId}/items",
      stage: "v1",
    },
    pathParameters: { userId: "7" },
    stageVariables: { color: "red" },
    body: "eA==",
    isBase64Encoded: true,
  });
});

test("the fields of an event are in the order of captures [captured: spring-cloud-function]", async () => {
  const event = await api.event("GET /echo");
  expect(Object.keys(event)).toEqual([
    "version",
    "resource",
    "path",
    "httpMethod",
    "headers",
    "multiValueHeaders",
    "queryStringParameters",
    "multiValueQueryStringParameters",
    "requestContext",
    "pathParameters",
    "stageVariables",
    "body",
    "isBase64Encoded",
  ]);
  expect(Object.keys(event.requestContext)).toEqual(Object.keys(event.requestContext).sort());
  expect(Object.keys(event.requestContext.identity)).toEqual(
    Object.keys(event.requestContext.identity).sort(),
  );
});

test("an absent part of an event is null [captured]", async () => {
  expect(await api.event("GET /echo")).toMatchObject({
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
  });
});

test("an integration without a payload format version uses format 1.0 [AWS docs: AWS provider]", async () => {
  expect((await api.event("GET /no-format")).version).toBe("1.0");
});

test("a public route has no authorizer in requestContext [captured: spring-cloud-function]", async () => {
  expect((await api.event("GET /echo")).requestContext).not.toHaveProperty("authorizer");
});

test("every field with the route contains $default for the default route [captured]", async () => {
  const event = await api.event("GET /anything");
  expect(event.resource).toBe("$default");
  expect(event.requestContext).toMatchObject({ resourceId: "$default", resourcePath: "$default" });
});

test("path is encoded as sent, and requestContext.path is decoded [captured: aws-lambda-dotnet]", async () => {
  const event = await api.event("GET /files/%E2%98%95%20Coffee");
  expect([event.path, event.requestContext.path, event.pathParameters]).toEqual([
    "/files/%E2%98%95%20Coffee",
    "/files/☕ Coffee",
    { proxy: "☕ Coffee" },
  ]);
});

test("a repeated header or parameter has its last value, and all values in the multiValue field [captured: aws-lambda-dotnet]", async () => {
  const event = await api.event("GET /echo?b=1&a=x%20y&b=2+3", { headers: ["x-one: 1", "x-one: 2"] });
  expect(event.queryStringParameters).toEqual({ a: "x y", b: "2 3" });
  expect(event.multiValueQueryStringParameters).toEqual({ a: ["x y"], b: ["1", "2 3"] });
  expect(event.headers["x-one"]).toBe("2");
  expect(event.multiValueHeaders["x-one"]).toEqual(["1", "2"]);
});

test("an empty query value is an empty string [captured]", async () => {
  expect((await api.event("GET /echo?a=")).queryStringParameters).toEqual({ a: "" });
});

test.each([
  ["headers that AWS adds are in train case", "content-type: text/x", "Content-Type"],
  ["accept is in lower case for any client", "Accept: */*", "accept"],
  ["accept-encoding is in lower case", "Accept-Encoding: gzip", "accept-encoding"],
  ["cache-control is in lower case", "Cache-Control: no-cache", "cache-control"],
  ["other header names are unchanged", "X-Razorpay-Signature: x", "X-Razorpay-Signature"],
  ["other header names in lower case are unchanged", "authorization: x", "authorization"],
  ["cookies remain a header", "Cookie: a=1; b=2", "Cookie"],
])("header names match the captures: %s [captured]", async (_, line, name) => {
  const value = line.split(": ")[1];
  const { headers, multiValueHeaders } = await api.event("POST /echo", { headers: [line] });
  expect(headers).toHaveProperty([name], value);
  expect(multiValueHeaders).toHaveProperty([name], [value]);
});

test("hop-by-hop headers are not forwarded [measured: architect/sandbox]", async () => {
  const headers = ["Connection: keep-alive, upgrade", "TE: trailers", "Upgrade: h2c", "Expect: 100-continue"];
  const event = await api.event("GET /echo", { headers });
  const names = [...Object.keys(event.headers), ...Object.keys(event.multiValueHeaders)];
  expect(names.filter((name) => /^(connection|te|upgrade|expect)$/i.test(name))).toEqual([]);
});

test("header names are sorted by their bytes, upper case first [captured]", async () => {
  const { headers } = await api.event("GET /echo", { headers: ["b: 1", "Z: 1", "a: 1"] });
  expect(Object.keys(headers)).toEqual(Object.keys(headers).sort());
  expect(Object.keys(headers).indexOf("Z")).toBeLessThan(Object.keys(headers).indexOf("a"));
});

test.each([
  ["application/json", "x", false, "captured"],
  ["application/octet-stream", "eA==", true, "captured: aws-lambda-dotnet"],
])(
  "a body with content type %s becomes %j, with isBase64Encoded %j [%s]",
  async (type, body, isBase64Encoded) => {
    const event = await api.event("POST /echo", { headers: { "Content-Type": type }, body: "x" });
    expect(event).toMatchObject({ body, isBase64Encoded });
  },
);
