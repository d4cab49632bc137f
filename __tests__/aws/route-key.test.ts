import fc from "fast-check";
import { METHODS, type PathParameters, parameterNames, parseRouteKey, route } from "#contract";

// Facts: http-api-develop-routes, API Gateway developer guide (D): methods, {name}, {name+} at the end, no "/" at the end, $default;
// RFC 3986, 3.3 and 5.2.4, for a path's text. What to write instead is ours.

describe("a good route key", () => {
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
    ["GET /a.b/~c/%20", "GET", expect.anything(), "GET /a.b/~c/%20"],
  ])("%s is parsed", (text, method, segments, shape) => {
    const key = parseRouteKey(text);
    expect(key).toMatchObject({ text, method, segments, shape });
    expect(key.error).toBeUndefined();
  });

  test("has the names of its path parameters, in order", () => {
    expect(parameterNames(parseRouteKey("GET /a/{x}/b/{y+}"))).toEqual(["x", "y"]);
  });

  test("only $default is the default route", () => {
    expect(parseRouteKey("$default").isDefault).toBe(true);
    expect(parseRouteKey("ANY /").isDefault).toBe(false);
  });
});

describe("a malformed route key", () => {
  test.each([
    ["GET products/{id}", 'must have a path that starts with "/"; write "GET /products/{id}"'],
    ["/products", 'must name a method before its path, or be "$default"; write "GET /products"'],
    ["products", 'must be a method and a path, or "$default"; write "GET /products"'],
    ["", 'must name a method before its path, or be "$default"; write "GET /"'],
    [
      "get /products",
      `must name one of the methods ${METHODS.join(", ")}, found "get"; write "GET /products"`,
    ],
    [
      "FETCH /products",
      `must name one of the methods ${METHODS.join(", ")}, found "FETCH"; write "GET /products"`,
    ],
    ["GET /products/", 'must not end in "/"; write "GET /products"'],
    ["GET //products", 'must not have an empty part ("//"); write "GET /products"'],
    [
      "GET /products/{id",
      'has the part "{id", which is neither text nor a parameter: {name} must be the whole part; write "GET /products/{id}"',
    ],
    [
      "GET /products/p-{id}",
      'has the part "p-{id}", which is neither text nor a parameter: {name} must be the whole part; write "GET /products/{id}"',
    ],
    [
      "GET /products/{the id}",
      'has the part "{the id}", which is not a parameter: a name has letters, digits and . _ : -; write "GET /products/{the-id}"',
    ],
    [
      "GET /products/{}",
      'has the part "{}", which is not a parameter: a name has letters, digits and . _ : -; write "GET /products/{name}"',
    ],
    ["GET /{path+}/x", 'has the greedy parameter {path+} before its end; write "GET /{path}/x"'],
    ["GET /{id}/x/{id}", 'names the parameter {id} twice; write "GET /{id}/x/{id2}"'],
    [
      "GET /größe",
      'has the part "größe", which is not a path\'s text: a character in it must be percent-encoded; write "GET /gr%C3%B6%C3%9Fe"',
    ],
    [
      "GET /orders/:id",
      'has the part ":id", which is not how API Gateway writes a parameter, but would be taken for text; write "GET /orders/{id}"',
    ],
    [
      "GET /files/*",
      'has the part "*", which is not how API Gateway writes a parameter, but would be taken for text; write "GET /files/{proxy+}"',
    ],
    [
      "GET /a/../b",
      'has the part "..", which is left out of every path before it is routed; write "GET /a/b"',
    ],
    ["ANY $default", 'must have a path that starts with "/"; write "$default"'],
    [
      "GET /a?b=c",
      'has the part "a?b=c", which is not a path\'s text: a character in it must be percent-encoded; write "GET /a"',
    ],
  ])("%j is told apart, with what to write", (text, fault) => {
    expect(parseRouteKey(text).error).toBe(`route ${JSON.stringify(text)} ${fault}`);
  });

  test("whatever it is, it does not throw, and what it says to write is good", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom("/", "{", "}", "+", "a", " ", "GET", "é", "%", "\ud800") }),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        const { error } = parseRouteKey(candidate);
        const written = /; write "([^"]*)"$/.exec(error ?? "")?.[1];
        expect(error === undefined || parseRouteKey(written ?? "").error === undefined).toBe(true);
      }),
    );
  });
});

test("the types of path parameters follow from the key", () => {
  const one: PathParameters<"GET /products/{productId}"> = { productId: "p-1" };
  const greedy: PathParameters<"ANY /a/{x}/{rest+}"> = { x: "1", rest: "2/3" };
  const none: PathParameters<"$default"> = {};
  // @ts-expect-error a parameter that the key does not have
  const wrong: PathParameters<"GET /products/{productId}"> = { id: "p-1" };
  expect([one, greedy, none, wrong]).toHaveLength(4);
});

test("the editor refuses what does not begin like a route key", () => {
  // @ts-expect-error no slash
  expect(parseRouteKey(route("GET products").key).error).toBeDefined();
  // @ts-expect-error no such method
  expect(parseRouteKey(route("FETCH /products").key).error).toBeDefined();
});
