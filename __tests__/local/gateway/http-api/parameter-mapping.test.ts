import { backend, type Seen } from "../backend";
import type { Described } from "../terraform-fixture";
import { served } from "../test-gateway";

// Facts: http-api-parameter-mapping, API Gateway developer guide (D); LocalStack's tests, of which many were run against
// AWS (M).

const behind = backend();

type Mappings = Readonly<Record<string, string>>;
/** What the address behind sees: the lines of the header `x-new`, or `x-one`, and its query. */
type Rows = readonly (readonly [
  fact: string,
  mappings: Mappings,
  seen: Readonly<Record<string, readonly string[]>>,
])[];

/** What stands in `append:header.x-new`. */
function value(fact: string, expression: string, ...lines: string[]): Rows[number] {
  return [fact, { "append:header.x-new": expression }, { "x-new": lines }];
}

const VALUES: Rows = [
  value("static text (D)", "just text", "just text"),
  value("a header, its name in any case, its values joined (D)", "$request.header.X-One", "a,b"),
  value("a query parameter, its values joined (D)", "$request.querystring.q", "1,2"),
  value("a query parameter, by case (D)", "$request.querystring.Q", "3"),
  value("a path parameter (D)", "$request.path.id", "a b"),
  value("the path, without the stage (D)", "$request.path", expect.stringMatching(/^\/r\d+\/a b$/)),
  value("a context variable (D)", "$context.httpMethod", "POST"),
  value("a stage variable (D)", "$stageVariables.color", "red"),
  value("a field of the body (D)", "$request.body.name", "Ada"),
  value("one below (D)", "$request.body.nested.a.b", "deep"),
  value("one of a list (D)", "$request.body.items[1].id", "second"),
  value("the body as a whole (D)", "$request.body", expect.stringMatching(/^{.*}$/)),
  value("a whole list is JSON (M)", "$request.body.pets", '["dog","cat"]'),
  value("a fraction (M)", "$request.body.pi", "1.5"),
  value("a number (?)", "$request.body.age", "5"),
  value("in braces (D)", "$${request.header.x-one}!$${context.httpMethod}", "a,b!POST"),
  value("several, one after the other (M)", "$request.path.id$context.httpMethod", "a bPOST"),
  value("several, with text between (M)", "$context.httpMethod of $request.path.id", "POST of a b"),
  value("a $ with nothing that follows is text (M)", "costs $5", "costs $5"),
  value("the spaces around it are not sent (M)", "  $request.body.spaced  ", "x"),
  value("a line break cannot be sent: left out (?)", "$request.body.lines"),
  value("a letter that no header has cannot be sent: left out (?)", "$request.body.coffee"),
  ...["header.none", "querystring.none", "path.none", "body.none", "body.nested.none.b", "body.null"].map(
    (one) => value(`$request.${one} is nothing: left out (M)`, `$request.${one}`),
  ),
  value("one of several is nothing: left out (M)", "$context.httpMethod $request.header.none"),
  value("an unknown variable is nothing: left out (M)", "$context.none"),
  value("a whole authorizer is nothing: left out (M)", "$context.authorizer"),
];

const KEYS: Rows = [
  ["append adds a line (D)", { "append:header.x-one": "c" }, { "x-one": ["a", "b", "c"] }],
  ["overwrite leaves one (D)", { "overwrite:header.X-One": "c" }, { "x-one": ["c"] }],
  ["overwrite makes one (M)", { "overwrite:header.x-new": "c" }, { "x-new": ["c"] }],
  [
    "overwrite by nothing leaves what there was (M)",
    { "overwrite:header.x-one": "$request.header.none" },
    { "x-one": ["a", "b"] },
  ],
  ["remove removes (D)", { "remove:header.x-one": "''" }, { "x-one": [] }],
  ["remove of nothing does nothing (M)", { "remove:header.none": "''" }, { "x-one": ["a", "b"] }],
  [
    "overwrite before append (M)",
    { "overwrite:header.x-one": "c", "append:header.x-one": "d" },
    { "x-one": ["c"] },
  ],
  [
    "remove before both (M)",
    { "remove:header.x-one": "''", "overwrite:header.x-one": "c", "append:header.x-one": "d" },
    { "x-one": [] },
  ],
  [
    "what follows a name tells two of one name apart (M)",
    { "append:header.x-new.1": "1", "append:header.x-new.2": "2" },
    { "x-new": ["1", "2"] },
  ],
  ["append to the query (D)", { "append:querystring.q": "4" }, { query: ["q=1&q=2&Q=3&q=4"] }],
  ["overwrite in the query (D)", { "overwrite:querystring.q": "4" }, { query: ["Q=3&q=4"] }],
  ["remove from the query (D)", { "remove:querystring.q": "''" }, { query: ["Q=3"] }],
  [
    "spaces stay in the query (M)",
    { "overwrite:querystring.q": " x ", "remove:querystring.Q": "''" },
    { query: ["q=+x+"] },
  ],
  [
    "a header is also a parameter (D)",
    { "append:querystring.h": "$request.header.x-one" },
    { query: ["q=1&q=2&Q=3&h=a%2Cb"] },
  ],
];

const PATHS = [
  ["its own path (D)", "/other/$request.path.id", "/other/a%20b?q=1&q=2&Q=3"],
  ["without a slash (M)", "other", "/other?q=1&q=2&Q=3"],
  ["with a query (M)", "/other?x=y", "/other?x=y&q=1&q=2&Q=3"],
  ["with spaces around (M)", "  /other  ", "/other?q=1&q=2&Q=3"],
] as const;

const ROWS = [...VALUES, ...KEYS];
const mapping = (request_parameters: Mappings) => ({
  to: `${behind.url}/own?own=1`,
  integration: { request_parameters },
});

function described(): Described {
  const rows = ROWS.map(([, mappings], index) => [`POST /r${index}/{id}`, mapping(mappings)]);
  const paths = PATHS.map(([, path], index) => [`POST /p${index}/{id}`, mapping({ "overwrite:path": path })]);
  return {
    stages: { dev: { stage_variables: { color: "red" } } },
    routes: Object.fromEntries([
      ...rows,
      ...paths,
      ["POST /function/{id}", { ...mapping({ "append:header.x-new": "$request.path.id" }), to: "echo" }],
    ]),
  };
}

const api = served(described);
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
  // As an escape, so that the body as a whole can be a header.
}).replace("☕", "\\u2615");

async function seen(route: string, body = BODY): Promise<Seen> {
  const headers = ["X-One: a", "x-one: b"];
  return JSON.parse((await api.call(`POST /dev/${route}/a%20b?q=1&q=2&Q=3`, { headers, body })).body);
}

const table = ROWS.map(([fact, , lines], index) => [fact, `r${index}`, lines] as const);

test.each(table)("a request: %s", async (_, route, expected) => {
  const { url, headers } = await seen(route);
  const lines = (name: string) => headers.filter(([one]) => one === name).map(([, value]) => value);
  const query = url.replace("/own?own=1&", "");
  const found = Object.keys(expected).map((name) => [name, name === "query" ? [query] : lines(name)]);
  expect(Object.fromEntries(found)).toEqual(expected);
});

test.each(PATHS.map(([fact, , url], index) => [fact, `p${index}`, url] as const))(
  "overwrite:path, %s",
  async (_, route, url) => {
    expect((await seen(route)).url).toBe(url);
  },
);

test.each([
  ["a body that is no JSON has no fields (M)", "$request.body.name", "{", []],
  ["a body as a whole, without the spaces at its end (M)", "$request.body", "some text \n", ["some text"]],
  ["an empty body is an empty header (M)", "$request.body", "", [""]],
  [
    "of a long body 100 KB are looked at (D)",
    "$request.body.name",
    `{"name":"Ada","x":"${"x".repeat(102_400)}"}`,
    [],
  ],
])("%s", async (_, expression, body, lines) => {
  const index = ROWS.findIndex(([, mappings]) => mappings["append:header.x-new"] === expression);
  const { headers } = await seen(`r${index}`, body);
  expect(headers.filter(([name]) => name === "x-new").map(([, value]) => value)).toEqual(lines);
});

test("a function's event is mapped too (M)", async () => {
  expect((await api.event("POST /dev/function/7")).headers["x-new"]).toBe("7");
});
