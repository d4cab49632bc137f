import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as z from "zod/mini";
import { binary, empty, redirect, route, text } from "#contract";
import { HttpError, handle, handleAll, type RouteHandler } from "#runtime";
import { eventOf } from "../support";

const NewThing = z.strictObject({ name: z.string(), tags: z.optional(z.array(z.string())) });
const createThing = route("POST /things/{owner}", { body: NewThing });
const ANY = route("GET /things");

function problemOf(result: APIGatewayProxyStructuredResultV2): Record<string, unknown> {
  expect(result.headers).toEqual({ "content-type": "application/problem+json" });
  const problem = JSON.parse(result.body ?? "");
  expect(problem).toMatchObject({ status: result.statusCode, requestId: "request-1" });
  return problem;
}

/** The lines that are logged while something runs. */
async function logged(
  level: "info" | "error",
  run: () => Promise<unknown>,
): Promise<Record<string, unknown>[]> {
  const spy = jest.spyOn(console, level).mockImplementation(() => {});
  await run();
  const lines = spy.mock.calls.map(([line]) => line);
  spy.mockRestore();
  return lines;
}

describe("a handler", () => {
  test("gets the path's parameters, the query, the validated body, the claims and the event", async () => {
    const event = eventOf({
      params: { owner: "ann" },
      query: "dry=1&a=1&a=2+3",
      headers: { "x-a": "b" },
      body: '{"name":"x"}',
      claims: { sub: "ann" },
    });
    const seen: unknown[] = [];
    const handler = handle(createThing, (request) => {
      seen.push(
        request.params,
        request.query,
        request.headers,
        request.body,
        request.claims,
        request.requestId,
      );
      seen.push(request.event === event);
      return { status: 204 };
    });
    expect((await handler(event)).statusCode).toBe(204);
    expect(seen).toEqual([
      { owner: "ann" },
      { dry: "1", a: "2 3" },
      { "x-a": "b" },
      { name: "x" },
      { sub: "ann" },
      "request-1",
      true,
    ]);
  });

  test("gets a body that came as base64", async () => {
    const handler = handle(createThing, ({ body }) => ({ status: 200, body: body.name }));
    const body = Buffer.from('{"name":"größe"}').toString("base64");
    expect(await handler(eventOf({ body, isBase64Encoded: true }))).toMatchObject({ body: '"größe"' });
  });

  test("reads no body where its route promises none", async () => {
    const handler = handle(ANY, ({ body }) => ({ status: 200, body: { body: body ?? null } }));
    expect(await handler(eventOf({ body: "not JSON" }))).toMatchObject({ body: '{"body":null}' });
  });
});

describe("what comes as text is given the types that its schema asks for", () => {
  const Query = z.strictObject({
    limit: z.optional(z.number()),
    all: z.optional(z.boolean()),
    word: z.optional(z.string()),
    tags: z.optional(z.array(z.string())),
    numbers: z.optional(z.array(z.number())),
    either: z.optional(z.union([z.string(), z.number()])),
  });
  const handler = handle(route("GET /", { query: Query }), ({ query }) => ({ status: 200, body: query }));

  test.each([
    ["limit=20", { limit: 20 }],
    ["limit=-1.5", { limit: -1.5 }],
    ["all=true", { all: true }],
    ["all=false", { all: false }],
    ["word=20", { word: "20" }],
    ["word=007", { word: "007" }],
    ["either=20", { either: "20" }],
    ["tags=a", { tags: ["a"] }],
    ["tags=1", { tags: ["1"] }],
    ["tags=a&tags=2", { tags: ["a", "2"] }],
    ["numbers=1", { numbers: [1] }],
    ["numbers=1&numbers=2", { numbers: [1, 2] }],
    ["limit=1&all=true&tags=x&word=y", { limit: 1, all: true, tags: ["x"], word: "y" }],
    ["", {}],
  ])("?%s", async (query, expected) => {
    const result = await handler(eventOf({ query }));
    expect(JSON.parse(result.body ?? "")).toEqual(expected);
  });

  test.each([
    ["limit=x", ["/limit"]],
    ["limit=1&limit=2", ["/limit"]],
    ["all=maybe&limit=many", ["/limit", "/all"]],
    ["numbers=1&numbers=x", ["/numbers/1"]],
    ["other=1", [""]],
    ["__proto__=1", [""]],
  ])("?%s is a 400 that says where", async (query, paths) => {
    const { errors } = problemOf(await handler(eventOf({ query }))) as {
      errors: { in: string; path: string }[];
    };
    expect(errors.map(({ in: part, path }) => `${part} ${path}`)).toEqual(
      paths.map((path) => `query ${path}`),
    );
  });

  test("path parameters and headers as well", async () => {
    const typed = route("GET /{page}", {
      params: z.object({ page: z.int() }),
      headers: z.object({ "x-dry": z.boolean() }),
    });
    const answer = handle(typed, ({ params, headers }) => ({
      status: 200,
      body: [params.page, headers["x-dry"]],
    }));
    const event = eventOf({ params: { page: "3" }, headers: { "x-dry": "true", host: "x" } });
    expect(await answer(event)).toMatchObject({ body: "[3,true]" });
  });
});

describe("bad input", () => {
  const handler = handle(createThing, () => ({ status: 201 }));

  test.each([
    ["an empty body", undefined, "The body is empty."],
    ["broken JSON", '{"name":', "The body is not JSON."],
  ])("as %s is a 400", async (_, body, detail) => {
    expect(problemOf(await handler(eventOf({ body })))).toMatchObject({
      status: 400,
      code: "invalid-json",
      detail,
    });
  });

  test.each([
    ["text/plain", 415],
    ["application/jsonx", 415],
    ["", 415],
    ["application/json", 201],
    ["Application/JSON; charset=utf-8", 201],
    ["application/vnd.things.v2+json", 201],
  ])("a body of the content type %j is a %d", async (type, status) => {
    const result = await handler(eventOf({ headers: { "content-type": type }, body: '{"name":"x"}' }));
    expect(result.statusCode).toBe(status);
  });

  test("is told whole: every part, every path, as JSON Pointers", async () => {
    const odd = route("POST /odd", {
      query: z.object({ n: z.number() }),
      body: z.object({ "a/b~c": z.string() }),
    });
    const result = await handle(odd, () => ({ status: 201 }))(eventOf({ query: "n=x", body: "{}" }));
    expect(problemOf(result)).toMatchObject({
      status: 400,
      code: "invalid-input",
      errors: [
        { in: "query", path: "/n", message: expect.any(String) },
        { in: "body", path: "/a~1b~0c", message: expect.any(String) },
      ],
    });
  });

  test.each([
    ["[admin staff]", 204],
    ["[staff]", 204],
    ["staff", 204],
    ["[adminx]", 403],
    [undefined, 403],
  ])("a caller in the groups %j of a route for staff and admins gets %d", async (groups, status) => {
    const guarded = handle(route("GET /", { groups: ["staff", "admin"] }), () => ({ status: 204 }));
    const claims = groups === undefined ? undefined : { "cognito:groups": groups };
    expect((await guarded(eventOf({ claims }))).statusCode).toBe(status);
  });
});

describe("a reply", () => {
  const answers = async (handler: RouteHandler) => handler(eventOf());

  test("of JSON", async () => {
    const json = route("GET /", { replies: { 200: z.object({ a: z.number() }) } });
    expect(await answers(handle(json, () => ({ status: 200, body: { a: 1 } })))).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: '{"a":1}',
    });
  });

  test("of text, of bytes, of nothing, and to elsewhere", async () => {
    const many = route("GET /", {
      replies: { 200: text("text/csv"), 203: binary("image/png"), 204: empty, 303: redirect },
    });
    expect(await answers(handle(many, () => ({ status: 200, body: "a,b" })))).toEqual({
      statusCode: 200,
      headers: { "content-type": "text/csv" },
      body: "a,b",
    });
    expect(await answers(handle(many, () => ({ status: 203, body: new Uint8Array([0, 255]) })))).toEqual({
      statusCode: 203,
      headers: { "content-type": "image/png" },
      body: "AP8=",
      isBase64Encoded: true,
    });
    expect(await answers(handle(many, () => ({ status: 204 })))).toEqual({ statusCode: 204, headers: {} });
    expect(await answers(handle(many, () => ({ status: 303, location: "/there" })))).toEqual({
      statusCode: 303,
      headers: { location: "/there" },
    });
  });

  test("with headers and cookies of its own", async () => {
    const reply = { status: 200, headers: { "content-type": "text/x" }, cookies: ["a=1"], body: {} };
    expect(await answers(handle(ANY, () => reply))).toEqual({
      statusCode: 200,
      headers: { "content-type": "text/x" },
      cookies: ["a=1"],
      body: "{}",
    });
  });

  const strict = route("GET /", { replies: { 200: z.object({ a: z.number() }) } });
  const breaking = handle(strict, () => ({ status: 200, body: { a: "text" as unknown as number } }));

  test("that breaks its schema is refused, and the log says how", async () => {
    const [line] = await logged("error", async () => expect((await answers(breaking)).statusCode).toBe(500));
    expect(JSON.stringify(line)).toContain(
      "breaks its promise: its reply 200 has a body that its schema refuses (/a: ",
    );
  });

  test("that breaks its schema is not looked at in production", async () => {
    process.env.AWS_LAMBDA_RUNTIME_API = "127.0.0.1:9001";
    const inLambda = handle(strict, () => ({ status: 200, body: { a: "text" as unknown as number } }));
    delete process.env.AWS_LAMBDA_RUNTIME_API;
    expect(await answers(inLambda)).toMatchObject({ statusCode: 200 });
  });

  test("of a status that was not promised is refused", async () => {
    const wrong = handle(strict, () => ({ status: 201 }) as never);
    const [line] = await logged("error", async () => expect((await answers(wrong)).statusCode).toBe(500));
    expect(JSON.stringify(line)).toContain("its reply 201 is none of the promised 200");
  });
});

describe("what a handler throws", () => {
  test("as an HttpError is told to the caller", async () => {
    const handler = handle(ANY, () => {
      throw new HttpError(409, "taken", "That name is taken.");
    });
    expect(problemOf(await handler(eventOf()))).toEqual({
      status: 409,
      code: "taken",
      detail: "That name is taken.",
      requestId: "request-1",
    });
  });

  test.each([
    ["an error", new Error("the secret", { cause: new Error("its cause") })],
    ["no error at all", "the secret"],
    ["nothing", undefined],
  ])("as %s is logged whole, and tells the caller nothing but the request id", async (_, thrown) => {
    const handler = handle(ANY, async () => {
      throw thrown;
    });
    const [line] = await logged("error", async () => {
      expect(problemOf(await handler(eventOf()))).toEqual({
        status: 500,
        code: "internal-error",
        detail: "Something went wrong.",
        requestId: "request-1",
      });
    });
    expect(line).toMatchObject({
      message: "the handler failed",
      requestId: "request-1",
      routeKey: "$default",
    });
    if (thrown instanceof Error) {
      expect(line?.error).toMatchObject({
        message: "the secret",
        stack: expect.stringContaining("handle.test"),
        cause: { message: "its cause" },
      });
    }
  });
});

describe("the log", () => {
  test("has the request on every line, and a child's fields on its lines", async () => {
    process.env._X_AMZN_TRACE_ID = "Root=1-2-3";
    const handler = handle(ANY, ({ log }) => {
      log.info("one", { a: 1 });
      log.child({ user: "ann" }).info("two");
      return { status: 204 };
    });
    const bound = { requestId: "request-1", routeKey: "$default", traceId: "Root=1-2-3" };
    expect(await logged("info", () => handler(eventOf()))).toEqual([
      { message: "one", a: 1, ...bound },
      { message: "two", user: "ann", ...bound },
    ]);
    delete process.env._X_AMZN_TRACE_ID;
  });

  test("never has what would let its reader act as the caller", async () => {
    const headers = { Authorization: "Bearer x", cookie: "s=1", "Set-Cookie": ["s=1"], accept: "a" };
    const handler = handle(ANY, ({ log }) => {
      log.info("headers", { headers, deep: [{ headers }], cookies: ["s=1"] });
      return { status: 204 };
    });
    const [line] = await logged("info", () => handler(eventOf()));
    const clean = { Authorization: "[secret]", cookie: "[secret]", "Set-Cookie": "[secret]", accept: "a" };
    expect(line).toMatchObject({ headers: clean, deep: [{ headers: clean }], cookies: "[secret]" });
  });

  test("takes what JSON does not", async () => {
    const circle: Record<string, unknown> = { big: 1n, at: new Date(0) };
    circle.self = circle;
    const handler = handle(ANY, ({ log }) => {
      log.info("odd", { circle });
      return { status: 204 };
    });
    const [line] = await logged("info", () => handler(eventOf()));
    expect(JSON.parse(JSON.stringify(line?.circle))).toEqual({
      big: "1",
      at: "1970-01-01T00:00:00.000Z",
      self: "[circular]",
    });
  });
});

describe("a deprecated route", () => {
  const deprecated = { since: "2026-01-31", sunset: "2026-06-30", link: "https://example.com/v2" };
  const headers = {
    deprecation: "@1769817600",
    sunset: "Tue, 30 Jun 2026 00:00:00 GMT",
    link: '<https://example.com/v2>; rel="deprecation"',
  };

  test("says so in every answer, also in its problems", async () => {
    const old = route("GET /old", { deprecated });
    const good = handle(old, () => ({ status: 200, body: {} }));
    expect(await good(eventOf())).toMatchObject({ statusCode: 200, headers });
    const bad = handle(old, () => {
      throw new HttpError(404, "gone", "Gone.");
    });
    expect(await bad(eventOf())).toMatchObject({ statusCode: 404, headers });
  });

  test("may leave open when it ends, and a handler's own headers come first", async () => {
    const old = route("GET /old", { deprecated: { since: "2026-01-31" } });
    const handler = handle(old, () => ({ status: 204, headers: { deprecation: "@1" } }));
    expect((await handler(eventOf())).headers).toEqual({ deprecation: "@1" });
  });
});

describe("several routes in one function", () => {
  const both = handleAll(
    handle(route("GET /a"), () => ({ status: 200, body: "a" })),
    handle(route("GET /b"), () => ({ status: 200, body: "b" })),
  );

  test.each(["a", "b"])("%s is answered by its own handler", async (name) => {
    expect(await both({ ...eventOf(), routeKey: `GET /${name}` })).toMatchObject({ body: `"${name}"` });
  });

  test("a route of no handler is a 500 whose log says which there are", async () => {
    const [line] = await logged("error", async () => {
      expect((await both({ ...eventOf(), routeKey: "GET /c" })).statusCode).toBe(500);
    });
    expect(JSON.stringify(line)).toContain('no handler for route \\"GET /c\\", only for GET /a, GET /b');
  });
});
