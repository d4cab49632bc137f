import fc from "fast-check";
import { METHODS, type PathParameters, parameterNames, parseRouteKey, route } from "gatewright/contract";

// The rules for methods and parameters are from the API Gateway developer guide [AWS docs]:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
// The characters that a path can contain are from RFC 3986, sections 3.3 and 5.2.4. The suggested keys do not
// come from AWS [our choice].

describe("a valid route key", () => {
  test.each([
    ["GET /", "GET", [], "GET /"],
    ["$default", "ANY", [], "$default"],
    ["POST /products", "POST", [{ kind: "literal", text: "products" }], "POST /products"],
    [
      "GET /products/{productId}",
      "GET",
      [
        { kind: "literal", text: "products" },
        { kind: "parameter", name: "productId" },
      ],
      "GET /products/{}",
    ],
    [
      "ANY /files/{path+}",
      "ANY",
      [
        { kind: "literal", text: "files" },
        { kind: "greedy", name: "path" },
      ],
      "ANY /files/{+}",
    ],
    ["GET /a.b/~c/@d", "GET", expect.anything(), "GET /a.b/~c/@d"],
  ])("the key %s is parsed into its method, segments and shape", (text, method, segments, shape) => {
    const key = parseRouteKey(text);
    expect(key).toMatchObject({ text, method, segments, shape });
    expect(key.error).toBeUndefined();
  });

  test("a key lists the names of its path parameters in the order of the path", () => {
    expect(parameterNames(parseRouteKey("GET /a/{x}/b/{y+}"))).toEqual(["x", "y"]);
  });

  test("only $default is the default route", () => {
    expect(parseRouteKey("$default").isDefault).toBe(true);
    expect(parseRouteKey("ANY /").isDefault).toBe(false);
  });
});

describe("a malformed route key", () => {
  test.each([
    ["GET products/{id}", 'must have a path that starts with "/". Write "GET /products/{id}".'],
    ["/products", 'must have a method before its path, or be "$default". Write "GET /products".'],
    ["products", 'must be a method and a path, or "$default". Write "GET /products".'],
    ["", 'must have a method before its path, or be "$default". Write "GET /".'],
    ["get /products", `has the method "get"; expected one of ${METHODS.join(", ")}. Write "GET /products".`],
    [
      "FETCH /products",
      `has the method "FETCH"; expected one of ${METHODS.join(", ")}. Write "GET /products".`,
    ],
    ["GET /products/", 'must not end in "/". Write "GET /products".'],
    ["GET //products", 'must not have an empty segment ("//"). Write "GET /products".'],
    [
      "GET /products/{id",
      'has the path segment "{id", which has no closing "}". Write "GET /products/{id}".',
    ],
    [
      "GET /products/p-{id}",
      'has the path segment "p-{id}", which mixes text and a parameter; a parameter must be a whole segment. Write "GET /products/{id}".',
    ],
    [
      "GET /products/{the id}",
      'has the path segment "{the id}", which is not a parameter; expected a name of letters, digits, ".", "_", ":" and "-". Write "GET /products/{the-id}".',
    ],
    [
      "GET /products/{}",
      'has the path segment "{}", which is not a parameter; expected a name of letters, digits, ".", "_", ":" and "-". Write "GET /products/{name}".',
    ],
    ["GET /{path+}/x", 'has the greedy parameter {path+} before its last segment. Write "GET /{path}/x".'],
    ["GET /{id}/x/{id}", 'has the parameter {id} twice. Write "GET /{id}/x/{id2}".'],
    [
      "GET /größe",
      'has the path segment "größe", which is percent-encoded in a URL; how API Gateway matches such text is unmeasured. Write "GET /{part}".',
    ],
    ...["caf%C3%A9", "caf%c3%a9", "%61", "%", "a%2Fb", "a|b", "a\\b", "\u{1f600}", "e\u0301"].map(
      (segment) => [
        `GET /a/${segment}`,
        `has the path segment "${segment}", which is percent-encoded in a URL; how API Gateway matches such text is unmeasured. Write "GET /a/{part}".`,
      ],
    ),
    [
      "GET /{part}/é/ü/*/x",
      'has the path segment "é", which is percent-encoded in a URL; how API Gateway matches such text is unmeasured. Write "GET /{part}/{part2}/{part3}/{part4}/x".',
    ],
    [
      "GET /orders/:id",
      'has the path segment ":id", which would be matched literally; API Gateway parameters look like {id}. Write "GET /orders/{id}".',
    ],
    [
      "GET /files/*",
      'has the path segment "*", which would be matched literally; API Gateway parameters look like {proxy+}. Write "GET /files/{proxy+}".',
    ],
    ["GET /a/../b", 'has the path segment ".."; "." and ".." are removed before routing. Write "GET /a/b".'],
    ["ANY $default", 'must have a path that starts with "/". Write "$default".'],
    [
      "GET /a?b=c",
      'has the path segment "a?b=c"; a route key has a path only, without a query string or a fragment. Write "GET /a".',
    ],
    [
      "GET /a b/c",
      'has the path segment "a b", which is percent-encoded in a URL; how API Gateway matches such text is unmeasured. Write "GET /{part}/c".',
    ],
  ])("the key %j is rejected with a reason and a suggestion", (text, reason) => {
    expect(parseRouteKey(text).error).toBe(`route ${JSON.stringify(text)} ${reason}`);
  });

  test("no string makes the parser throw, and every suggested key is valid", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom("/", "{", "}", "+", "a", " ", "GET", "é", "%", "*", ":", "\ud800") }),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        const { error } = parseRouteKey(candidate);
        const suggestion = /\. Write "([^"]*)"\.$/.exec(error ?? "")?.[1];
        expect(error === undefined || parseRouteKey(suggestion ?? "").error === undefined).toBe(true);
      }),
    );
  });
});

test("the types of path parameters follow from the key", () => {
  const single: PathParameters<"GET /products/{productId}"> = { productId: "p-1" };
  const greedy: PathParameters<"ANY /a/{x}/{rest+}"> = { x: "1", rest: "2/3" };
  const none: PathParameters<"$default"> = {};
  // @ts-expect-error the route key has no parameter id
  const wrong: PathParameters<"GET /products/{productId}"> = { id: "p-1" };
  expect([single, greedy, none, wrong]).toHaveLength(4);
});

test("a key with a wrong beginning does not compile", () => {
  // @ts-expect-error the path does not start with a slash
  expect(parseRouteKey(route("GET products").key).error).toBeDefined();
  // @ts-expect-error FETCH is not a valid method
  expect(parseRouteKey(route("FETCH /products").key).error).toBeDefined();
});
