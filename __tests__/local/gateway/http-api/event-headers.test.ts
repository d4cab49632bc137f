import { testGateway } from "../test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// - [captured]: events of AWS. The public ones are in aws/aws-lambda-dotnet, mantil-io/go-lambda-examples and
//   swift-server/swift-aws-lambda-events

const api = testGateway({ routes: { "ANY /echo": { to: "echo" } } });

test.each([
  [
    "header names are in lower case, and repeated values are joined by a comma [AWS docs]",
    ["X-One: 1", "x-one: 2, 3"],
    { "x-one": "1,2, 3" },
  ],
  [
    "the client address is appended to x-forwarded-for [captured: swift-aws-lambda-events]",
    ["X-Forwarded-For: 203.0.113.1, 203.0.113.2"],
    { "x-forwarded-for": "203.0.113.1, 203.0.113.2, 127.0.0.1" },
  ],
  [
    "x-forwarded-proto replaces the caller's value [measured: stac-utils/stac-server 130]",
    ["X-Forwarded-Proto: gopher"],
    { "x-forwarded-proto": "http" },
  ],
  [
    "the trace of the caller is continued [captured]",
    ["X-Amzn-Trace-Id: Root=1-67891233-abcdef012345678912345678"],
    {
      "x-amzn-trace-id": expect.stringMatching(
        /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678$/,
      ),
    },
  ],
  [
    "a trace without a root is replaced [unverified]",
    ["X-Amzn-Trace-Id: Parent=1"],
    { "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/) },
  ],
  [
    "via and forwarded keep the caller's values [captured]",
    ["Via: 1.1 me", "Forwarded: for=203.0.113.1"],
    { via: "1.1 me", forwarded: "for=203.0.113.1" },
  ],
  ["header bytes above ASCII are decoded as Latin-1 [unverified]", ["X-Name: caf\xe9"], { "x-name": "café" }],
])("%s", async (_, headers, expected) => {
  expect((await api.event("GET /echo", { headers })).headers).toMatchObject(expected);
});

test("a header named like a property of Object is forwarded [our choice]", async () => {
  const { headers } = await api.event("GET /echo", { headers: ["__proto__: 1", "constructor: 2"] });
  expect(Object.entries(headers)).toEqual(
    expect.arrayContaining([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]),
  );
});

test("the headers of an event do not contain the cookies [AWS docs]", async () => {
  const event = await api.event("GET /echo", { headers: ["Cookie: a=1; b=2=3", "cookie: c="] });
  expect(event.cookies).toEqual(["a=1", "b=2=3", "c="]);
  expect(event.headers).not.toHaveProperty("cookie");
});

test("hop-by-hop headers are not forwarded [measured: architect/sandbox]", async () => {
  const headers = ["Connection: keep-alive, upgrade", "TE: trailers", "Upgrade: h2c", "Expect: 100-continue"];
  const event = await api.event("GET /echo", { headers });
  expect(Object.keys(event.headers)).toEqual([
    "content-length",
    "host",
    "x-amzn-trace-id",
    "x-forwarded-for",
    "x-forwarded-port",
    "x-forwarded-proto",
  ]);
});

test.each([
  ["in a POST without a body [captured]", "POST", undefined, "0"],
  ["in a GET [captured: mantil-io/go-lambda-examples]", "GET", undefined, "0"],
  ["in bytes (RFC 9110, 8.6)", "POST", "é", "2"],
])("an event always has content-length, %s", async (_, method, body, length) => {
  expect((await api.event(`${method} /echo`, { body })).headers).toMatchObject({ "content-length": length });
});

test("a chunked body has content-length and no transfer-encoding [unverified]", async () => {
  const { headers } = await api.event("POST /echo", { headers: ["Transfer-Encoding: chunked"], body: "abc" });
  expect(headers).toMatchObject({ "content-length": "3" });
  expect(headers).not.toHaveProperty("transfer-encoding");
});

test("sourceIp is the client address, regardless of x-forwarded-for [unverified: only CloudFront may be trusted]", async () => {
  const { requestContext } = await api.event("GET /echo", { headers: ["X-Forwarded-For: 203.0.113.1"] });
  expect(requestContext.http.sourceIp).toBe("127.0.0.1");
});

test("domainName is the host without its port, and domainPrefix its first label [captured]", async () => {
  const { requestContext } = await api.event("GET /echo", { headers: ["Host: a1b2c3d4e5.example.com:8080"] });
  expect(requestContext).toMatchObject({ domainName: "a1b2c3d4e5.example.com", domainPrefix: "a1b2c3d4e5" });
});

test("userAgent is empty if the request has none [captured: aws-lambda-dotnet]", async () => {
  expect((await api.event("GET /echo")).requestContext.http.userAgent).toBe("");
});
