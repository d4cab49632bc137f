import { FUNCTION_CODE } from "../terraform-fixture";
import { restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [measured]: LocalStack's tests test_aws_proxy_response_payload_format_validation, test_lambda_aws_proxy_response_format
//   and test_apigateway_header_remapping, which ran against AWS; ministack; azul
// - [AWS docs]: the pages set-up-lambda-proxy-integrations and lambda-proxy-binary-media of the developer guide

const api = restGateway({
  api: { binary_media_types: ["image/*", "application/zip"] },
  methods: {
    "ANY /": { to: "returnBody" },
    "GET /fail": { to: "fail" },
    "GET /timeout": { to: "timeout" },
    "GET /html": { to: "html" },
  },
  functions: {
    timeout: { code: FUNCTION_CODE.hang, timeout: 1 },
    html: {
      code: 'exports.handler = async () => ({ headers: { "content-type": "text/html" }, body: "<p>" });',
    },
  },
});

const returns = (value: unknown) => api.returns("POST /dev/", value);

test.each<[string, unknown, number, string]>([
  ["an empty object", {}, 200, ""],
  ["a status and a body", { statusCode: 201, body: "x" }, 201, "x"],
  ["a status as a string", { statusCode: "201", body: "x" }, 201, "x"],
  ["no status", { body: "x" }, 200, "x"],
  ["a status without a body", { statusCode: 404 }, 404, ""],
  ["a body that is null", { statusCode: 200, body: null }, 200, ""],
  ["multi-value headers that are null", { multiValueHeaders: null, body: "x" }, 200, "x"],
  ["headers that are null", { statusCode: 200, headers: null, body: "x" }, 200, "x"],
])("%s is a valid result [measured: LocalStack]", async (_, value, status, body) => {
  const response = await returns(value);
  expect([response.status, response.body]).toEqual([status, body]);
  expect(response.headers["content-type"]).toBe("application/json");
  expect(response.headers["content-length"]).toBe(String(body.length));
});

test.each<[string, string, unknown]>([
  ["another field", "measured: LocalStack", { statusCode: 200, other: 1 }],
  ["a string", "measured: LocalStack", "x"],
  ["null", "measured: AWS knowledge center", null],
  ["an array", "unverified", [1]],
  ["a status that is no number", "measured: LocalStack", { statusCode: "test" }],
  ["a field in another case", "measured: LocalStack", { StatusCode: 200 }],
  ["a body that is a boolean", "unverified", { body: true }],
  ["a header that is an array", "unverified", { headers: { a: ["b"] } }],
  ["a multi-value header that is no array", "measured: LocalStack", { multiValueHeaders: { a: "b" } }],
  ["a body that is an object", "measured: lambda-proxy#59", { body: { a: 1 } }],
  ["a body that is an array", "measured: lambda-proxy#59", { body: [1] }],
  ["a body that is a number", "unverified", { body: 1 }],
  ["a header that is an object", "unverified", { headers: { a: {} } }],
  ["a header that is a number", "measured: serverless-express#474", { headers: { a: 1 } }],
  ["a status below 200", "unverified", { statusCode: 101 }],
  ["isBase64Encoded that is a string", "unverified", { isBase64Encoded: "yes" }],
])("%s in the result is 502 [%s]", async (_, _source, value) => {
  const { status, body, headers } = await returns(value);
  expect([status, body]).toEqual([502, '{"message": "Internal server error"}']);
  expect(headers["x-amzn-errortype"]).toBe("InternalServerErrorException");
  expect(headers["content-length"]).toBe("36");
  expect(api.takeLogs("request").at(-1)).toContain("malformed Lambda proxy response");
});

test.each<[string, string, string]>([
  ["fails", "GET /dev/fail", "measured: LocalStack"],
  ["exceeds its timeout", "GET /dev/timeout", "measured: AWS knowledge center"],
])("a function that %s (%s) is 502 [%s]", async (_, line) => {
  const { status, body, headers } = await api.call(line);
  expect([status, body]).toEqual([502, '{"message": "Internal server error"}']);
  expect(headers["x-amzn-errortype"]).toBe("InternalServerErrorException");
});

test("a response has these headers, in their spelling [measured: LocalStack]", async () => {
  const { rawHeaders } = await returns({ headers: { "X-CusTom": "1", lower: "2" }, body: "x" });
  expect(rawHeaders.map(([name]) => name)).toEqual([
    "Date",
    "Content-Type",
    "Content-Length",
    "Connection",
    "X-CusTom",
    "lower",
    "X-Amzn-Trace-Id",
    "x-amzn-RequestId",
    "x-amz-apigw-id",
  ]);
  const headers = Object.fromEntries(rawHeaders);
  expect(headers["x-amzn-RequestId"]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(headers["x-amz-apigw-id"]).toMatch(/=$/);
});

test("a request ID that the client sends is in the response [AWS docs]", async () => {
  const id = "0a1b2c3d-0000-4000-8000-00000000abcd";
  const { headers } = await api.call("POST /dev/", { headers: { "x-amzn-RequestId": id }, body: "{}" });
  expect(headers["x-amzn-requestid"]).toBe(id);
});

test("an error of the gateway has an error type and no trace header [measured: LocalStack]", async () => {
  const { rawHeaders } = await api.call("GET /dev/nothing");
  expect(rawHeaders.map(([name]) => name)).toEqual([
    "Date",
    "Content-Type",
    "Content-Length",
    "Connection",
    "x-amzn-ErrorType",
    "x-amzn-RequestId",
    "x-amz-apigw-id",
  ]);
});

test.each([true, false])("the boolean header %s is sent as text [measured: LocalStack]", async (value) => {
  expect((await returns({ headers: { a: value } })).headers.a).toBe(String(value));
});

test("the content type of the function replaces the default [measured: LocalStack]", async () => {
  expect((await api.call("GET /dev/html")).headers["content-type"]).toBe("text/html");
});

test("headers that the gateway sets are renamed [measured: LocalStack]", async () => {
  const { headers } = await returns({
    headers: { connection: "a", "Content-Length": "b", DATE: "c", server: "d", "transfer-encoding": "e" },
  });
  expect(headers).toMatchObject({
    "x-amzn-remapped-connection": "a",
    "x-amzn-remapped-content-length": "b",
    "x-amzn-remapped-date": "c",
    "x-amzn-remapped-server": "d",
    "content-length": "0",
  });
  expect(headers).not.toHaveProperty("transfer-encoding");
});

test("multiple values come first, in their spelling, and an equal pair is sent once [AWS docs]", async () => {
  const { rawHeaders } = await returns({
    headers: { "x-a": "3", "X-B": "1", "X-C": "1" },
    multiValueHeaders: { "X-A": ["1", "2"], "x-b": ["1"] },
  });
  const sent = rawHeaders.filter(([name]) => /^x-[abc]$/i.test(name));
  expect(sent).toEqual([
    ["X-A", "1"],
    ["X-A", "2"],
    ["x-b", "1"],
    ["X-A", "3"],
    ["X-C", "1"],
  ]);
});

test("a header of the function that API Gateway renames for other integrations keeps its name [measured: LocalStack]", async () => {
  const names = ["authorization", "expect", "host", "user-agent", "www-authenticate"];
  const { headers } = await returns({ headers: Object.fromEntries(names.map((name) => [name, "x"])) });
  for (const name of names) expect(headers[name]).toBe("x");
});

test("the content type of an error of the function is kept [AWS docs]", async () => {
  const { status, headers, body } = await returns({
    statusCode: 500,
    headers: { "Content-Type": "text/plain" },
    body: "no",
  });
  expect([status, headers["content-type"], body]).toEqual([500, "text/plain", "no"]);
  expect(headers).not.toHaveProperty("x-amzn-errortype");
});

const PNG = { body: "iVBORw==", isBase64Encoded: true };

test.each<[string, string | undefined, boolean]>([
  ["image/png", "image/png", true],
  ["image/png;q=0.8", "image/png;q=0.8", true],
  ["the first type image/png", "image/png, text/html", true],
  ["the first type text/html", "text/html, image/png", false],
  ["*/*, which is not listed", "*/*", false],
  ["IMAGE/PNG in upper case", "IMAGE/PNG", true],
  ["application/zip", "application/zip", true],
  ["application/*, which is not listed", "application/*", false],
  ["no type", undefined, false],
])(
  "a base64-encoded body is decoded by the first accepted type: %s [AWS docs; measured: ministack#767]",
  async (_, accept, isDecoded) => {
    const { bytes, body } = await api.call("POST /dev/", {
      headers: accept === undefined ? {} : { accept },
      body: JSON.stringify({ ...PNG, headers: { "content-type": "image/png" } }),
    });
    expect(isDecoded ? [...bytes] : body).toEqual(isDecoded ? [0x89, 0x50, 0x4e, 0x47] : PNG.body);
  },
);

test("a body that is not encoded is never decoded [AWS docs]", async () => {
  const { body } = await api.call("POST /dev/", {
    headers: { accept: "image/png" },
    body: JSON.stringify({ body: "iVBORw==" }),
  });
  expect(body).toBe("iVBORw==");
});

describe("an API with the binary type */*", () => {
  const all = restGateway({
    api: { binary_media_types: ["*/*"] },
    methods: { "ANY /": { to: "returnBody" } },
  });

  test.each<[string, string, string | undefined, boolean]>([
    ["decodes the body for text/html", "measured: ministack#767", "text/html", true],
    ["decodes the body for */*", "measured: serverless-apigw-binary#33", "*/*", true],
    ["sends the base64 text without Accept", "unverified", undefined, false],
  ])("%s [%s]", async (_, _source, accept, isDecoded) => {
    const { bytes, body } = await all.call("POST /dev/", {
      headers: accept === undefined ? {} : { accept },
      body: JSON.stringify(PNG),
    });
    expect(isDecoded ? [...bytes] : body).toEqual(isDecoded ? [0x89, 0x50, 0x4e, 0x47] : PNG.body);
  });
});
