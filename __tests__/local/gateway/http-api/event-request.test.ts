import { testGateway } from "../test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// - [captured]: events in hotsock/voker (vokerhttp/testdata/ingress-paths.json), aws/aws-lambda-dotnet
//   (Tools/LambdaTestTool-v2) and mantil-io/go-lambda-examples
// - [measured]: ministackorg/ministack 766, which was verified against AWS

const api = testGateway({
  routes: {
    "ANY /echo": { to: "echo" },
    "GET /users/{userId}/items/{itemId}": { to: "echo" },
    "GET /files/{proxy+}": { to: "echo" },
    $default: { to: "echo" },
  },
});

const PATHS = [
  ["%20 becomes a space [captured: voker]", "/x/a%20b", "/x/a b"],
  ["%23 becomes # [captured: voker]", "/x/a%23b", "/x/a#b"],
  ["%2F becomes / [captured: voker]", "/x/a%2Fb", "/x/a/b"],
  ["UTF-8 is decoded [captured: voker, aws-lambda-dotnet]", "/x/%E2%98%95%20Coffee", "/x/☕ Coffee"],
  ["+ is unchanged [unverified]", "/x/a+b", "/x/a+b"],
  ["the path ends at %3F [captured: voker]", "/x/question%3Fvalue?a=1", "/x/question"],
  ["%252F is decoded twice [captured: voker]", "/x/a%252Fb", "/x/a/b"],
  ["%253F becomes ?, and the path does not end there [captured: voker]", "/x/a%253Fb", "/x/a?b"],
  ["%2525 becomes % [captured: voker]", "/x/a%2525b", "/x/a%b"],
  ["a trailing slash is unchanged [captured]", "/files/", "/files/"],
  ["leading slashes are unchanged [measured: LocalStack's validated tests]", "//x///y", "//x///y"],
] as const;

test.each(PATHS)("the path of an event: %s", async (_, sent, path) => {
  const { rawPath, requestContext } = await api.event(`GET ${sent}`);
  expect([rawPath, requestContext.http.path]).toEqual([path, path]);
});

test.each([
  ["/x/percent%25done", "captured: voker"],
  ["/x/100%", "unverified"],
  ["/x/%ff", "unverified"],
])("the path %s cannot be decoded and returns 400 [%s]", async (sent) => {
  expect(await api.call(`GET ${sent}`)).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' });
});

test.each([
  [
    "values are decoded [captured: aws-lambda-dotnet]",
    "/users/a%20b/items/%C3%A9",
    { userId: "a b", itemId: "é" },
  ],
  [
    "a greedy parameter has its name without + [captured: mantil-io/go-lambda-examples]",
    "/files/a/b%20c",
    { proxy: "a/b c" },
  ],
  [
    "an encoded slash stays in its segment [unverified]",
    "/users/a%2Fb/items/c",
    { userId: "a/b", itemId: "c" },
  ],
])("path parameters of an event: %s", async (_, sent, parameters) => {
  expect((await api.event(`GET ${sent}`)).pathParameters).toEqual(parameters);
});

test.each([
  [
    "repeated values are joined by a comma [captured: aws-lambda-dotnet]",
    "a=1&b=2&a=3",
    { a: "1,3", b: "2" },
  ],
  [
    "names and values are decoded, and + becomes a space [captured: aws-lambda-dotnet]",
    "a%20b=c%26d+e",
    { "a b": "c&d e" },
  ],
  ["an empty value is an empty string [captured]", "a=&b", { a: "", b: "" }],
  ["a name may start with ? [unverified]", "?a=1", { "?a": "1" }],
  ["__proto__ is an ordinary name [our choice]", "__proto__=1", JSON.parse('{"__proto__":"1"}')],
])("the query of an event: %s", async (_, query, parameters) => {
  const event = await api.event(`GET /echo?${query}`);
  expect(event.rawQueryString).toBe(query);
  expect(event.queryStringParameters).toEqual(parameters);
});

const TEXT = { isBase64Encoded: false, body: "<é>" };
const BASE64 = { isBase64Encoded: true, body: Buffer.from("<é>").toString("base64") };

test.each([
  ["application/json", TEXT, "measured: ministack"],
  ["application/json; charset=utf-8", TEXT, "measured: ministack"],
  ["Application/JSON", TEXT, "unverified"],
  ["text/plain", TEXT, "measured: ministack"],
  ["text/html;charset=utf-8", TEXT, "measured: ministack"],
  ["text/csv", TEXT, "measured: ministack"],
  ["application/xml", TEXT, "measured: ministack"],
  ["application/javascript", TEXT, "measured: ministack"],
  ["application/x-www-form-urlencoded", BASE64, "measured: ministack"],
  ["application/octet-stream", BASE64, "captured: aws-lambda-dotnet"],
  ["application/problem+json", BASE64, "unverified"],
  ["multipart/form-data; boundary=x", BASE64, "captured"],
  ["", BASE64, "unverified"],
  [undefined, BASE64, "measured: ministack"],
])("a body with content type %j becomes %j [%s]", async (type, expected, _source) => {
  const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
  const { body, isBase64Encoded } = await api.event("POST /echo", { headers, body: "<é>" });
  expect({ body, isBase64Encoded }).toEqual(expected);
});

test("every byte of a binary body survives base64 [AWS docs]", async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const { body } = await api.event("POST /echo", { body: bytes });
  expect([...Buffer.from(body, "base64")]).toEqual([...bytes]);
});

test("the body of a GET request is forwarded [unverified]", async () => {
  expect(await api.event("GET /echo", { body: "x" })).toMatchObject({ body: "eA==", isBase64Encoded: true });
});
