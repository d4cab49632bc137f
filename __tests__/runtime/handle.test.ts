import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import fc from "fast-check";
import { binary, byMediaType, empty, problem, redirect, route, text } from "gatewright/contract";
import { HttpError, handle, handleAll, type RouteHandler } from "gatewright/runtime";
import * as zod from "zod";
import * as z from "zod/mini";
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

/** Runs a function and returns the log entries that it writes. */
async function captureLog(
  level: "info" | "error",
  run: () => Promise<unknown>,
): Promise<Record<string, unknown>[]> {
  const spy = jest.spyOn(console, level).mockImplementation(() => {});
  await run();
  const entries = spy.mock.calls.map(([entry]) => entry);
  spy.mockRestore();
  return entries;
}

describe("a handler", () => {
  test("a handler receives path parameters, query, headers, validated body, claims and event", async () => {
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

  test("a handler receives a decoded base64 body", async () => {
    const handler = handle(createThing, ({ body }) => ({ status: 200, body: body.name }));
    const body = Buffer.from('{"name":"größe"}').toString("base64");
    expect(await handler(eventOf({ body, isBase64Encoded: true }))).toMatchObject({ body: '"größe"' });
  });

  test("a handler receives no body if its route declares none", async () => {
    const handler = handle(ANY, ({ body }) => ({ status: 200, body: { body: body ?? null } }));
    expect(await handler(eventOf({ body: "not JSON" }))).toMatchObject({ body: '{"body":null}' });
  });
});

describe("strings of a request", () => {
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
  ])("the query ?%s is converted to the types of its schema", async (query, expected) => {
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
  ])("the query ?%s returns 400 with the path of each error", async (query, paths) => {
    const { errors } = problemOf(await handler(eventOf({ query }))) as {
      errors: { in: string; path: string }[];
    };
    expect(errors.map(({ in: part, path }) => `${part} ${path}`)).toEqual(
      paths.map((path) => `query ${path}`),
    );
  });

  test("path parameters and headers are converted to the types of their schemas", async () => {
    const typed = route("GET /{page}", {
      params: z.object({ page: z.int() }),
      headers: z.object({ "x-dry": z.boolean() }),
    });
    const typedHandler = handle(typed, ({ params, headers }) => ({
      status: 200,
      body: [params.page, headers["x-dry"]],
    }));
    const event = eventOf({ params: { page: "3" }, headers: { "x-dry": "true", host: "x" } });
    expect(await typedHandler(event)).toMatchObject({ body: "[3,true]" });
  });
});

describe("invalid input", () => {
  const handler = handle(createThing, () => ({ status: 201 }));

  const search = route("GET /search", {
    query: zod.object({
      limit: zod.int().min(1).max(100).optional(),
      after: zod.uuid().optional(),
      sort: zod.enum(["name", "age"]).optional(),
      tags: zod.array(zod.number()).optional(),
      isNew: zod.boolean().optional(),
    }),
  });

  test.each([
    ["limit=0", "/limit", /^Too small: expected number/],
    ["limit=200", "/limit", /^Too big: expected number/],
    ["limit=1.5", "/limit", /expected int, received number/],
    ["limit=abc", "/limit", /expected number, received string/],
    ["limit=", "/limit", /expected number, received string/],
    ["after=x", "/after", /^Invalid UUID/],
    ["after=1", "/after", /^Invalid UUID/],
    ["sort=1", "/sort", /^Invalid option: expected one of "name"\|"age"/],
    ["tags=x", "/tags/0", /expected number, received string/],
    ["tags=1&tags=x", "/tags/1", /expected number, received string/],
    ["isNew=maybe", "/isNew", /expected boolean, received string/],
  ])("the error of the query %s speaks of the value that the caller sent", async (query, path, message) => {
    const problem = problemOf(await handle(search, () => ({ status: 200 }))(eventOf({ query })));
    expect(problem.errors).toEqual([{ in: "query", path, message: expect.stringMatching(message) }]);
  });

  test.each([
    ["an empty body", undefined, "The body is empty."],
    ["malformed JSON", '{"name":', "The body is not valid JSON."],
  ])("%s returns 400", async (_, body, detail) => {
    expect(problemOf(await handler(eventOf({ body })))).toMatchObject({
      status: 400,
      code: "invalid-json",
      detail,
    });
  });

  describe.each([
    ["arrays", "[", "]"],
    ["objects", '{"a":', "}"],
    ["arrays after other arrays", "[[],", "]"],
  ])("a body of nested %s", (_, start, end) => {
    /** Returns a JSON text with a number of levels. */
    const nested = (levels: number) => `${start.repeat(levels - 1)}[]${end.repeat(levels - 1)}`;
    const respond = (schema: zod.ZodType, event: Parameters<typeof eventOf>[0]) =>
      handle(route("POST /", { body: schema }), ({ body }) => ({ status: 200, body }))(eventOf(event));

    test.each([
      ["any value", zod.any()],
      ["any JSON", zod.json()],
    ])("100 levels are valid for a schema of %s", async (_, schema) => {
      const result = await respond(schema, { body: nested(100) });
      expect(result).toMatchObject({ statusCode: 200, body: nested(100) });
    });

    test.each([101, 20_000])("%d levels return 400 for every schema", async (levels) => {
      const body = nested(levels);
      const base64 = Buffer.from(body).toString("base64");
      for (const schema of [zod.any(), zod.json(), zod.strictObject({})]) {
        for (const event of [{ body }, { body: base64, isBase64Encoded: true }]) {
          expect(problemOf(await respond(schema, event))).toMatchObject({
            status: 400,
            code: "invalid-json",
            detail: "The body has more than 100 levels.",
          });
        }
      }
    });

    test("101 levels return 400 if middleware has parsed the body", async () => {
      const event = { ...eventOf(), body: JSON.parse(nested(101)) };
      const result = await handle(route("POST /", { body: zod.any() }), () => ({ status: 204 }))(event);
      expect(problemOf(result).code).toBe("invalid-json");
    });
  });

  test.each([
    ["text/plain", 415],
    ["application/jsonx", 415],
    ["", 415],
    ["application/json", 201],
    ["Application/JSON; charset=utf-8", 201],
    ["application/vnd.things.v2+json", 201],
  ])("a body with the content type %j returns %d", async (type, status) => {
    const result = await handler(eventOf({ headers: { "content-type": type }, body: '{"name":"x"}' }));
    expect(result.statusCode).toBe(status);
  });

  test.each(["content-type", "Content-Type", "CONTENT-TYPE"])(
    "the header %s of a request is read, validated and passed to the handler",
    async (name) => {
      const typed = route("POST /", {
        headers: z.object({ "content-type": z.string(), "x-n": z.int() }),
        body: NewThing,
      });
      const echo = handle(typed, ({ headers }) => ({ status: 200, body: headers }));
      const headers = { [name]: "application/json", "X-N": "1" };
      const { body } = await echo(eventOf({ headers, body: '{"name":"x"}' }));
      expect(JSON.parse(body ?? "")).toEqual({ "content-type": "application/json", "x-n": 1 });
      const refused = eventOf({ headers: { [name]: "text/plain" }, body: "x" });
      expect((await handler(refused)).statusCode).toBe(415);
    },
  );

  test("the problem lists the errors of every part, with JSON Pointers", async () => {
    const escaped = route("POST /escaped", {
      query: z.object({ n: z.number() }),
      body: z.object({ "a/b~c": z.string() }),
    });
    const result = await handle(escaped, () => ({ status: 201 }))(eventOf({ query: "n=x", body: "{}" }));
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
    ["[staff,x admin]", 204],
    ["[adminx]", 403],
    ["[guests,admin]", 403],
    ["[guests, admin,x]", 403],
    ["[guests\u00a0admin]", 403],
    ["[guests\tadmin\nstaff]", 403],
    ["[[admin]]", 403],
    ["[Admin]", 403],
    ["[]", 403],
    ["", 403],
    [undefined, 403],
  ])("a caller in the groups %j gets %d from a route for staff and admins", async (groups, status) => {
    const restricted = handle(route("GET /", { groups: ["staff", "admin"] }), () => ({ status: 204 }));
    const claims = groups === undefined ? undefined : { "cognito:groups": groups };
    expect((await restricted(eventOf({ claims }))).statusCode).toBe(status);
  });

  test("a caller is a member of exactly the groups in the claim that API Gateway passes", async () => {
    const part = fc.constantFrom("admin", "staff", ",", ";", ".", "\u00a0", "\u2003", "|", "[", "]", "é");
    const group = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(fc.array(group), group, async (memberships, required) => {
        const restricted = handle(route("GET /", { groups: [required] }), () => ({ status: 204 }));
        const claims = { "cognito:groups": `[${memberships.join(" ")}]` };
        const { statusCode } = await restricted(eventOf({ claims }));
        expect(statusCode).toBe(memberships.includes(required) ? 204 : 403);
      }),
    );
  });
});

describe("a reply", () => {
  const call = async (handler: RouteHandler) => handler(eventOf());

  test("a JSON reply has the content type application/json", async () => {
    const json = route("GET /", { replies: { 200: z.object({ a: z.number() }) } });
    expect(await call(handle(json, () => ({ status: 200, body: { a: 1 } })))).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: '{"a":1}',
    });
  });

  test("text, binary, empty and redirect replies have the correct content type, encoding and location", async () => {
    const allMedia = route("GET /", {
      replies: { 200: text("text/csv"), 203: binary("image/png"), 204: empty, 303: redirect },
    });
    expect(await call(handle(allMedia, () => ({ status: 200, body: "a,b" })))).toEqual({
      statusCode: 200,
      headers: { "content-type": "text/csv" },
      body: "a,b",
    });
    expect(await call(handle(allMedia, () => ({ status: 203, body: new Uint8Array([0, 255]) })))).toEqual({
      statusCode: 203,
      headers: { "content-type": "image/png" },
      body: "AP8=",
      isBase64Encoded: true,
    });
    expect(await call(handle(allMedia, () => ({ status: 204 })))).toEqual({ statusCode: 204, headers: {} });
    expect(await call(handle(allMedia, () => ({ status: 303, location: "/there" })))).toEqual({
      statusCode: 303,
      headers: { location: "/there" },
    });
  });

  test("the headers of a reply replace the default headers, and cookies are kept", async () => {
    const reply = { status: 200, headers: { "content-type": "text/x" }, cookies: ["a=1"], body: {} };
    expect(await call(handle(ANY, () => reply))).toEqual({
      statusCode: 200,
      headers: { "content-type": "text/x" },
      cookies: ["a=1"],
      body: "{}",
    });
  });

  test.each(["content-type", "Content-Type", "CONTENT-TYPE"])(
    "the header %s of a reply replaces the default content type",
    async (name) => {
      const replies = { 200: z.object({}), 203: text("text/csv"), 303: redirect };
      const typed = route("GET /", { replies });
      const headers = { [name]: "application/hal+json" };
      for (const reply of [
        { status: 200, headers, body: {} },
        { status: 203, headers, body: "a" },
      ] as const) {
        expect((await call(handle(typed, () => reply))).headers).toEqual({
          "content-type": "application/hal+json",
        });
      }
    },
  );

  test("every header of a reply has one entry with a lowercase name", async () => {
    const old = route("GET /old", { deprecated: { since: "2026-01-31" }, replies: { 303: redirect } });
    const headers = { Location: "/b", Deprecation: "@1", ETag: "1", etag: "2", "X-A": "a" };
    const { headers: received } = await call(handle(old, () => ({ status: 303, location: "/a", headers })));
    expect(received).toEqual({ location: "/b", deprecation: "@1", etag: "2", "x-a": "a" });
  });

  test("a reply of a versioned route can replace the header vary in any capitalization", async () => {
    const { get } = byMediaType("application/vnd.a.v2+json", { get: ANY });
    const respond = () => ({ status: 204, headers: { Vary: "origin" } });
    const handler = handleAll(handle(ANY, respond), handle(get, respond));
    const event = { ...eventOf({ headers: { Accept: "*/*" } }), routeKey: ANY.key };
    expect((await handler(event)).headers).toEqual({ vary: "origin" });
  });

  const strict = route("GET /", { replies: { 200: z.object({ a: z.number() }) } });
  const violating = handle(strict, () => ({ status: 200, body: { a: "text" as unknown as number } }));

  test("a reply that violates its schema returns 500, and the log names the path", async () => {
    const [entry] = await captureLog("error", async () =>
      expect((await call(violating)).statusCode).toBe(500),
    );
    expect(JSON.stringify(entry)).toContain(
      "violates its contract: the body of its 200 reply does not match its schema (/a: ",
    );
  });

  test("replies are not validated in production", async () => {
    process.env.AWS_LAMBDA_RUNTIME_API = "127.0.0.1:9001";
    const inLambda = handle(strict, () => ({ status: 200, body: { a: "text" as unknown as number } }));
    delete process.env.AWS_LAMBDA_RUNTIME_API;
    expect(await call(inLambda)).toMatchObject({ statusCode: 200 });
  });

  test.each([true, false])(
    "the option validateReplies: %s decides anywhere, also in Lambda",
    async (validateReplies) => {
      process.env.AWS_LAMBDA_RUNTIME_API = validateReplies ? "127.0.0.1:9001" : "";
      if (!validateReplies) delete process.env.AWS_LAMBDA_RUNTIME_API;
      const handler = handle(strict, () => ({ status: 200, body: { a: "text" as unknown as number } }), {
        validateReplies,
      });
      delete process.env.AWS_LAMBDA_RUNTIME_API;
      await captureLog("error", async () =>
        expect(await call(handler)).toMatchObject({ statusCode: validateReplies ? 500 : 200 }),
      );
    },
  );

  test("a reply with an undeclared status returns 500, and the log names both statuses", async () => {
    const undeclared = handle(strict, () => ({ status: 201 }) as never);
    const [entry] = await captureLog("error", async () =>
      expect((await call(undeclared)).statusCode).toBe(500),
    );
    expect(JSON.stringify(entry)).toContain("violates its contract: returned 201; expected 200");
  });

  const failing = route("DELETE /things/{thingId}", {
    replies: { 204: empty, 404: problem("thing-not-found"), 409: problem("thing-in-use", "thing-locked") },
  });

  test.each([
    [404, "thing-not-found"],
    [409, "thing-in-use"],
    [409, "thing-locked"],
  ] as const)("a reply with the status %d and the code %s sends problem details", async (status, code) => {
    const reply = { status, code, detail: "It is not possible." };
    const returned = await call(handle(failing, () => reply as never));
    expect(problemOf(returned)).toEqual({ ...reply, requestId: "request-1" });
    const thrown = await call(
      handle(failing, () => {
        throw new HttpError(status, code, reply.detail);
      }),
    );
    expect(returned).toEqual(thrown);
  });

  test("a reply with problem details can have headers and cookies", async () => {
    const options = { headers: { "Retry-After": "5" }, cookies: ["a=1"] };
    const reply = { status: 404, code: "thing-not-found", detail: "It is gone.", ...options } as const;
    const { get } = byMediaType("application/vnd.things.v2+json", { get: failing });
    expect(await call(handle(get, () => reply))).toMatchObject({
      statusCode: 404,
      headers: { "content-type": "application/problem+json", "retry-after": "5" },
      cookies: ["a=1"],
    });
  });

  test.each([
    [
      { status: 404, code: "thing-missing", detail: "It is gone." },
      "thing-missing; expected thing-not-found",
    ],
    [{ status: 409, code: "thing-not-found" }, "thing-not-found; expected thing-in-use or thing-locked"],
    [{ status: 404 }, "undefined; expected thing-not-found"],
    [{ status: 410, code: "thing-not-found" }, "410; expected 204 or 404 or 409"],
  ])("the undeclared problem %j returns 500, and the log names the declared ones", async (reply, message) => {
    const [entry] = await captureLog("error", async () =>
      expect((await call(handle(failing, () => reply as never))).statusCode).toBe(500),
    );
    expect(JSON.stringify(entry)).toContain(`violates its contract: returned ${message}`);
  });

  test("an error about the whole body of a reply names the body", async () => {
    const violating = handle(strict, () => ({ status: 200, body: "text" }) as never);
    const [entry] = await captureLog("error", () => call(violating));
    expect(JSON.stringify(entry)).toContain("does not match its schema (body: ");
  });

  test.each<[unknown, string]>([
    ["ok", "a string"],
    [undefined, "undefined"],
    [null, "null"],
    [{ statusCode: 200, body: "secret" }, "an object with statusCode, body"],
    [{}, "an object with no properties"],
    [{ status: "200" }, String.raw`status \"200\"`],
    [{ status: Number.NaN }, "status null"],
  ])(
    "a handler that returns %j instead of a reply causes a 500, and the log shows the mistake",
    async (reply, found) => {
      const [entry] = await captureLog("error", async () =>
        expect((await call(handle(ANY, () => reply as never))).statusCode).toBe(500),
      );
      const text = JSON.stringify(entry);
      expect(text).toContain(`violates its contract: returned ${found}; expected { status: 200, body }`);
      expect(text).not.toContain("secret");
    },
  );
});

describe("a thrown value", () => {
  test("an HttpError becomes a problem with its status, code and detail", async () => {
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

  test.each([200, 302, 399, 600, 1000, 404.5, 0, -404, Number.NaN, Number.POSITIVE_INFINITY])(
    "an HttpError cannot have the status %d",
    async (status) => {
      const message = `the status is ${status}; expected 400 to 599`;
      expect(() => new HttpError(status, "odd", "It is odd.")).toThrow(message);
      const handler = handle(ANY, () => {
        throw new HttpError(status, "odd", "It is odd.");
      });
      const [entry] = await captureLog("error", async () =>
        expect(problemOf(await handler(eventOf())).status).toBe(500),
      );
      expect(entry?.error).toMatchObject({ message });
    },
  );

  test.each([400, 404, 499, 500, 599])("an HttpError can have the status %d", (status) => {
    expect(new HttpError(status, "known", "It is known.").status).toBe(status);
  });

  test.each([
    ["an error", new Error("the secret", { cause: new Error("its cause") })],
    ["a string", "the secret"],
    ["undefined", undefined],
  ])("%s is logged in full, and the caller gets only the request ID", async (_, thrown) => {
    const handler = handle(ANY, async () => {
      throw thrown;
    });
    const [entry] = await captureLog("error", async () => {
      expect(problemOf(await handler(eventOf()))).toEqual({
        status: 500,
        code: "internal-error",
        detail: "Internal error.",
        requestId: "request-1",
      });
    });
    expect(entry).toMatchObject({
      message: "unhandled error in handler",
      requestId: "request-1",
      routeKey: "$default",
    });
    if (thrown instanceof Error) {
      expect(entry?.error).toMatchObject({
        message: "the secret",
        stack: expect.stringContaining("handle.test"),
        cause: { message: "its cause" },
      });
    }
  });
});

describe("the log", () => {
  test("each log entry has the fields of the request, and an entry of a child log also has its fields", async () => {
    process.env._X_AMZN_TRACE_ID = "Root=1-2-3";
    const handler = handle(ANY, ({ log }) => {
      log.info("one", { a: 1 });
      log.child({ user: "ann" }).info("two");
      return { status: 204 };
    });
    const common = { requestId: "request-1", routeKey: "$default", traceId: "Root=1-2-3" };
    expect(await captureLog("info", () => handler(eventOf()))).toEqual([
      { message: "one", a: 1, ...common },
      { message: "two", user: "ann", ...common },
    ]);
    delete process.env._X_AMZN_TRACE_ID;
  });

  test("each response has the trace ID that the log contains, and a reply can replace it", async () => {
    process.env._X_AMZN_TRACE_ID =
      "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const header = { "x-trace-id": "1-5759e988-bd862e3fe1be46a994272793" };
    const json = { "content-type": "application/problem+json" };
    const failing = handle(ANY, () => {
      throw new HttpError(404, "unknown", "It does not exist.");
    });
    const replacing = handle(ANY, () => ({ status: 204, headers: { "X-Trace-Id": "mine" } }));
    expect((await handle(ANY, () => ({ status: 204 }))(eventOf())).headers).toEqual(header);
    expect((await failing(eventOf())).headers).toEqual({ ...json, ...header });
    await captureLog("error", async () => {
      expect((await handleAll(failing)({} as never)).headers).toEqual({ ...json, ...header });
    });
    expect((await replacing(eventOf())).headers).toEqual({ "x-trace-id": "mine" });
    delete process.env._X_AMZN_TRACE_ID;
  });

  test("the log does not contain the credentials of the caller", async () => {
    const headers = { Authorization: "Bearer x", cookie: "s=1", "Set-Cookie": ["s=1"], accept: "a" };
    const handler = handle(ANY, ({ log }) => {
      log.info("headers", { headers, deep: [{ headers }], cookies: ["s=1"] });
      return { status: 204 };
    });
    const [entry] = await captureLog("info", () => handler(eventOf()));
    const redacted = { Authorization: "[secret]", cookie: "[secret]", "Set-Cookie": "[secret]", accept: "a" };
    expect(entry).toMatchObject({ headers: redacted, deep: [{ headers: redacted }], cookies: "[secret]" });
  });

  test("the log can write bigints, dates and circular references", async () => {
    const circle: Record<string, unknown> = { big: 1n, at: new Date(0) };
    circle.self = circle;
    const handler = handle(ANY, ({ log }) => {
      log.info("values", { circle });
      return { status: 204 };
    });
    const [entry] = await captureLog("info", () => handler(eventOf()));
    expect(JSON.parse(JSON.stringify(entry?.circle))).toEqual({
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

  test("every response of a deprecated route has the deprecation headers, including problems", async () => {
    const old = route("GET /old", { deprecated });
    const succeeding = handle(old, () => ({ status: 200, body: {} }));
    expect(await succeeding(eventOf())).toMatchObject({ statusCode: 200, headers });
    const failing = handle(old, () => {
      throw new HttpError(404, "missing", "It does not exist.");
    });
    expect(await failing(eventOf())).toMatchObject({ statusCode: 404, headers });
  });

  test("the sunset date is optional, and headers of the reply override the deprecation headers", async () => {
    const old = route("GET /old", { deprecated: { since: "2026-01-31" } });
    const handler = handle(old, () => ({ status: 204, headers: { deprecation: "@1" } }));
    expect((await handler(eventOf())).headers).toEqual({ deprecation: "@1" });
  });
});

describe("a function with several routes", () => {
  const combined = handleAll(
    handle(route("GET /a"), () => ({ status: 200, body: "a" })),
    handle(route("GET /b"), () => ({ status: 200, body: "b" })),
  );

  test.each(["a", "b"])("the route GET /%s is handled by its own handler", async (name) => {
    expect(await combined({ ...eventOf(), routeKey: `GET /${name}` })).toMatchObject({ body: `"${name}"` });
  });

  test("a combined handler lists the routes of all its handlers, and can be combined again", async () => {
    expect(combined.routes.map(({ key }) => key)).toEqual(["GET /a", "GET /b"]);
    const all = handleAll(
      combined,
      handle(route("GET /c"), () => ({ status: 200, body: "c" })),
    );
    expect(all.routes.map(({ key }) => key)).toEqual(["GET /a", "GET /b", "GET /c"]);
    expect(await all({ ...eventOf(), routeKey: "GET /b" })).toMatchObject({ body: '"b"' });
  });

  test("a route without a handler returns 500, and the log lists the routes", async () => {
    const [entry] = await captureLog("error", async () => {
      expect((await combined({ ...eventOf(), routeKey: "GET /c" })).statusCode).toBe(500);
    });
    expect(JSON.stringify(entry)).toContain(
      'no handler for route \\"GET /c\\"; this function handles GET /a, GET /b',
    );
  });
});

test.each<[string, unknown]>([
  ["a list of handlers", [handle(route("GET /a"), () => ({ status: 200 }))]],
  ["a Lambda handler", async () => ({ statusCode: 200 })],
  ["no value", undefined],
])("%s as an argument of handleAll() is an error", (_, other) => {
  expect(() => handleAll(other as RouteHandler)).toThrow(
    "handleAll() needs handlers of handle() as its arguments. Use handleSocket() for messages.",
  );
});
