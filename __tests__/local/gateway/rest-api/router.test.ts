import { restGateway } from "./rest-fixture";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [measured]: LocalStack's tests (tests/aws/services/apigateway), which ran against AWS; the issues and pull requests
//   that a title names
// - [AWS docs]: the page api-gateway-known-issues of the developer guide

const echo = { to: "echo" };
const api = restGateway({
  stages: { dev: {}, v2: {} },
  methods: {
    "GET /": echo,
    "PATCH /users/me": echo,
    "GET /users/{id}": echo,
    "GET /things/real": echo,
    "ANY /things/{proxy+}": echo,
    "OPTIONS /preflight": echo,
    "GET /preflight/{x}": echo,
    "POST /admin": echo,
    "GET /A": echo,
    "GET /a": { to: "returnBody" },
    "ANY /any": echo,
    "POST /any": { to: "returnBody" },
    "GET /files/{path+}": echo,
    "GET /files/index": { to: "returnBody" },
    "GET /deep/literal/x": echo,
    "POST /deep/literal/y": echo,
    "GET /deep/{name}/y": echo,
    "GET /long/{path+}": echo,
    "GET /long/a/{path+}": echo,
    "POST /long/a/b": echo,
  },
});

/** API whose greedy resource below the root serves every path that no other resource serves. */
const open = restGateway({
  methods: {
    "GET /{proxy+}": echo,
    "POST /admin": echo,
    "OPTIONS /preflight": echo,
    "POST /group/list": echo,
    "GET /pets/{id}": echo,
  },
});

/** Returns the resource and the path parameters of the method that serves a request. */
async function served(line: string): Promise<unknown> {
  const { resource, pathParameters } = await api.event(line);
  return [resource, pathParameters];
}

test.each<[string, string, string, object | null]>([
  ["the root resource", "GET /dev/", "/", null],
  ["the root resource without a slash", "GET /dev", "/", null],
  ["a parameter", "GET /dev/users/7", "/users/{id}", { id: "7" }],
  ["a trailing slash", "GET /dev/users/7/", "/users/{id}", { id: "7" }],
  ["an encoded segment", "GET /dev/users/a%2Bb", "/users/{id}", { id: "a%2Bb" }],
  ["an encoded slash", "GET /dev/users/a%2Fb", "/users/{id}", { id: "a%2Fb" }],
  ["a greedy parameter", "GET /dev/files/a/b", "/files/{path+}", { path: "a/b" }],
  [
    "a greedy parameter with an inner double slash",
    "GET /dev/files/a//b",
    "/files/{path+}",
    { path: "a//b" },
  ],
  ["a greedy parameter with a trailing slash", "GET /dev/files/a/", "/files/{path+}", { path: "a" }],
  ["ANY", "DELETE /dev/any", "/any", null],
  ["ANY with another HTTP method", "PUT /dev/any", "/any", null],
  ["an upper-case path", "GET /dev/A", "/A", null],
  ["a slash before the stage", "GET //dev/users/7", "/users/{id}", { id: "7" }],
  ["a double slash after the stage", "GET /dev//users/7", "/users/{id}", { id: "7" }],
  ["an encoded slash in lower case", "GET /dev/users/%2f", "/users/{id}", { id: "%2f" }],
  ["the second stage", "GET /v2/users/7", "/users/{id}", { id: "7" }],
])("%s matches [measured: LocalStack, sls#11956]", async (_, line, resource, parameters) => {
  expect(await served(line)).toEqual([resource, parameters]);
});

test.each<[string, string, string, object]>([
  ["a literal without the method", "GET /dev/users/me", "/users/{id}", { id: "me" }],
  ["a literal of another method", "POST /dev/things/real", "/things/{proxy+}", { proxy: "real" }],
  ["a literal that has only OPTIONS", "GET /dev/preflight/x", "/preflight/{x}", { x: "x" }],
  [
    "a literal without the method, for the longest greedy resource,",
    "GET /dev/long/a/b",
    "/long/a/{path+}",
    { path: "b" },
  ],
])("%s is passed over [measured: floci#3399, ministack#1423]", async (_, line, resource, parameters) => {
  expect(await served(line)).toEqual([resource, parameters]);
});

test.each<[string, string, string, object]>([
  ["a literal that has only POST", "GET /dev/admin", "/{proxy+}", { proxy: "admin" }],
  ["a literal that has only OPTIONS", "GET /dev/preflight", "/{proxy+}", { proxy: "preflight" }],
  ["a resource without a method", "GET /dev/group", "/{proxy+}", { proxy: "group" }],
  ["a literal two levels below the root", "GET /dev/group/list", "/{proxy+}", { proxy: "group/list" }],
  ["the parent of a parameter", "GET /dev/pets", "/{proxy+}", { proxy: "pets" }],
])(
  "%s is passed over for an open greedy resource [measured: floci#3399, ministack#1423]",
  async (_, line, resource, parameters) => {
    const { resource: served, pathParameters } = await open.event(line);
    expect([served, pathParameters]).toEqual([resource, parameters]);
  },
);

test("a parameter beats a greedy parameter [measured: floci#3399]", async () => {
  expect((await open.event("GET /dev/pets/7")).resource).toBe("/pets/{id}");
});

test.each(["GET /dev", "GET /dev/"])(
  "a greedy resource does not match the root: %s gets 403 [measured: serverless-wsgi#20]",
  async (line) => {
    const { status, body } = await open.call(line);
    expect([status, body]).toEqual([403, '{"message":"Missing Authentication Token"}']);
  },
);

test.each(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "PUT"])(
  "ANY serves %s [measured: LocalStack]",
  async (method) => {
    expect((await api.call(`${method} /dev/any`)).status).toBe(200);
  },
);

test("ANY does not serve other HTTP methods [measured: LocalStack]", async () => {
  expect((await api.call("PROPFIND /dev/any")).status).toBe(403);
});

test("a match below a literal is given up for one below a parameter [unverified]", async () => {
  expect(await served("GET /dev/deep/literal/y")).toEqual(["/deep/{name}/y", { name: "literal" }]);
});

test("an exact method beats ANY, and a literal beats a greedy parameter [measured: LocalStack]", async () => {
  expect((await api.returns("POST /dev/any", { body: "exact" })).body).toBe("exact");
  expect((await api.call("GET /dev/files/index")).status).toBe(502);
});

test("paths are case-sensitive [measured: sls#11956]", async () => {
  expect((await api.call("GET /dev/a")).status).toBe(502);
  expect((await api.call("GET /dev/USERS/7")).status).toBe(403);
});

test.each([
  ["another path", "GET /dev/nothing"],
  ["another method", "GET /dev/admin"],
  ["a path below a resource", "POST /dev/admin/x"],
  ["a greedy parameter without a segment", "GET /dev/files"],
  ["a greedy parameter without a segment, with a slash", "GET /dev/files/"],
  ["OPTIONS, which has no automatic response", "OPTIONS /dev/users/7"],
])("%s gets 403, not 404 or 405 [measured: LocalStack, serverless-wsgi#20]", async (_, line) => {
  const { status, headers, body } = await api.call(line);
  expect([status, body]).toEqual([403, '{"message":"Missing Authentication Token"}']);
  expect(headers["x-amzn-errortype"]).toBe("MissingAuthenticationTokenException");
  expect(headers["content-length"]).toBe("42");
});

test("GET does not serve HEAD [measured: congress-api-docs#129]", async () => {
  const { status, body, headers } = await api.call("HEAD /dev/users/7");
  expect([status, body]).toEqual([403, ""]);
  expect(headers["x-amzn-errortype"]).toBe("MissingAuthenticationTokenException");
});

test("an unmatched path with another Authorization header gets a signature error [measured: sls#3205]", async () => {
  const { status, headers, body } = await api.call("GET /dev/nothing", {
    headers: { Authorization: "Bearer x" },
  });
  expect(status).toBe(403);
  expect(headers["x-amzn-errortype"]).toBe("IncompleteSignatureException");
  expect(JSON.parse(body).message).toMatch(
    /^Invalid key=value pair \(missing equal-sign\) in Authorization header \(hashed with SHA-256 and encoded with Base64\): '[\w+/]{43}='\.$/,
  );
});

test("a public method accepts any Authorization header [measured: LocalStack]", async () => {
  const { headers } = await api.event("GET /dev/users/7", { headers: { Authorization: "Bearer x" } });
  expect(headers.Authorization).toBe("Bearer x");
});

test.each(["GET /other/users/7", "GET /", "GET /users/7", "GET /DEV/users/7"])(
  "%s has no stage and gets 403 [measured: Serverless-Goat#14]",
  async (line) => {
    const { status, headers, body } = await api.call(line);
    expect([status, body]).toEqual([403, '{"message":"Forbidden"}']);
    expect(headers["x-amzn-errortype"]).toBe("ForbiddenException");
    expect(headers["content-length"]).toBe("23");
  },
);

test("the terminal names the stage and the URL of a request without a stage", async () => {
  api.takeLogs("request");
  await api.call("GET /users/7");
  const url = new URL("/dev/users/7", api.local.url).href;
  expect(api.takeLogs("request")).toEqual([
    expect.stringContaining(`the API has no stage "users". The stages are "dev", "v2": ${url}`),
  ]);
});

test("X-HTTP-Method-Override changes the method [AWS docs]", async () => {
  const { httpMethod } = await api.event("POST /dev/users/7", {
    headers: { "X-HTTP-Method-Override": "GET" },
  });
  expect(httpMethod).toBe("GET");
});
