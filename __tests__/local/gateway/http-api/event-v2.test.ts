import { testGateway } from "../test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: payload format 2.0 in https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// - [captured]: events in aws/aws-lambda-dotnet (Tools/LambdaTestTool-v2), hotsock/voker (vokerhttp/testdata),
//   mantil-io/go-lambda-examples and swift-server/swift-aws-lambda-events

const api = testGateway({
  stages: { $default: {}, dev: { stage_variables: { color: "red", size: "2" } } },
  routes: {
    "GET /echo": { to: "echo" },
    "GET /users/{userId}/items/{itemId}": { to: "echo" },
    "POST /files/{proxy+}": { to: "echo" },
  },
});

test("an event has exactly these fields [AWS docs, captured: mantil-io/go-lambda-examples]", async () => {
  const { host } = new URL(api.local.url);
  const event = await api.event("GET /users/7/items/9?a=1", { headers: { "User-Agent": "test/1" } });
  const http = {
    method: "GET",
    path: "/users/7/items/9",
    protocol: "HTTP/1.1",
    sourceIp: "127.0.0.1",
    userAgent: "test/1",
  };
  expect(event).toEqual({
    version: "2.0",
    routeKey: "GET /users/{userId}/items/{itemId}",
    rawPath: "/users/7/items/9",
    rawQueryString: "a=1",
    headers: {
      "content-length": "0",
      host,
      "user-agent": "test/1",
      "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-port": host.split(":")[1],
      // On AWS, the value is https. The local gateway serves HTTP.
      "x-forwarded-proto": "http",
    },
    queryStringParameters: { a: "1" },
    requestContext: {
      accountId: "123456789012",
      apiId: expect.stringMatching(/^[a-z0-9]{10}$/),
      domainName: "127.0.0.1",
      domainPrefix: "127",
      http,
      requestId: expect.stringMatching(/^[\w-]{15}=$/),
      routeKey: "GET /users/{userId}/items/{itemId}",
      stage: "$default",
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
    pathParameters: { userId: "7", itemId: "9" },
    isBase64Encoded: false,
  });
});

test("the fields of an event are in the order of captures [captured: mantil-io/go-lambda-examples]", async () => {
  const event = await api.event("POST /dev/files/a?b=1", { headers: { cookie: "c=1" }, body: "x" });
  expect(Object.keys(event)).toEqual([
    "version",
    "routeKey",
    "rawPath",
    "rawQueryString",
    "cookies",
    "headers",
    "queryStringParameters",
    "requestContext",
    "body",
    "pathParameters",
    "isBase64Encoded",
    "stageVariables",
  ]);
  expect(Object.keys(event.headers)).toEqual(Object.keys(event.headers).sort());
});

test("an absent part of an event is left out, not null [measured]", async () => {
  const event = await api.event("GET /echo");
  expect(Object.keys(event)).toEqual([
    "version",
    "routeKey",
    "rawPath",
    "rawQueryString",
    "headers",
    "requestContext",
    "isBase64Encoded",
  ]);
  expect(event.rawQueryString).toBe("");
});

test("a public route has no authorizer in requestContext [captured: mantil-io/go-lambda-examples]", async () => {
  const { requestContext } = await api.event("GET /echo");
  expect(Object.keys(requestContext)).toEqual([
    "accountId",
    "apiId",
    "domainName",
    "domainPrefix",
    "http",
    "requestId",
    "routeKey",
    "stage",
    "time",
    "timeEpoch",
  ]);
});

test("time and timeEpoch, in milliseconds, are the same instant [AWS docs]", async () => {
  const before = Date.now();
  const { time, timeEpoch } = (await api.event("GET /echo")).requestContext;
  expect(timeEpoch).toBeGreaterThanOrEqual(before);
  expect(timeEpoch).toBeLessThanOrEqual(Date.now());
  const [date, clock] = time.split(/:(.*)/);
  expect(Date.parse(`${date.replaceAll("/", " ")} ${clock}`)).toBe(Math.floor(timeEpoch / 1000) * 1000);
});

test("requestId equals apigw-requestid of the response [captured: aws-lambda-dotnet]", async () => {
  const { headers, body } = await api.call("GET /echo");
  expect(JSON.parse(body).requestContext.requestId).toBe(headers["apigw-requestid"]);
});
