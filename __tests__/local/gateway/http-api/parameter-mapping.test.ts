import { type ReceivedRequest, testBackend } from "../backend";
import type { StackDescription } from "../terraform-fixture";
import { testGateway } from "../test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
// - [measured]: tests of LocalStack, many of which ran against AWS

const endpoint = testBackend();

type Mappings = Readonly<Record<string, string>>;
/** Test cases. The expected result contains the headers and the query that the endpoint receives. */
type Rows = readonly (readonly [
  title: string,
  mappings: Mappings,
  expected: Readonly<Record<string, readonly string[]>>,
])[];

/** Returns a test case for an expression, which is mapped to the header `x-new`. */
function value(title: string, expression: string, ...lines: string[]): Rows[number] {
  return [title, { "append:header.x-new": expression }, { "x-new": lines }];
}

const VALUES: Rows = [
  value("static text is unchanged [AWS docs]", "just text", "just text"),
  value("a header matches in any case, with its values joined [AWS docs]", "$request.header.X-One", "a,b"),
  value("a query parameter has its values joined [AWS docs]", "$request.querystring.q", "1,2"),
  value("the name of a query parameter is case-sensitive [AWS docs]", "$request.querystring.Q", "3"),
  value("a path parameter is decoded [AWS docs]", "$request.path.id", "a b"),
  value("the path excludes the stage [AWS docs]", "$request.path", expect.stringMatching(/^\/r\d+\/a b$/)),
  value("a context variable has its value [AWS docs]", "$context.httpMethod", "POST"),
  value("a stage variable has its value [AWS docs]", "$stageVariables.color", "red"),
  value("a field of the body has its value [AWS docs]", "$request.body.name", "Ada"),
  value("a nested field of the body has its value [AWS docs]", "$request.body.nested.a.b", "deep"),
  value("a field of an array element has its value [AWS docs]", "$request.body.items[1].id", "second"),
  value("the whole body is unchanged [AWS docs]", "$request.body", expect.stringMatching(/^{.*}$/)),
  value("an array becomes JSON [measured]", "$request.body.pets", '["dog","cat"]'),
  value("a fraction becomes text [measured]", "$request.body.pi", "1.5"),
  value("an integer becomes text [unverified]", "$request.body.age", "5"),
  value(
    "expressions in braces are replaced [AWS docs]",
    "$${request.header.x-one}!$${context.httpMethod}",
    "a,b!POST",
  ),
  value("adjacent expressions are replaced [measured]", "$request.path.id$context.httpMethod", "a bPOST"),
  value(
    "expressions with text between them are replaced [measured]",
    "$context.httpMethod of $request.path.id",
    "POST of a b",
  ),
  value("a $ without an expression is text [measured]", "costs $5", "costs $5"),
  value("spaces around a value are trimmed [measured]", "  $request.body.spaced  ", "x"),
  value("a value with a line break is skipped [unverified]", "$request.body.lines"),
  value("a value that is invalid in a header is skipped [unverified]", "$request.body.coffee"),
  ...["header.none", "querystring.none", "path.none", "body.none", "body.nested.none.b", "body.null"].map(
    (name) => value(`$request.${name} without a value is skipped [measured]`, `$request.${name}`),
  ),
  value("a mapping with one absent value is skipped [measured]", "$context.httpMethod $request.header.none"),
  value("an unknown variable is skipped [measured]", "$context.none"),
  value("a whole authorizer is skipped [measured]", "$context.authorizer"),
];

const KEYS: Rows = [
  ["append adds a header line [AWS docs]", { "append:header.x-one": "c" }, { "x-one": ["a", "b", "c"] }],
  [
    "overwrite replaces all values of a header [AWS docs]",
    { "overwrite:header.X-One": "c" },
    { "x-one": ["c"] },
  ],
  ["overwrite creates an absent header [measured]", { "overwrite:header.x-new": "c" }, { "x-new": ["c"] }],
  [
    "overwrite without a value keeps the old values [measured]",
    { "overwrite:header.x-one": "$request.header.none" },
    { "x-one": ["a", "b"] },
  ],
  ["remove deletes a header [AWS docs]", { "remove:header.x-one": "''" }, { "x-one": [] }],
  [
    "remove of an absent header has no effect [measured]",
    { "remove:header.none": "''" },
    { "x-one": ["a", "b"] },
  ],
  [
    "overwrite has priority over append [measured]",
    { "overwrite:header.x-one": "c", "append:header.x-one": "d" },
    { "x-one": ["c"] },
  ],
  [
    "remove has priority over overwrite and append [measured]",
    { "remove:header.x-one": "''", "overwrite:header.x-one": "c", "append:header.x-one": "d" },
    { "x-one": [] },
  ],
  [
    "a suffix after the name distinguishes two mappings of one name [measured]",
    { "append:header.x-new.1": "1", "append:header.x-new.2": "2" },
    { "x-new": ["1", "2"] },
  ],
  [
    "append adds a query parameter [AWS docs]",
    { "append:querystring.q": "4" },
    { query: ["q=1&q=2&Q=3&q=4"] },
  ],
  [
    "overwrite replaces a query parameter [AWS docs]",
    { "overwrite:querystring.q": "4" },
    { query: ["Q=3&q=4"] },
  ],
  ["remove deletes a query parameter [AWS docs]", { "remove:querystring.q": "''" }, { query: ["Q=3"] }],
  [
    "spaces in a query value are kept [measured]",
    { "overwrite:querystring.q": " x ", "remove:querystring.Q": "''" },
    { query: ["q=+x+"] },
  ],
  [
    "a header can become a query parameter [AWS docs]",
    { "append:querystring.h": "$request.header.x-one" },
    { query: ["q=1&q=2&Q=3&h=a%2Cb"] },
  ],
];

const PATHS = [
  [
    "a path with an expression replaces the path [AWS docs]",
    "/other/$request.path.id",
    "/other/a%20b?q=1&q=2&Q=3",
  ],
  ["a path without a leading slash gets one [measured]", "other", "/other?q=1&q=2&Q=3"],
  ["a query in the path comes first [measured]", "/other?x=y", "/other?x=y&q=1&q=2&Q=3"],
  ["spaces around the path are trimmed [measured]", "  /other  ", "/other?q=1&q=2&Q=3"],
] as const;

const ROWS = [...VALUES, ...KEYS];
const mappedRoute = (request_parameters: Mappings) => ({
  to: `${endpoint.url}/own?own=1`,
  integration: { request_parameters },
});

function describeStack(): StackDescription {
  const rows = ROWS.map(([, mappings], index) => [`POST /r${index}/{id}`, mappedRoute(mappings)]);
  const paths = PATHS.map(([, path], index) => [
    `POST /p${index}/{id}`,
    mappedRoute({ "overwrite:path": path }),
  ]);
  return {
    stages: { dev: { stage_variables: { color: "red" } } },
    routes: Object.fromEntries([
      ...rows,
      ...paths,
      ["POST /function/{id}", { ...mappedRoute({ "append:header.x-new": "$request.path.id" }), to: "echo" }],
    ]),
  };
}

const api = testGateway(describeStack);
const BODY = JSON.stringify({
  name: "Ada",
  age: 5,
  pi: 1.5,
  pets: ["dog", "cat"],
  nested: { a: { b: "deep" } },
  items: [{ id: "first" }, { id: "second" }],
  spaced: "  x  ",
  lines: "a\r\nb: c",
  coffee: "☕",
  null: null,
  // A header value cannot contain the character itself, so the body contains its JSON escape sequence.
}).replace("☕", "\\u2615");

async function receive(route: string, body = BODY): Promise<ReceivedRequest> {
  const headers = ["X-One: a", "x-one: b"];
  return JSON.parse((await api.call(`POST /dev/${route}/a%20b?q=1&q=2&Q=3`, { headers, body })).body);
}

const TABLE = ROWS.map(([title, , lines], index) => [title, `r${index}`, lines] as const);

test.each(TABLE)("a request mapping: %s", async (_, route, expected) => {
  const { url, headers } = await receive(route);
  const lines = (name: string) => headers.filter(([key]) => key === name).map(([, value]) => value);
  const query = url.replace("/own?own=1&", "");
  const received = Object.keys(expected).map((name) => [name, name === "query" ? [query] : lines(name)]);
  expect(Object.fromEntries(received)).toEqual(expected);
});

test.each(PATHS.map(([title, , url], index) => [title, `p${index}`, url] as const))(
  "overwrite:path of a request mapping: %s",
  async (_, route, url) => {
    expect((await receive(route)).url).toBe(url);
  },
);

test.each([
  ["a body that is not JSON has no fields [measured]", "$request.body.name", "{", []],
  ["the whole body is trimmed at its end [measured]", "$request.body", "some text \n", ["some text"]],
  ["an empty body becomes an empty header [measured]", "$request.body", "", [""]],
  [
    "a field after the first 100 KB of a body is not read [AWS docs]",
    "$request.body.name",
    `{"name":"Ada","x":"${"x".repeat(102_400)}"}`,
    [],
  ],
])("the body in a request mapping: %s", async (_, expression, body, lines) => {
  const index = ROWS.findIndex(([, mappings]) => mappings["append:header.x-new"] === expression);
  const { headers } = await receive(`r${index}`, body);
  expect(headers.filter(([name]) => name === "x-new").map(([, value]) => value)).toEqual(lines);
});

test("a request mapping changes the event of a function [measured]", async () => {
  expect((await api.event("POST /dev/function/7")).headers["x-new"]).toBe("7");
});
