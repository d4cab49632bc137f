import { served } from "../test-gateway";

// Facts: http-api-develop-integrations-lambda, API Gateway developer guide (D); captures of the live service by
// aws/aws-lambda-dotnet, Tools/LambdaTestTool-v2 (C); LocalStack's tests, which were run against AWS (M).

const api = served({
  routes: {
    "ANY /v2": { to: "say" },
    "ANY /v1": { to: "say", integration: { payload_format_version: "1.0" } },
  },
});

const JSON_TYPE = "application/json";
const TEXT_TYPE = "text/plain; charset=utf-8";
const BROKEN = '{"message":"Internal Server Error"}';

type Rows = readonly (readonly [
  fact: string,
  returned: unknown,
  status: number,
  type: string,
  body: string,
])[];

const INFERRED: Rows = [
  ["an object (C)", { a: [1] }, 200, JSON_TYPE, '{"a":[1]}'],
  ["an empty object (M)", {}, 200, JSON_TYPE, "{}"],
  ["a list (C)", [1, 2], 200, JSON_TYPE, "[1,2]"],
  ["a number (D)", 5, 200, JSON_TYPE, "5"],
  ["a text, unquoted (C)", "hello", 200, JSON_TYPE, "hello"],
  ["an empty text is an empty body (C)", "", 200, JSON_TYPE, ""],
  ["a text that is broken JSON (C)", '{"a":', 200, JSON_TYPE, '{"a":'],
  ['the text "errorMessage" (M)', "errorMessage", 200, JSON_TYPE, "errorMessage"],
  ["null (M)", null, 200, JSON_TYPE, "null"],
  ["undefined is null (M)", undefined, 200, JSON_TYPE, "null"],
  ["an object with errorMessage is a failure (M)", { errorMessage: "x" }, 500, JSON_TYPE, BROKEN],
];

const STRUCTURED: Rows = [
  ["a status alone (C)", { statusCode: 201 }, 201, TEXT_TYPE, ""],
  ["a body is text where nothing is said (C)", { statusCode: 200, body: "x" }, 200, TEXT_TYPE, "x"],
  [
    "its own content type (D)",
    { statusCode: 200, headers: { "Content-Type": "a/b" }, body: "x" },
    200,
    "a/b",
    "x",
  ],
  ["a body of null (?)", { statusCode: 200, body: null }, 200, TEXT_TYPE, ""],
  ["a status as text (M)", { statusCode: "201" }, 201, TEXT_TYPE, ""],
  ["what nobody knows is ignored (M)", { statusCode: 200, other: 1 }, 200, TEXT_TYPE, ""],
  ["base64 (D)", { statusCode: 200, body: "aMOp", isBase64Encoded: true }, 200, TEXT_TYPE, "hé"],
  ["a status of 0 (C)", { statusCode: 0 }, 500, JSON_TYPE, BROKEN],
  ["a fraction as status (C)", { statusCode: 200.5 }, 500, JSON_TYPE, BROKEN],
  ["a word as status (M)", { statusCode: "test" }, 500, JSON_TYPE, BROKEN],
  ["a status of null (?)", { statusCode: null }, 500, JSON_TYPE, BROKEN],
  ["a status of 100, which is no answer (?)", { statusCode: 100 }, 500, JSON_TYPE, BROKEN],
  ["a body that is an object (M)", { statusCode: 200, body: { a: 1 } }, 500, JSON_TYPE, BROKEN],
  ["a body that is a number (M)", { statusCode: 200, body: 5 }, 500, JSON_TYPE, BROKEN],
  ["isBase64Encoded that is text (M)", { statusCode: 200, isBase64Encoded: "true" }, 500, JSON_TYPE, BROKEN],
  ["a list as a header's value (?)", { statusCode: 200, headers: { a: ["b"] } }, 500, JSON_TYPE, BROKEN],
  ["an object as a header's value (?)", { statusCode: 200, headers: { a: {} } }, 500, JSON_TYPE, BROKEN],
];

describe("format 2.0", () => {
  const cookies: Rows = [
    ["cookies that are an object (M)", { statusCode: 200, cookies: {} }, 500, JSON_TYPE, BROKEN],
    ["cookies that are text (M)", { statusCode: 200, cookies: "a=1" }, 500, JSON_TYPE, BROKEN],
  ];

  test.each([...INFERRED, ...STRUCTURED, ...cookies])("%s", async (_, returned, status, type, body) => {
    const reply = await api.says("POST /v2", returned);
    expect(reply).toMatchObject({ status, body });
    expect(reply.headers).toMatchObject({
      "content-type": type,
      "content-length": String(Buffer.byteLength(body)),
    });
  });
});

describe("format 1.0", () => {
  const more: Rows = INFERRED.map(([fact, returned]) => [
    `nothing is inferred: ${fact}`,
    returned,
    500,
    JSON_TYPE,
    BROKEN,
  ]);
  const lists: Rows = [
    ["headers alone (M)", { headers: { a: "b" } }, 500, JSON_TYPE, BROKEN],
    [
      "a text among multiValueHeaders (M)",
      { statusCode: 200, multiValueHeaders: { a: "b" } },
      500,
      JSON_TYPE,
      BROKEN,
    ],
    ["cookies are nothing to it (D)", { statusCode: 200, cookies: "a=1" }, 200, TEXT_TYPE, ""],
  ];

  test.each([...more, ...STRUCTURED, ...lists])("%s", async (_, returned, status, type, body) => {
    const reply = await api.says("POST /v1", returned);
    expect(reply).toMatchObject({ status, body });
    expect(reply.headers["content-type"]).toBe(type);
  });

  test("headers and multiValueHeaders of one name are all sent, the former first (C)", async () => {
    const { rawHeaders } = await api.says("POST /v1", {
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

test("a malformed answer is told in the log, and not to the caller (ours)", async () => {
  api.lines("request");
  await api.says("POST /v2", { statusCode: 200, body: { a: 1 } });
  expect(api.lines("request")).toEqual([
    expect.stringContaining(
      'the function returned a body that is no text, {"a":1}; give JSON.stringify of it',
    ),
  ]);
});

describe("the headers of an answer", () => {
  async function rawHeaders(returned: object) {
    const { rawHeaders } = await api.says("POST /v2", { statusCode: 200, ...returned });
    return rawHeaders;
  }

  test("over HTTP/1.1 they are these, the function's names in train case (C)", async () => {
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

  test("cookies come as set-cookie, before any that the headers name (M)", async () => {
    const sent = await rawHeaders({ headers: { "set-cookie": "c=3" }, cookies: ["a=1; Secure", "b=2"] });
    expect(sent.filter(([name]) => name === "Set-Cookie").map(([, value]) => value)).toEqual([
      "a=1; Secure",
      "b=2",
      "c=3",
    ]);
  });

  test.each([
    ["true is text (M)", true, "true"],
    ["a number is text (?)", 5, "5"],
    ["an empty text is sent (?)", "", ""],
    ["a letter of Latin-1 is a byte (?)", "é", "é"],
  ])("%s", async (_, value, text) => {
    expect(await rawHeaders({ headers: { "x-one": value } })).toContainEqual(["X-One", text]);
  });

  test("null is left out (?)", async () => {
    expect((await rawHeaders({ headers: { "x-one": null } })).map(([name]) => name)).not.toContain("X-One");
  });

  const connection = {
    connection: "close",
    "content-length": "1",
    date: "never",
    upgrade: "h2c",
    "transfer-encoding": "chunked",
  };
  const lists = Object.fromEntries(Object.entries(connection).map(([name, value]) => [name, [value]]));

  test.each([
    ["2.0", "/v2", { headers: connection }],
    ["1.0", "/v1", { headers: connection }],
    ["1.0, by lists", "/v1", { multiValueHeaders: lists }],
  ])("those of the connection are the service's own: format %s (M)", async (_, path, returned) => {
    const reply = await api.says(`POST ${path}`, { statusCode: 200, body: "abc", ...returned });
    const sent = reply.rawHeaders;
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

test.each([204, 304])("an answer %j has no body, whatever the function says (?)", async (statusCode) => {
  const { headers, body } = await api.says("POST /v2", { statusCode, body: "abc" });
  expect([body, headers["content-length"]]).toEqual(["", undefined]);
});

test("an answer to HEAD has a length and no body (?)", async () => {
  const { headers, body } = await api.call("HEAD /v2", { body: '{"statusCode":200,"body":"abc"}' });
  expect([body, headers["content-length"]]).toEqual(["", "3"]);
});
