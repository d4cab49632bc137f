import { testGateway } from "../test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// - [captured]: responses in aws/aws-lambda-dotnet (Tools/LambdaTestTool-v2)
// - [measured]: tests of LocalStack, which ran against AWS

const api = testGateway({
  routes: {
    "ANY /v2": { to: "returnBody" },
    "ANY /v1": { to: "returnBody", integration: { payload_format_version: "1.0" } },
  },
});

const JSON_TYPE = "application/json";
const TEXT_TYPE = "text/plain; charset=utf-8";
const INTERNAL_ERROR = '{"message":"Internal Server Error"}';

type Rows = readonly (readonly [
  title: string,
  returned: unknown,
  status: number,
  type: string,
  body: string,
])[];

const INFERRED: Rows = [
  ["an object becomes a JSON body [captured]", { a: [1] }, 200, JSON_TYPE, '{"a":[1]}'],
  ["an empty object becomes a JSON body [measured]", {}, 200, JSON_TYPE, "{}"],
  ["an array becomes a JSON body [captured]", [1, 2], 200, JSON_TYPE, "[1,2]"],
  ["a number becomes a JSON body [AWS docs]", 5, 200, JSON_TYPE, "5"],
  ["a string becomes the body without quotes [captured]", "hello", 200, JSON_TYPE, "hello"],
  ["an empty string becomes an empty body [captured]", "", 200, JSON_TYPE, ""],
  ["a string of invalid JSON is unchanged [captured]", '{"a":', 200, JSON_TYPE, '{"a":'],
  ['the string "errorMessage" is unchanged [measured]', "errorMessage", 200, JSON_TYPE, "errorMessage"],
  ["null becomes a JSON body [measured]", null, 200, JSON_TYPE, "null"],
  ["undefined becomes null [measured]", undefined, 200, JSON_TYPE, "null"],
  [
    "an object with errorMessage is a failure [measured]",
    { errorMessage: "x" },
    500,
    JSON_TYPE,
    INTERNAL_ERROR,
  ],
];

const STRUCTURED: Rows = [
  ["a status alone has an empty body [captured]", { statusCode: 201 }, 201, TEXT_TYPE, ""],
  ["a body without a content type is text [captured]", { statusCode: 200, body: "x" }, 200, TEXT_TYPE, "x"],
  [
    "a content type of the function is used [AWS docs]",
    { statusCode: 200, headers: { "Content-Type": "a/b" }, body: "x" },
    200,
    "a/b",
    "x",
  ],
  ["a null body is empty [unverified]", { statusCode: 200, body: null }, 200, TEXT_TYPE, ""],
  ["a status as a string is valid [measured]", { statusCode: "201" }, 201, TEXT_TYPE, ""],
  ["an unknown field is ignored [measured]", { statusCode: 200, other: 1 }, 200, TEXT_TYPE, ""],
  [
    "a base64 body is decoded [AWS docs]",
    { statusCode: 200, body: "aMOp", isBase64Encoded: true },
    200,
    TEXT_TYPE,
    "hé",
  ],
  ["a status of 0 is invalid [captured]", { statusCode: 0 }, 500, JSON_TYPE, INTERNAL_ERROR],
  ["a fractional status is invalid [captured]", { statusCode: 200.5 }, 500, JSON_TYPE, INTERNAL_ERROR],
  ["a word as status is invalid [measured]", { statusCode: "test" }, 500, JSON_TYPE, INTERNAL_ERROR],
  ["a null status is invalid [unverified]", { statusCode: null }, 500, JSON_TYPE, INTERNAL_ERROR],
  ["a status of 100 is invalid [unverified]", { statusCode: 100 }, 500, JSON_TYPE, INTERNAL_ERROR],
  [
    "an object as body is invalid [measured]",
    { statusCode: 200, body: { a: 1 } },
    500,
    JSON_TYPE,
    INTERNAL_ERROR,
  ],
  ["a number as body is invalid [measured]", { statusCode: 200, body: 5 }, 500, JSON_TYPE, INTERNAL_ERROR],
  [
    "isBase64Encoded as a string is invalid [measured]",
    { statusCode: 200, isBase64Encoded: "true" },
    500,
    JSON_TYPE,
    INTERNAL_ERROR,
  ],
  [
    "an array as header value is invalid [unverified]",
    { statusCode: 200, headers: { a: ["b"] } },
    500,
    JSON_TYPE,
    INTERNAL_ERROR,
  ],
  [
    "an object as header value is invalid [unverified]",
    { statusCode: 200, headers: { a: {} } },
    500,
    JSON_TYPE,
    INTERNAL_ERROR,
  ],
];

describe("payload format 2.0", () => {
  const cookies: Rows = [
    [
      "an object as cookies is invalid [measured]",
      { statusCode: 200, cookies: {} },
      500,
      JSON_TYPE,
      INTERNAL_ERROR,
    ],
    [
      "a string as cookies is invalid [measured]",
      { statusCode: 200, cookies: "a=1" },
      500,
      JSON_TYPE,
      INTERNAL_ERROR,
    ],
  ];

  test.each([...INFERRED, ...STRUCTURED, ...cookies])(
    "a result in format 2.0: %s",
    async (_, returned, status, type, body) => {
      const response = await api.returns("POST /v2", returned);
      expect(response).toMatchObject({ status, body });
      expect(response.headers).toMatchObject({
        "content-type": type,
        "content-length": String(Buffer.byteLength(body)),
      });
    },
  );
});

describe("payload format 1.0", () => {
  const more: Rows = INFERRED.map(([title, returned]) => [
    `a value without statusCode is invalid: ${title}`,
    returned,
    500,
    JSON_TYPE,
    INTERNAL_ERROR,
  ]);
  const lists: Rows = [
    ["headers alone are invalid [measured]", { headers: { a: "b" } }, 500, JSON_TYPE, INTERNAL_ERROR],
    [
      "a string in multiValueHeaders is invalid [measured]",
      { statusCode: 200, multiValueHeaders: { a: "b" } },
      500,
      JSON_TYPE,
      INTERNAL_ERROR,
    ],
    ["cookies are ignored [AWS docs]", { statusCode: 200, cookies: "a=1" }, 200, TEXT_TYPE, ""],
  ];

  test.each([...more, ...STRUCTURED, ...lists])(
    "a result in format 1.0: %s",
    async (_, returned, status, type, body) => {
      const response = await api.returns("POST /v1", returned);
      expect(response).toMatchObject({ status, body });
      expect(response.headers["content-type"]).toBe(type);
    },
  );

  test("headers are sent before multiValueHeaders of the same name [captured]", async () => {
    const { rawHeaders } = await api.returns("POST /v1", {
      statusCode: 200,
      headers: { one: "1" },
      multiValueHeaders: { One: ["2", "3"], two: ["4"] },
    });
    expect(rawHeaders.filter(([name]) => /^(one|two)$/i.test(name))).toEqual([
      ["One", "1"],
      ["One", "2"],
      ["One", "3"],
      ["Two", "4"],
    ]);
  });
});

test("a malformed result is logged, and the caller does not see it [our choice]", async () => {
  api.takeLogs("request");
  await api.returns("POST /v2", { statusCode: 200, body: { a: 1 } });
  expect(api.takeLogs("request")).toEqual([
    expect.stringContaining(
      'invalid Lambda proxy response: body {"a":1} must be a string; use JSON.stringify()',
    ),
  ]);
});

test.each<[string, object | string, string, string]>([
  [
    "with errors of the input",
    {
      code: "invalid-input",
      detail: "The request is invalid.",
      errors: [
        { in: "body", path: "/price", message: "too small\nforged line" },
        { in: "query", message: "x" },
      ],
    },
    "application/problem+json",
    "  invalid-input: body /price too small\\nforged line; query x (ANY /v2)",
  ],
  [
    "without errors",
    { code: "missing-group", detail: "The caller must be an admin." },
    "application/problem+json; charset=utf-8",
    "  missing-group: The caller must be an admin. (ANY /v2)",
  ],
  ["with a body that is not JSON", "{", "application/problem+json", "  problem: no detail (ANY /v2)"],
  [
    "with a long detail",
    { code: "a", detail: "x".repeat(400) },
    "application/problem+json",
    `${"x".repeat(297)}… (ANY /v2)`,
  ],
  ["of another type", { code: "a", detail: "b" }, "application/json", " ms"],
])(
  "the terminal shows the reason of a response with problem details: %s",
  async (_, body, type, expected) => {
    api.takeLogs("request");
    const text = typeof body === "string" ? body : JSON.stringify(body);
    await api.returns("POST /v2", { statusCode: 400, headers: { "Content-Type": type }, body: text });
    const [line = ""] = api.takeLogs("request");
    expect(line.slice(-expected.length)).toBe(expected);
  },
);

describe("response headers", () => {
  async function rawHeaders(returned: object) {
    const { rawHeaders } = await api.returns("POST /v2", { statusCode: 200, ...returned });
    return rawHeaders;
  }

  test("a response over HTTP/1.1 has the function's header names in train case [captured]", async () => {
    expect(await rawHeaders({ headers: { myheader: "1", "x-MINE": "2" }, body: "abc" })).toEqual([
      ["Date", expect.stringMatching(/ GMT$/)],
      ["Content-Type", TEXT_TYPE],
      ["Content-Length", "3"],
      ["Connection", "keep-alive"],
      ["Myheader", "1"],
      ["X-Mine", "2"],
      ["Apigw-Requestid", expect.stringMatching(/^[\w-]{15}=$/)],
    ]);
  });

  test("cookies become set-cookie headers, before those of the function [measured]", async () => {
    const sent = await rawHeaders({ headers: { "set-cookie": "c=3" }, cookies: ["a=1; Secure", "b=2"] });
    expect(sent.filter(([name]) => name === "Set-Cookie").map(([, value]) => value)).toEqual([
      "a=1; Secure",
      "b=2",
      "c=3",
    ]);
  });

  test.each([
    ["true becomes text [measured]", true, "true"],
    ["a number becomes text [unverified]", 5, "5"],
    ["an empty string is sent [unverified]", "", ""],
    ["a Latin-1 letter is sent as one byte [unverified]", "é", "é"],
  ])("a header value: %s", async (_, value, text) => {
    expect(await rawHeaders({ headers: { "x-one": value } })).toContainEqual(["X-One", text]);
  });

  test("a null header value is left out [unverified]", async () => {
    expect((await rawHeaders({ headers: { "x-one": null } })).map(([name]) => name)).not.toContain("X-One");
  });

  const connectionHeaders = {
    connection: "close",
    "content-length": "1",
    date: "never",
    upgrade: "h2c",
    "transfer-encoding": "chunked",
  };
  const lists = Object.fromEntries(Object.entries(connectionHeaders).map(([name, value]) => [name, [value]]));

  test.each([
    ["2.0", "/v2", { headers: connectionHeaders }],
    ["1.0", "/v1", { headers: connectionHeaders }],
    ["1.0 with multiValueHeaders", "/v1", { multiValueHeaders: lists }],
  ])("connection headers of the function are replaced in format %s [measured]", async (_, path, returned) => {
    const response = await api.returns(`POST ${path}`, { statusCode: 200, body: "abc", ...returned });
    const sent = response.rawHeaders;
    expect(sent.map(([name]) => name)).toEqual([
      "Date",
      "Content-Type",
      "Content-Length",
      "Connection",
      "Apigw-Requestid",
    ]);
    expect(sent.map(([, value]) => value)).not.toContain("never");
  });
});

test.each([204, 304])("a response with status %j has no body [unverified]", async (statusCode) => {
  const { headers, body } = await api.returns("POST /v2", { statusCode, body: "abc" });
  expect([body, headers["content-length"]]).toEqual(["", undefined]);
});

test("a response to HEAD has a length and no body [unverified]", async () => {
  const { headers, body } = await api.call("HEAD /v2", { body: '{"statusCode":200,"body":"abc"}' });
  expect([body, headers["content-length"]]).toEqual(["", "3"]);
});
