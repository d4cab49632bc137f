import { LocalError, startLocal } from "gatewright/local";
import { sendRaw } from "../raw-http";
import { testGateway } from "../test-gateway";
import { readRestApi, restGateway, writeRestFolder } from "./rest-fixture";
import { streamedBy, streamingCode } from "./streaming-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: the pages response-transfer-mode and response-transfer-mode-lambda of the developer guide, and
//   services-apigateway-errors of the Lambda guide (status 502)
// - [captured]: the runtime client of Lambda, src/ResponseStream.js and src/Runtime.js of
//   aws/aws-lambda-nodejs-runtime-interface-client
// - [measured]: opennextjs/opennextjs-aws#1090 (an HTTP API with a streaming handler)

/** Code of a handler by the path of its method. */
const HANDLERS: Readonly<Record<string, string>> = {
  headers: streamingCode(
    'stream.write("one,"); stream.write("two"); stream.end();',
    `{ statusCode: 201, headers: { "content-type": "text/plain", "X-One": "1", Both: "same" },
       multiValueHeaders: { "X-Many": ["a", "b"], Both: ["same"] }, cookies: ["a=1; Path=/", "b=2"] }`,
  ),
  empty: streamingCode('stream.write("x"); stream.end();', "{}"),
  withoutBody: streamingCode('stream.write(""); stream.end();', "{ statusCode: 404 }"),
  text: streamingCode('stream.write("x"); stream.end();', '{ statusCode: "202" }'),
  last: streamingCode('stream.write("a"); stream.end("b");'),
  json: streamingCode("stream.write({ a: 1 }); stream.end();"),
  bytes: streamingCode("stream.write(Buffer.from([0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 254])); stream.end();"),
  length: streamingCode('stream.write("four"); stream.end();', '{ headers: { "Content-Length": "4" } }'),
  piped: streamingCode('await pipeline(Readable.from(["a", "b"]), stream);'),
  after: streamingCode('stream.end("lost"); '),
  unknown: streamingCode('stream.write("x"); stream.end();', '{ statusCode: 200, body: "x" }'),
  list: streamingCode('stream.write("x"); stream.end();', '{ headers: { vary: ["a", "b"] } }'),
  badCookies: streamingCode('stream.write("x"); stream.end();', '{ cookies: "a=1" }'),
  badStatus: streamingCode('stream.write("x"); stream.end();', "{ statusCode: 99 }"),
  long: rawCode('"{}".padEnd(16_384 - 8) + "\\0".repeat(8) + "x"'),
  tooLong: rawCode('"{}".padEnd(16_384 - 7) + "\\0".repeat(8) + "x"'),
  plain: rawCode('"<p>no metadata</p>"'),
  noJson: rawCode('"no json" + "\\0".repeat(8)'),
  untouched: streamingCode("stream.end();"),
  thrown: streamingCode('throw new TypeError("no");'),
  sync: "exports.handler = awslambda.streamifyResponse((event, stream) => {});",
  buffered: 'exports.handler = async () => ({ statusCode: 200, body: "x" });',
};

/** Returns the code of a handler that writes a text to its stream, and no metadata. */
function rawCode(text: string): string {
  return `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
    stream.write(${text});
    stream.end();
  });`;
}

const api = restGateway({
  api: { binary_media_types: [] },
  methods: {
    ...Object.fromEntries(Object.keys(HANDLERS).map((name) => [`ANY /${name}`, streamedBy(name)])),
    "GET /whole-length": { to: "length" },
    "GET /none/uri": streamedBy("json", { uri: "${aws_lambda_function.json.invoke_arn}" }),
    "GET /none/mode": streamedBy("json", { response_transfer_mode: "BUFFERED" }),
    "GET /replaced": streamedBy("piped", {
      uri: '${replace(replace(aws_lambda_function.piped.invoke_arn, "2015-03-31", "2021-11-15"), "/invocations", "/response-streaming-invocations")}',
    }),
  },
  functions: Object.fromEntries(Object.entries(HANDLERS).map(([name, code]) => [name, { code }])),
});

test("the metadata of a stream are the status and the headers [AWS docs]", async () => {
  const { status, rawHeaders, headers, body } = await api.call("GET /dev/headers");
  expect([status, body]).toEqual([201, "one,two"]);
  expect(rawHeaders.slice(1).filter(([name]) => !/^x-am/i.test(name))).toEqual([
    ["Content-Type", "text/plain"],
    ["Connection", "keep-alive"],
    ["X-Many", "a"],
    ["X-Many", "b"],
    ["Both", "same"],
    ["X-One", "1"],
    ["Set-Cookie", "a=1; Path=/"],
    ["Set-Cookie", "b=2"],
    ["Transfer-Encoding", "chunked"],
  ]);
  expect(headers["x-amzn-requestid"]).toMatch(/^[\da-f-]{36}$/);
});

test.each<[string, string, number, string]>([
  ["metadata without keys mean status 200 [AWS docs]", "empty", 200, "x"],
  ["a stream without a body has the status of its metadata [AWS docs]", "withoutBody", 404, ""],
  ["the status can be a string, as in other responses [unverified]", "text", 202, "x"],
  ["a last chunk is part of the body [captured]", "last", 200, "ab"],
  ["a value other than text and bytes is written as JSON [captured]", "json", 200, '{"a":1}'],
  ["pipeline() ends the stream [AWS docs]", "piped", 200, "ab"],
  ["metadata of 16 KB with the delimiter are accepted [AWS docs]", "long", 200, "x"],
])("%s", async (_, path, status, body) => {
  expect(await api.call(`GET /dev/${path}`)).toMatchObject({ status, body });
});

test("a URI that Terraform derives from invoke_arn streams the response [measured: terraform-aws-lambda#756]", async () => {
  expect(await api.call("GET /dev/replaced")).toMatchObject({ status: 200, body: "ab" });
});

test("bytes pass unchanged, although the API has no binary types [AWS docs]", async () => {
  const { bytes } = await api.call("GET /dev/bytes");
  expect([...bytes]).toEqual([0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 254]);
});

test("a declared length replaces the chunked encoding [AWS docs]", async () => {
  const { headers, body } = await api.call("GET /dev/length");
  expect([headers["content-length"], headers["transfer-encoding"], body]).toEqual(["4", undefined, "four"]);
});

test("a response to HEAD has the headers, and no body [our choice]", async () => {
  const { status, headers, body } = await api.call("HEAD /dev/headers");
  expect([status, headers["x-one"], body]).toEqual([201, "1", ""]);
  expect(await api.call("GET /dev/empty")).toMatchObject({ status: 200 });
});

test.each(["", "Connection: keep-alive\r\n"])(
  "a client with HTTP/1.0 gets the body until the connection closes [our choice]",
  async (lines) => {
    const text = await sendRaw(api.local.url, `GET /dev/headers HTTP/1.0\r\nHost: x\r\n${lines}\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 201 Created\r\n/);
    expect(text).not.toMatch(/transfer-encoding|keep-alive/i);
    expect(text.split("\r\n\r\n")[1]).toBe("one,two");
  },
);

test("the default content type is that of other responses [unverified]", async () => {
  expect((await api.call("GET /dev/empty")).headers["content-type"]).toBe("application/json");
});

test.each<[string, string, RegExp]>([
  ["a last chunk without an earlier one has no metadata [captured]", "after", /without a delimiter/],
  ["a stream that ends without a write has no metadata [captured]", "untouched", /without a delimiter/],
  ["a body without metadata is malformed [AWS docs]", "plain", /without a delimiter of 8 NUL bytes/],
  ["metadata that are not JSON are malformed [AWS docs]", "noJson", /"no json" is not JSON/],
  [
    "an unknown key in the metadata is malformed [AWS docs]",
    "unknown",
    /unknown field "body"; expected cookies/,
  ],
  ["a list as a value of headers is malformed [AWS docs]", "list", /"vary"/],
  ["cookies must be a list [AWS docs]", "badCookies", /cookies must be an array/],
  ["a status below 200 is malformed [unverified]", "badStatus", /statusCode 99/],
  ["a delimiter after the first 16 KB is malformed [AWS docs]", "tooLong", /first 16384 bytes/],
  ["the result of a handler without a stream has no metadata [AWS docs]", "buffered", /without a delimiter/],
  ["a handler that throws before its first write fails [AWS docs]", "thrown", /TypeError: no/],
  ["a handler that is not async fails [captured]", "sync", /does not support non-async handlers/],
])("%s: status 502", async (_, path, reason) => {
  const { status, body, headers } = await api.call(`GET /dev/${path}`);
  expect([status, body]).toEqual([502, '{"message": "Internal server error"}']);
  expect(headers["content-length"]).toBe("36");
  expect(api.takeLogs("request").at(-1)).toMatch(reason);
});

test("an integration that waits for the whole response gets the metadata without the body [AWS docs]", async () => {
  const { status, headers, body } = await api.call("GET /dev/whole-length");
  expect([status, headers["x-amzn-remapped-content-length"], body]).toEqual([200, "4", ""]);
});

test.each([
  ["GET /dev/none/uri", /response_transfer_mode is "STREAM"; expected the response_streaming_invoke_arn/],
  ["GET /dev/none/mode", /response_transfer_mode is "BUFFERED"; expected the invoke_arn/],
])(
  "%s has a URI that does not fit the transfer mode, so it is not emulated [AWS docs]",
  async (line, message) => {
    const { status, body } = await api.call(line);
    expect(status).toBe(501);
    expect(JSON.parse(body).message).toMatch(message);
  },
);

const httpApi = testGateway({
  routes: { "GET /stream": { to: "headers" } },
  functions: { headers: { code: HANDLERS.headers ?? "" } },
});

test("an HTTP API cannot stream, so a streaming handler fails [measured: opennextjs-aws#1090]", async () => {
  const { status, body } = await httpApi.call("GET /stream");
  expect([status, body]).toEqual([500, '{"message":"Internal Server Error"}']);
  expect(httpApi.takeLogs("request").at(-1)).toContain("An HTTP API cannot stream responses");
});

test.each([
  ["an unknown transfer mode", { response_transfer_mode: "FAST" }, "expected BUFFERED or STREAM"],
  [
    "streaming in another integration than a proxy",
    { type: "MOCK" },
    'response_transfer_mode is "STREAM" and type is "MOCK"; expected the type AWS_PROXY or HTTP_PROXY',
  ],
])("%s is rejected at the start [AWS docs]", async (_, integration, message) => {
  const dir = writeRestFolder({
    methods: { "GET /": streamedBy("json", integration) },
    functions: { json: { code: HANDLERS.json ?? "" } },
  });
  const error = await startLocal({ dir }).catch((reason) => reason);
  expect(error).toBeInstanceOf(LocalError);
  expect(error.errors).toEqual([expect.stringContaining(message)]);
});

test("responseTransferMode in an OpenAPI definition streams the response [AWS docs]", () => {
  const uri = "${aws_lambda_function.json.response_streaming_invoke_arn}";
  const integration = { type: "aws_proxy", httpMethod: "POST", uri, responseTransferMode: "STREAM" };
  const get = { responses: {}, "x-amazon-apigateway-integration": integration };
  const body = JSON.stringify({ openapi: "3.0.1", info: {}, paths: { "/": { get } } });
  const { routes } = readRestApi({
    api: { body, endpoint_configuration: { types: ["REGIONAL"] } },
    functions: { json: { code: HANDLERS.json ?? "" } },
  });
  expect(routes[0]?.integration).toMatchObject({ kind: "AWS_PROXY", streamIdleMs: 300_000 });
});
