import { testGateway } from "../test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
// - [captured]: requests to AWS, such as those in mantil-io/go-lambda-examples
// - [measured]: tests of LocalStack that ran against AWS, and KensioSoftware/yulin

const echo = { to: "echo" };

describe("the example of the guide [AWS docs]", () => {
  const api = testGateway({
    // The expected route does not depend on the order of the declarations.
    routes: {
      $default: echo,
      "ANY /{proxy+}": echo,
      "GET /pets/{proxy+}": echo,
      "GET /pets/dog/{id}": echo,
      "GET /pets/dog/1": echo,
    },
  });

  test.each([
    ["GET /pets/dog/1", "GET /pets/dog/1"],
    ["GET /pets/dog/2", "GET /pets/dog/{id}"],
    ["GET /pets/cat/1", "GET /pets/{proxy+}"],
    ["GET /pets/dog/2/toys", "GET /pets/{proxy+}"],
    ["POST /test/5", "ANY /{proxy+}"],
  ])("the request %s matches route %s", async (line, routeKey) => {
    expect((await api.event(line)).routeKey).toBe(routeKey);
  });
});

const api = testGateway({
  routes: {
    "GET /metrics": echo,
    "ANY /metrics": echo,
    "GET /once": echo,
    "GET /handler/{proxy+}": echo,
    "GET /users/{id}": echo,
    "GET /users/me": echo,
    "ANY /users/{id}": echo,
    "ANY /deep/{proxy+}": echo,
    "ANY /deep/er/{proxy+}": echo,
    "GET /deep/{proxy+}": echo,
    "ANY /deep/full": echo,
    "GET /a/b": echo,
    "GET /path/{one}/to/{two}": echo,
    "GET /{a}/{b}": echo,
    "GET /greedy/{proxy+}": echo,
  },
});

const ROWS: readonly (readonly [
  title: string,
  line: string,
  routeKey: string,
  parameters: object | undefined,
])[] = [
  ["an exact method has priority over ANY [AWS docs]", "GET /metrics", "GET /metrics", undefined],
  ["ANY matches every other method [AWS docs]", "PATCH /metrics", "ANY /metrics", undefined],
  ["a literal has priority over a parameter [measured]", "GET /users/me", "GET /users/me", undefined],
  [
    "a literal of another method does not match [AWS docs]",
    "POST /users/me",
    "ANY /users/{id}",
    { id: "me" },
  ],
  ["a full match has priority over a greedy one [AWS docs]", "GET /deep/full", "ANY /deep/full", undefined],
  [
    "a full match of parameters has priority over a greedy one [AWS docs]",
    "GET /greedy/x",
    "GET /{a}/{b}",
    { a: "greedy", b: "x" },
  ],
  [
    "the greedy route with the longest prefix wins [measured]",
    "GET /deep/er/x",
    "ANY /deep/er/{proxy+}",
    { proxy: "x" },
  ],
  [
    "a greedy route with an exact method wins over ANY [measured]",
    "GET /deep/x/y",
    "GET /deep/{proxy+}",
    { proxy: "x/y" },
  ],
  [
    "a greedy parameter matches an empty rest after a slash [captured: mantil]",
    "GET /handler/",
    "GET /handler/{proxy+}",
    { proxy: "" },
  ],
  [
    "a path can have several parameters [AWS docs]",
    "GET /path/1/to/2",
    "GET /path/{one}/to/{two}",
    { one: "1", two: "2" },
  ],
  ["leading slashes count as one [measured]", "GET //metrics", "GET /metrics", undefined],
  ["a needlessly encoded letter matches [unverified]", "GET /m%65trics", "GET /metrics", undefined],
  [
    "an encoded slash does not split a segment [unverified]",
    "GET /users/a%2Fb",
    "GET /users/{id}",
    { id: "a/b" },
  ],
  ["the query is ignored [AWS docs]", "GET /metrics?/once", "GET /metrics", undefined],
];

describe("the route of a request", () => {
  test.each(ROWS)("a route is selected: %s: %s", async (_, line, routeKey, parameters) => {
    const event = await api.event(line);
    expect([event.routeKey, event.pathParameters]).toEqual([routeKey, parameters]);
  });
});

describe("requests without a route", () => {
  test.each([
    ["no route has the path [AWS docs]", "GET /none"],
    ["no route has the method; API Gateway has no 405 [AWS docs]", "POST /once"],
    ["OPTIONS without CORS has no route [captured]", "OPTIONS /once"],
    ["HEAD does not match a GET route [unverified]", "HEAD /once"],
    ["a trailing slash does not match [unverified: sources disagree]", "GET /metrics/"],
    ["a greedy route needs its slash [unverified]", "GET /handler"],
    ["a parameter cannot be empty [unverified]", "GET /users/"],
    ["a parameter matches only one segment [AWS docs]", "GET /users/1/2"],
    ["a path is case-sensitive [unverified]", "GET /Metrics"],
    ["an encoded slash does not match a literal one [unverified]", "GET /a%2Fb"],
    ["the root path has no route [AWS docs]", "GET /"],
  ])("a request without a route returns 404: %s: %s", async (_, line) => {
    const { status, headers, body } = await api.call(line);
    expect(status).toBe(404);
    expect(headers).toMatchObject({ "content-type": "application/json", "content-length": "23" });
    if (!line.startsWith("HEAD")) expect(body).toBe('{"message":"Not Found"}');
  });
});

describe("a route with a literal that a URL percent-encodes [unverified]", () => {
  const LITERALS = ["café", "caf%C3%A9", "caf%c3%a9", "%61", "a b", "a%20b", "a%2Fb"];
  const api = testGateway({
    routes: Object.fromEntries(
      [...LITERALS.map((literal) => `GET /${literal}`), "$default"].map((key) => [key, echo]),
    ),
  });

  test.each([
    "/caf%C3%A9",
    "/caf%c3%a9",
    "/caf%25C3%25A9",
    "/a",
    "/%61",
    "/%2561",
    "/a%20b",
    "/a%2520b",
    "/a%2Fb",
    "/a|b",
  ])("no such route matches the request %s", async (path) => {
    expect((await api.event(`GET ${path}`)).routeKey).toBe("$default");
  });

  test("each such route is listed as not emulated", () => {
    expect(api.local.warnings).toHaveLength(LITERALS.length);
    expect(api.local.warnings[0]).toBe('GET /café (how API Gateway matches "café" is unmeasured)');
  });
});
