import { served } from "../test-gateway";

// Facts: http-api-develop-integrations-lambda, API Gateway developer guide (D); captures of the live service (C), of which
// aws/aws-lambda-dotnet, mantil-io/go-lambda-examples and swift-server/swift-aws-lambda-events are public.

const api = served({ routes: { "ANY /echo": { to: "echo" } } });

test.each([
  [
    "names are lower case, repeats are joined by a comma (D)",
    ["X-One: 1", "x-one: 2, 3"],
    { "x-one": "1,2, 3" },
  ],
  [
    "the caller's address stands behind those it names (C swift-aws-lambda-events)",
    ["X-Forwarded-For: 203.0.113.1, 203.0.113.2"],
    { "x-forwarded-for": "203.0.113.1, 203.0.113.2, 127.0.0.1" },
  ],
  [
    "the caller's protocol is written over (M stac-utils/stac-server 130)",
    ["X-Forwarded-Proto: gopher"],
    { "x-forwarded-proto": "http" },
  ],
  [
    "a trace of the caller's goes on (C)",
    ["X-Amzn-Trace-Id: Root=1-67891233-abcdef012345678912345678"],
    {
      "x-amzn-trace-id": expect.stringMatching(
        /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678$/,
      ),
    },
  ],
  [
    "a trace without a root does not (?)",
    ["X-Amzn-Trace-Id: Parent=1"],
    { "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/) },
  ],
  [
    "via and forwarded are the caller's own (C)",
    ["Via: 1.1 me", "Forwarded: for=203.0.113.1"],
    { via: "1.1 me", forwarded: "for=203.0.113.1" },
  ],
  ["bytes beyond ASCII are what they are in Latin-1 (?)", ["X-Name: caf\xe9"], { "x-name": "café" }],
])("%s", async (_, headers, expected) => {
  expect((await api.event("GET /echo", { headers })).headers).toMatchObject(expected);
});

test("a header may have a name that objects have too (ours)", async () => {
  const { headers } = await api.event("GET /echo", { headers: ["__proto__: 1", "constructor: 2"] });
  expect(Object.entries(headers)).toEqual(
    expect.arrayContaining([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]),
  );
});

test("cookies leave the headers (D)", async () => {
  const event = await api.event("GET /echo", { headers: ["Cookie: a=1; b=2=3", "cookie: c="] });
  expect(event.cookies).toEqual(["a=1", "b=2=3", "c="]);
  expect(event.headers).not.toHaveProperty("cookie");
});

test("what is of the connection is not passed on (M architect/sandbox)", async () => {
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
  ["of a POST without a body (C)", "POST", undefined, "0"],
  ["of a GET (C mantil-io/go-lambda-examples)", "GET", undefined, "0"],
  ["in bytes (RFC 9110, 8.6)", "POST", "é", "2"],
])("content-length is always there: %s", async (_, method, body, length) => {
  expect((await api.event(`${method} /echo`, { body })).headers).toMatchObject({ "content-length": length });
});

test("a body in chunks has a content-length, and no transfer-encoding (?)", async () => {
  const { headers } = await api.event("POST /echo", { headers: ["Transfer-Encoding: chunked"], body: "abc" });
  expect(headers).toMatchObject({ "content-length": "3" });
  expect(headers).not.toHaveProperty("transfer-encoding");
});

test("whom it comes from is the caller, whatever it says (? CloudFront alone may be believed)", async () => {
  const { requestContext } = await api.event("GET /echo", { headers: ["X-Forwarded-For: 203.0.113.1"] });
  expect(requestContext.http.sourceIp).toBe("127.0.0.1");
});

test("the domain is the host without its port, its prefix the first label (C)", async () => {
  const { requestContext } = await api.event("GET /echo", { headers: ["Host: a1b2c3d4e5.example.com:8080"] });
  expect(requestContext).toMatchObject({ domainName: "a1b2c3d4e5.example.com", domainPrefix: "a1b2c3d4e5" });
});

test("a user agent that is not sent is empty (C aws-lambda-dotnet)", async () => {
  expect((await api.event("GET /echo")).requestContext.http.userAgent).toBe("");
});
