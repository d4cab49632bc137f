import { served } from "../test-gateway";

// Facts: http-api-develop-routes, API Gateway developer guide (D); captures of the live service (C), of which
// mantil-io/go-lambda-examples is public; what others measured (M): LocalStack's tests that were run against AWS, yulin.

const echo = { to: "echo" };

describe("the guide's example (D)", () => {
  const api = served({
    // What is written first makes no difference.
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
  ])("%s goes to %s", async (line, routeKey) => {
    expect((await api.event(line)).routeKey).toBe(routeKey);
  });
});

const api = served({
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

const rows: readonly (readonly [
  fact: string,
  line: string,
  routeKey: string,
  parameters: object | undefined,
])[] = [
  ["a method before ANY (D)", "GET /metrics", "GET /metrics", undefined],
  ["ANY is every other method (D)", "PATCH /metrics", "ANY /metrics", undefined],
  ["a literal before a parameter (M)", "GET /users/me", "GET /users/me", undefined],
  ["a literal of another method is none (D)", "POST /users/me", "ANY /users/{id}", { id: "me" }],
  ["a full match before a greedy one (D)", "GET /deep/full", "ANY /deep/full", undefined],
  ["a full match without a literal too (D)", "GET /greedy/x", "GET /{a}/{b}", { a: "greedy", b: "x" }],
  ["the longest prefix of greedy ones (M)", "GET /deep/er/x", "ANY /deep/er/{proxy+}", { proxy: "x" }],
  ["a method before ANY, of greedy ones (M)", "GET /deep/x/y", "GET /deep/{proxy+}", { proxy: "x/y" }],
  [
    "a greedy one takes nothing, after a slash (C mantil)",
    "GET /handler/",
    "GET /handler/{proxy+}",
    { proxy: "" },
  ],
  ["several parameters (D)", "GET /path/1/to/2", "GET /path/{one}/to/{two}", { one: "1", two: "2" }],
  ["slashes at the front count as one (M)", "GET //metrics", "GET /metrics", undefined],
  ["what is encoded without need (?)", "GET /m%65trics", "GET /metrics", undefined],
  ["an encoded slash does not part a parameter (?)", "GET /users/a%2Fb", "GET /users/{id}", { id: "a/b" }],
  ["the query does not count (D)", "GET /metrics?/once", "GET /metrics", undefined],
];

describe("a request goes to its route", () => {
  test.each(rows)("%s: %s", async (_, line, routeKey, parameters) => {
    const event = await api.event(line);
    expect([event.routeKey, event.pathParameters]).toEqual([routeKey, parameters]);
  });
});

describe("nothing else is found", () => {
  test.each([
    ["no such path (D)", "GET /none"],
    ["no such method: there is no 405 (D)", "POST /once"],
    ["no OPTIONS without CORS (C)", "OPTIONS /once"],
    ["HEAD where there is GET alone (?)", "HEAD /once"],
    ["a slash at the end (? sources disagree)", "GET /metrics/"],
    ["a greedy route without its slash (?)", "GET /handler"],
    ["an empty parameter (?)", "GET /users/"],
    ["a parameter of two parts (D)", "GET /users/1/2"],
    ["letters of another case (?)", "GET /Metrics"],
    ["an encoded slash for a literal's (?)", "GET /a%2Fb"],
    ["the root (D)", "GET /"],
  ])("%s: %s", async (_, line) => {
    const { status, headers, body } = await api.call(line);
    expect(status).toBe(404);
    expect(headers).toMatchObject({ "content-type": "application/json", "content-length": "23" });
    if (!line.startsWith("HEAD")) expect(body).toBe('{"message":"Not Found"}');
  });
});
