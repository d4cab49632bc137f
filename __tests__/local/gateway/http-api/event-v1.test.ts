import { served } from "../test-gateway";

// Facts: payload format 1.0 of http-api-develop-integrations-lambda, API Gateway developer guide (D); captures of the live
// service (C): aws/aws-lambda-dotnet, Tools/LambdaTestTool-v2; spring-cloud-function, CustomRuntimeEventLoopTest.

const v1 = { to: "echo", integration: { payload_format_version: "1.0" } };
const api = served({
  stages: { $default: {}, v1: { stage_variables: { color: "red" } } },
  routes: {
    "ANY /echo": v1,
    "GET /unsaid": { to: "echo", integration: { payload_format_version: null } },
    "POST /users/{userId}/items": v1,
    "GET /files/{proxy+}": v1,
    $default: v1,
  },
});

test("an event is just this (C spring-cloud-function)", async () => {
  const { host } = new URL(api.local.url);
  const { headers, body } = await api.call("POST /v1/users/7/items?a=1", {
    headers: { "User-Agent": "test/1" },
    body: "x",
  });
  const own = {
    "Content-Length": "1",
    Host: host,
    "User-Agent": "test/1",
    "X-Amzn-Trace-Id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Port": host.split(":")[1],
    "X-Forwarded-Proto": "http",
  };
  const lists = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, [value]]));
  expect(JSON.parse(body)).toEqual({
    version: "1.0",
    resource: "/users/{userId}/items",
    path: "/v1/users/7/items",
    httpMethod: "POST",
    headers: own,
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

test("its parts come in the order of captures (C spring-cloud-function)", async () => {
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

test("what there is nothing of is null (C)", async () => {
  expect(await api.event("GET /echo")).toMatchObject({
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
  });
});

test("an integration that names no format has this one (D AWS provider)", async () => {
  expect((await api.event("GET /unsaid")).version).toBe("1.0");
});

test("an open route tells of no authorizer (C spring-cloud-function)", async () => {
  expect((await api.event("GET /echo")).requestContext).not.toHaveProperty("authorizer");
});

test("the default route is called $default everywhere (C)", async () => {
  const event = await api.event("GET /anything");
  expect(event.resource).toBe("$default");
  expect(event.requestContext).toMatchObject({ resourceId: "$default", resourcePath: "$default" });
});

test("the path is as it was sent, and decoded in requestContext (C aws-lambda-dotnet)", async () => {
  const event = await api.event("GET /files/%E2%98%95%20Coffee");
  expect([event.path, event.requestContext.path, event.pathParameters]).toEqual([
    "/files/%E2%98%95%20Coffee",
    "/files/☕ Coffee",
    { proxy: "☕ Coffee" },
  ]);
});

test("of a repeated name there is the last value, and all of them (C aws-lambda-dotnet)", async () => {
  const event = await api.event("GET /echo?b=1&a=x%20y&b=2+3", { headers: ["x-one: 1", "x-one: 2"] });
  expect(event.queryStringParameters).toEqual({ a: "x y", b: "2 3" });
  expect(event.multiValueQueryStringParameters).toEqual({ a: ["x y"], b: ["1", "2 3"] });
  expect(event.headers["x-one"]).toBe("2");
  expect(event.multiValueHeaders["x-one"]).toEqual(["1", "2"]);
});

test("an empty value is an empty text (C)", async () => {
  expect((await api.event("GET /echo?a=")).queryStringParameters).toEqual({ a: "" });
});

test.each([
  ["those that the service writes are in train case", "content-type: text/x", "Content-Type"],
  ["accept is in lower case, whoever sent it", "Accept: */*", "accept"],
  ["accept-encoding too", "Accept-Encoding: gzip", "accept-encoding"],
  ["cache-control too", "Cache-Control: no-cache", "cache-control"],
  ["others are as they were sent", "X-Razorpay-Signature: x", "X-Razorpay-Signature"],
  ["in lower case too", "authorization: x", "authorization"],
  ["cookies stay a header", "Cookie: a=1; b=2", "Cookie"],
])("names of headers, as captured: %s", async (_, line, name) => {
  const value = line.split(": ")[1];
  const { headers, multiValueHeaders } = await api.event("POST /echo", { headers: [line] });
  expect(headers).toHaveProperty([name], value);
  expect(multiValueHeaders).toHaveProperty([name], [value]);
});

test("what is of the connection is not passed on (M architect/sandbox)", async () => {
  const headers = ["Connection: keep-alive, upgrade", "TE: trailers", "Upgrade: h2c", "Expect: 100-continue"];
  const event = await api.event("GET /echo", { headers });
  const names = [...Object.keys(event.headers), ...Object.keys(event.multiValueHeaders)];
  expect(names.filter((name) => /^(connection|te|upgrade|expect)$/i.test(name))).toEqual([]);
});

test("headers stand in the order of their bytes, upper case first (C)", async () => {
  const { headers } = await api.event("GET /echo", { headers: ["b: 1", "Z: 1", "a: 1"] });
  expect(Object.keys(headers)).toEqual(Object.keys(headers).sort());
  expect(Object.keys(headers).indexOf("Z")).toBeLessThan(Object.keys(headers).indexOf("a"));
});

test.each([
  ["application/json", "x", false, "C"],
  ["application/octet-stream", "eA==", true, "C aws-lambda-dotnet"],
])("a body of %s is %j, in base64: %j (%s)", async (type, body, isBase64Encoded) => {
  const event = await api.event("POST /echo", { headers: { "Content-Type": type }, body: "x" });
  expect(event).toMatchObject({ body, isBase64Encoded });
});
