import { served } from "../test-gateway";

// Facts: http-api-develop-integrations-lambda, API Gateway developer guide (D); captures of the live service (C) by
// hotsock/voker (vokerhttp/testdata/ingress-paths.json), aws/aws-lambda-dotnet (Tools/LambdaTestTool-v2) and
// mantil-io/go-lambda-examples; ministackorg/ministack 766, which was verified against AWS (M). What concerns this machine alone
// is ours.

const api = served({
  routes: {
    "ANY /echo": { to: "echo" },
    "GET /users/{userId}/items/{itemId}": { to: "echo" },
    "GET /files/{proxy+}": { to: "echo" },
    $default: { to: "echo" },
  },
});

const PATHS = [
  ["%20 is a space (C voker)", "/x/a%20b", "/x/a b"],
  ["%23 is # (C voker)", "/x/a%23b", "/x/a#b"],
  ["%2F is / (C voker)", "/x/a%2Fb", "/x/a/b"],
  ["UTF-8 is decoded (C voker, aws-lambda-dotnet)", "/x/%E2%98%95%20Coffee", "/x/☕ Coffee"],
  ["+ stays (?)", "/x/a+b", "/x/a+b"],
  ["it is cut at %3F (C voker)", "/x/question%3Fvalue?a=1", "/x/question"],
  ["%252F is decoded twice (C voker)", "/x/a%252Fb", "/x/a/b"],
  ["%253F is ?, and it is not cut there (C voker)", "/x/a%253Fb", "/x/a?b"],
  ["%2525 is % (C voker)", "/x/a%2525b", "/x/a%b"],
  ["a slash at its end stays (C)", "/files/", "/files/"],
  ["slashes at its front stay (M LocalStack's validated tests)", "//x///y", "//x///y"],
] as const;

test.each(PATHS)("a path: %s", async (_, sent, path) => {
  const { rawPath, requestContext } = await api.event(`GET ${sent}`);
  expect([rawPath, requestContext.http.path]).toEqual([path, path]);
});

test.each([
  ["/x/percent%25done", "C voker"],
  ["/x/100%", "?"],
  ["/x/%ff", "?"],
])("the path %s cannot be decoded, and is 400 (%s)", async (sent) => {
  expect(await api.call(`GET ${sent}`)).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' });
});

test.each([
  ["decoded (C aws-lambda-dotnet)", "/users/a%20b/items/%C3%A9", { userId: "a b", itemId: "é" }],
  ["by the name without + (C mantil-io/go-lambda-examples)", "/files/a/b%20c", { proxy: "a/b c" }],
  ["an encoded slash stays in its part (?)", "/users/a%2Fb/items/c", { userId: "a/b", itemId: "c" }],
])("path parameters: %s", async (_, sent, parameters) => {
  expect((await api.event(`GET ${sent}`)).pathParameters).toEqual(parameters);
});

test.each([
  ["repeats are joined by a comma (C aws-lambda-dotnet)", "a=1&b=2&a=3", { a: "1,3", b: "2" }],
  ["it is decoded, and + is a space (C aws-lambda-dotnet)", "a%20b=c%26d+e", { "a b": "c&d e" }],
  ["an empty value is an empty text (C)", "a=&b", { a: "", b: "" }],
  ["a name may begin with ? (?)", "?a=1", { "?a": "1" }],
  ["__proto__ is a name like others (ours)", "__proto__=1", JSON.parse('{"__proto__":"1"}')],
])("a query: %s", async (_, query, parameters) => {
  const event = await api.event(`GET /echo?${query}`);
  expect(event.rawQueryString).toBe(query);
  expect(event.queryStringParameters).toEqual(parameters);
});

const TEXT = { isBase64Encoded: false, body: "<é>" };
const BASE64 = { isBase64Encoded: true, body: Buffer.from("<é>").toString("base64") };

test.each([
  ["application/json", TEXT, "M ministack"],
  ["application/json; charset=utf-8", TEXT, "M ministack"],
  ["Application/JSON", TEXT, "?"],
  ["text/plain", TEXT, "M ministack"],
  ["text/html;charset=utf-8", TEXT, "M ministack"],
  ["text/csv", TEXT, "M ministack"],
  ["application/xml", TEXT, "M ministack"],
  ["application/javascript", TEXT, "M ministack"],
  ["application/x-www-form-urlencoded", BASE64, "M ministack"],
  ["application/octet-stream", BASE64, "C aws-lambda-dotnet"],
  ["application/problem+json", BASE64, "?"],
  ["multipart/form-data; boundary=x", BASE64, "C"],
  ["", BASE64, "?"],
  [undefined, BASE64, "M ministack"],
])("a body of %j: %j (%s)", async (type, expected, _source) => {
  const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
  const { body, isBase64Encoded } = await api.event("POST /echo", { headers, body: "<é>" });
  expect({ body, isBase64Encoded }).toEqual(expected);
});

test("bytes come through as base64, each of them (D)", async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const { body } = await api.event("POST /echo", { body: bytes });
  expect([...Buffer.from(body, "base64")]).toEqual([...bytes]);
});

test("a GET's body is passed on (?)", async () => {
  expect(await api.event("GET /echo", { body: "x" })).toMatchObject({ body: "eA==", isBase64Encoded: true });
});
