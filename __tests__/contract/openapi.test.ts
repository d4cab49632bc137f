import {
  binary,
  byHeader,
  byMediaType,
  byQuery,
  compareDocuments,
  deprecate,
  empty,
  openapi,
  problem,
  type ReplyMedia,
  redirect,
  route,
  stream,
  text,
} from "gatewright/contract";
import * as classic from "zod";
import * as z from "zod/mini";
import * as products from "../../functions/products/routes";
import { validateDocument } from "./validate-document";

const INFO = {
  title: "Things",
  version: "1.0.0",
  jsonSchema: (schema: z.core.$ZodType) => z.toJSONSchema(schema, { io: "input" }),
};

const Thing = z.strictObject({ thingId: z.string(), size: z.optional(z.int()) });

/** Returns the only operation of a document with one route. */
function operation(it: Parameters<typeof openapi>[0][string]): Record<string, unknown> {
  const [path = {}] = Object.values(openapi({ it }, INFO).paths);
  return Object.values(path)[0] as Record<string, unknown>;
}

test("the routes of the sample have a valid document", () => {
  const document = openapi(products, {
    ...INFO,
    description: "Products",
    servers: [{ url: "https://api.example.com" }],
  });
  expect(validateDocument(document)).toEqual({ valid: true });
  expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(["/products", "/products/{productId}"]));
});

test("a document with every kind of request part and reply is valid", () => {
  const document = openapi(
    {
      all: route("PUT /a/{x}/{rest+}", {
        params: z.object({ x: z.int(), rest: z.string() }),
        query: z.object({ q: z.array(z.string()) }),
        headers: z.object({ "x-a": z.optional(z.boolean()) }),
        body: Thing,
        groups: ["admin"],
        replies: {
          200: Thing,
          201: text("text/csv"),
          202: binary("image/png"),
          203: stream("text/event-stream"),
          204: empty,
          303: redirect,
          404: problem("thing-not-found"),
          409: Thing,
        },
      }),
      any: route("ANY /any", { access: "public" }),
      root: route("GET /"),
    },
    INFO,
  );
  expect(validateDocument(document)).toEqual({ valid: true });
});

test("a streamed reply has its media type, and a change to a stream is like the change of the media type", () => {
  const documentOf = (reply: ReplyMedia) =>
    openapi({ a: route("GET /a", { replies: { 200: reply } }) }, INFO);
  const contentOf = (reply: ReplyMedia) => operation(route("GET /a", { replies: { 200: reply } })).responses;
  expect(contentOf(stream("text/event-stream"))).toMatchObject({
    200: { content: { "text/event-stream": { schema: { type: "string" } } } },
  });
  expect(contentOf(stream())).toMatchObject({
    200: { content: { "application/octet-stream": { schema: {} } } },
  });
  const changes = (before: ReplyMedia, after: ReplyMedia) =>
    compareDocuments(documentOf(before), documentOf(after)).map(({ effect, text }) => `${effect}: ${text}`);
  expect(changes(text("text/csv"), stream("text/csv"))).toEqual([]);
  expect(changes(Thing, stream("text/event-stream"))).toEqual([
    "breaking: response 200: media type application/json removed",
    "compatible: response 200: media type text/event-stream added",
  ]);
});

test("a document with definitions, and with a schema that contains itself, is valid", () => {
  const Money = classic.object({ amount: classic.int(), currency: classic.string() }).meta({ id: "Money" });
  const Category = classic.object({
    price: Money,
    get categories() {
      return classic.array(Category);
    },
  });
  const replies = { 200: Category, 201: Money };
  const document = openapi(
    { it: route("POST /", { body: Category, query: Category, headers: Category, replies }) },
    { title: "Things", version: "1.0.0" },
  );
  expect(validateDocument(document)).toEqual({ valid: true });
  expect(document.components).toHaveProperty("schemas.Money");
});

test("the validator rejects a document without a title", () => {
  expect(validateDocument({ openapi: "3.1.0", info: {}, paths: {}, components: {} }).valid).toBe(false);
});

describe("an operation", () => {
  test("an operation describes the contract of its route", () => {
    expect(
      operation(
        route("POST /things/{owner}", {
          summary: "Create a thing",
          tags: ["things"],
          deprecated: { since: "2026-01-31" },
          scopes: ["things/write"],
          query: z.object({ dry: z.optional(z.boolean()), n: z.int() }),
          body: Thing,
          replies: { 201: Thing },
        }),
      ),
    ).toMatchObject({
      operationId: "it",
      summary: "Create a thing",
      tags: ["things"],
      deprecated: true,
      security: [{ token: ["things/write"] }],
      parameters: [
        { name: "owner", in: "path", required: true, schema: { type: "string" } },
        { name: "dry", in: "query", required: false, schema: { type: "boolean" } },
        { name: "n", in: "query", required: true, schema: { type: "integer" } },
      ],
      requestBody: { required: true, content: { "application/json": { schema: { required: ["thingId"] } } } },
      responses: { 201: { content: { "application/json": { schema: { additionalProperties: false } } } } },
    });
  });

  test.each([
    ["a public route", route("GET /", { access: "public" }), ["200", "429", "431", "500", "503"]],
    ["a route with a token", route("GET /"), ["200", "401", "403", "429", "431", "500", "503"]],
    [
      "a route with a body",
      route("POST /", { body: Thing, replies: { 201: empty } }),
      ["201", "400", "401", "403", "413", "415", "429", "431", "500", "503"],
    ],
    [
      "a route that may read a body from the event",
      route("PUT /", { access: "public" }),
      ["200", "413", "429", "431", "500", "503"],
    ],
    [
      "a route with a path parameter",
      route("GET /{id}", { access: "public" }),
      ["200", "400", "404", "429", "431", "500", "503"],
    ],
  ])("the operation of %s lists its possible responses", (_, declared, statuses) => {
    expect(Object.keys(operation(declared).responses as object).sort()).toEqual(statuses);
  });

  test("the operation of a public route needs no token", () => {
    expect(operation(route("GET /", { access: "public" })).security).toEqual([]);
  });
});

describe("groups", () => {
  const admin = route("GET /a", { groups: ["admin", "staff"], scopes: ["a/b"] });
  const [v1, v2] = ["1", "2"].map((version) => byQuery("v", version, { admin }).admin);
  const open = byQuery("v", "3", { open: route("GET /a", { scopes: ["a/b"] }) }).open;

  test("the operation of a route contains its groups, also in the description of its 403 response", () => {
    expect(operation(admin)).toMatchObject({
      "x-groups": ["admin", "staff"],
      responses: {
        403: {
          $ref: "#/components/responses/MissingGroup",
          description: "The caller is in none of these groups: admin, staff",
        },
      },
    });
  });

  test("the operation of a route without groups has no groups", () => {
    expect(operation(route("GET /"))).not.toHaveProperty("x-groups");
    expect(openapi({ it: route("GET /") }, INFO)).not.toHaveProperty("x-route-groups");
  });

  test("an operation has the groups that all versions of its route require", () => {
    const groupsOf = (routes: Parameters<typeof openapi>[0]) => openapi(routes, INFO).paths["/a"]?.get;
    expect(groupsOf({ v1, v2 } as never)).toMatchObject({ "x-groups": ["admin", "staff"] });
    const partly = groupsOf({ v1, open } as never);
    expect(partly).not.toHaveProperty("x-groups");
    expect(partly).toMatchObject({
      responses: {
        403: {
          description: "The caller is in none of the groups of the version: admin, staff (version v=1)",
        },
      },
    });
  });

  test("the document contains the groups of each version, and of routes without an operation", () => {
    const fallback = route("$default", { groups: ["admin"] });
    const document = openapi({ v1, open, fallback } as never, INFO);
    expect(document["x-route-groups"]).toEqual({
      "GET /a": [
        { version: "v=1", groups: ["admin", "staff"] },
        { version: "v=3", groups: [] },
      ],
      $default: [{ groups: ["admin"] }],
    });
    expect(validateDocument(document)).toEqual({ valid: true });
  });
});

describe("error responses", () => {
  const problemCodes = (response: unknown) => {
    const { content } = response as { readonly content: Record<string, { readonly schema: object }> };
    return content["application/problem+json"]?.schema;
  };
  const codesOf = (...codes: readonly string[]) => ({ properties: { code: { enum: codes } } });
  const message = { "application/json": { schema: { properties: { message: { type: "string" } } } } };

  test("a declared problem is a response with its codes", () => {
    const replies = { 200: Thing, 409: problem("name-taken", "thing-locked") };
    const { responses } = operation(route("GET /", { replies })) as { readonly responses: object };
    expect(responses).toMatchObject({
      409: {
        content: {
          "application/problem+json": {
            schema: {
              required: ["status", "code", "detail", "requestId"],
              ...codesOf("name-taken", "thing-locked"),
            },
          },
        },
      },
    });
  });

  test("a declared problem has the codes and the content that its status can also have without a declaration", () => {
    const declared = route("POST /{id}", {
      groups: ["admin"],
      body: Thing,
      replies: {
        201: Thing,
        400: problem("bad-size"),
        403: problem("not-owner"),
        404: problem("not-found"),
        429: empty,
        500: Thing,
      },
    });
    const { responses } = operation(declared) as { readonly responses: Record<string, object> };
    expect(problemCodes(responses[400])).toMatchObject(codesOf("bad-size", "invalid-input", "invalid-json"));
    expect(problemCodes(responses[403])).toMatchObject(codesOf("not-owner", "missing-group"));
    expect(problemCodes(responses[404])).toMatchObject(codesOf("not-found"));
    expect(problemCodes(responses[500])).toMatchObject(codesOf("internal-error"));
    for (const status of [400, 403, 404, 429]) expect(responses[status]).toMatchObject({ content: message });
    expect(responses[500]).toMatchObject({
      content: { "application/json": { schema: { anyOf: [{}, {}] } } },
    });
  });

  test("versions with problems of the same status have all codes", () => {
    const get = (code: string) => route("GET /", { replies: { 404: problem(code) } });
    const v1 = byQuery("v", "1", { get: get("gone") });
    const v2 = byQuery("v", "2", { get: get("missing") });
    const { get: combined } = openapi({ v1: v1.get, v2: v2.get }, INFO).paths["/"] ?? {};
    const { responses } = combined as { readonly responses: Record<string, object> };
    expect(problemCodes(responses[404])).toMatchObject(codesOf("gone", "missing"));
  });

  test("each error response that is not declared refers to a component with its content", () => {
    const routes = {
      get: route("GET /{id}"),
      create: route("POST /", { body: Thing, groups: ["admin"] }),
      v1: byMediaType("application/vnd.v1+json", { it: route("GET /v", { access: "public" }) }).it,
      v2: byMediaType("application/vnd.v2+json", { it: route("GET /v", { access: "public" }) }).it,
    };
    const { paths, components } = openapi(routes, INFO);
    const references = Object.values(paths)
      .flatMap((item) => Object.values(item))
      .flatMap((it) => Object.entries((it as { readonly responses: object }).responses))
      .flatMap(([status, { $ref }]) => ($ref === undefined ? [] : [[status, $ref.split("/").at(-1)]]));
    const { responses } = components as { readonly responses: Record<string, { readonly content: object }> };
    const contents = Object.fromEntries(
      references.map(([status, name]) => [`${status} ${name}`, Object.keys(responses[name]?.content ?? {})]),
    );
    expect(contents).toEqual({
      "400 BadRequest": ["application/json"],
      "400 InvalidInput": ["application/problem+json", "application/json"],
      "401 Unauthorized": ["application/json"],
      "403 Forbidden": ["application/json"],
      "403 MissingGroup": ["application/problem+json", "application/json"],
      "404 NotFound": ["application/json"],
      "406 NotAcceptable": ["application/problem+json"],
      "413 ContentTooLarge": ["application/json"],
      "415 UnsupportedMediaType": ["application/problem+json"],
      "429 TooManyRequests": ["application/json"],
      "431 HeadersTooLarge": ["text/plain"],
      "500 InternalServerError": ["application/problem+json", "application/json"],
      "503 ServiceUnavailable": ["application/json"],
    });
    expect(Object.keys(responses).sort()).toEqual([...new Set(references.map(([, name]) => name))].sort());
  });
});

describe("examples", () => {
  test("each example is shown with its parameter or body", () => {
    const shown = operation(
      route("POST /things/{owner}", {
        query: z.object({ dry: z.optional(z.boolean()), n: z.int() }),
        headers: z.object({ "x-a": z.string() }),
        body: Thing,
        replies: { 201: Thing, 202: text("text/csv") },
        examples: {
          params: { owner: "ann" },
          query: { n: 3 },
          headers: { "x-a": "b" },
          body: { thingId: "t-1" },
          replies: { 201: { thingId: "t-1", size: 2 } },
        },
      }),
    );
    expect(shown).toMatchObject({
      parameters: [
        { name: "owner", example: "ann" },
        { name: "dry" },
        { name: "n", example: 3 },
        { name: "x-a", example: "b" },
      ],
      requestBody: { content: { "application/json": { example: { thingId: "t-1" } } } },
      responses: { 201: { content: { "application/json": { example: { thingId: "t-1", size: 2 } } } } },
    });
    expect(JSON.stringify(shown).match(/"example"/g)).toHaveLength(5);
  });

  test("an example that its schema rejects throws an error", () => {
    const wrong = { body: { thingId: 1 } } as unknown as { body: { thingId: string } };
    expect(() => openapi({ it: route("POST /", { body: Thing, examples: wrong }) }, INFO)).toThrow(
      /^route "POST \/": has a body example that its schema rejects \(\/thingId: Invalid input.*\)\. Correct the example or the schema\.$/,
    );
  });
});

describe("the versions of a route", () => {
  const Old = z.strictObject({ id: z.string() });
  const get = (schema: typeof Old | typeof Thing) =>
    route("POST /things", { tags: ["things"], body: schema, replies: { 200: schema } });
  const since = { since: "2026-01-31" };

  test("versions that a media type selects are one operation with one body per media type", () => {
    const v1 = byMediaType("application/vnd.things.v1+json", deprecate(since, { get: get(Old) }));
    const v2 = byMediaType("application/vnd.things.v2+json", { get: get(Thing) });
    const document = openapi({ get: v1.get, getV2: v2.get }, INFO);
    expect(validateDocument(document)).toEqual({ valid: true });
    const content = {
      "application/vnd.things.v1+json": { schema: { required: ["id"] } },
      "application/vnd.things.v2+json": { schema: { required: ["thingId"] } },
    };
    const { post } = document.paths["/things"] ?? {};
    expect(post).toMatchObject({
      operationId: "get",
      tags: ["things"],
      requestBody: { required: true, content },
      responses: { 200: { content }, 406: { $ref: "#/components/responses/NotAcceptable" } },
    });
    expect(post).not.toHaveProperty("deprecated");
  });

  test("versions that a query parameter selects are one operation that allows either schema", () => {
    const v1 = byQuery("version", "1", { get: get(Old) });
    const v2 = byQuery("version", "2", { get: get(Thing) });
    const document = openapi({ get: v1.get, getV2: v2.get }, INFO);
    expect(validateDocument(document)).toEqual({ valid: true });
    expect(document.paths["/things"]?.post).toMatchObject({
      parameters: [{ name: "version", in: "query", required: false, schema: { enum: ["1", "2"] } }],
      responses: {
        200: {
          content: {
            "application/json": {
              schema: { anyOf: [{ required: ["id"] }, { required: ["thingId"] }] },
            },
          },
        },
      },
    });
  });

  test("two routes of the same version throw an error", () => {
    expect(() => openapi({ one: get(Old), two: get(Thing) }, INFO)).toThrow(
      'duplicate route "POST /things". Remove one, or declare it as another version.',
    );
  });

  test("a header that selects the version is a header parameter", () => {
    const v1 = byHeader("X-Version", "1", { get: get(Old) });
    const v2 = byHeader("x-version", "2", { get: get(Thing) });
    const { post } = openapi({ one: v1.get, two: v2.get }, INFO).paths["/things"] ?? {};
    expect(post).toMatchObject({
      parameters: [{ name: "x-version", in: "header", required: false, schema: { enum: ["1", "2"] } }],
      responses: { 400: { $ref: "#/components/responses/InvalidInput" } },
    });
  });

  test("an operation is deprecated if all its versions are", () => {
    const old = deprecate(since, {
      ...byQuery("v", "1", { one: get(Old) }),
      ...byQuery("v", "2", { two: get(Old) }),
    });
    expect(openapi(old, INFO).paths["/things"]?.post).toMatchObject({ deprecated: true });
  });
});

test("an ANY route becomes one operation per method, and a $default route is left out", () => {
  const { paths } = openapi({ any: route("ANY /a"), rest: route("$default") }, INFO);
  expect(Object.keys(paths)).toEqual(["/a"]);
  expect(Object.keys(paths["/a"] ?? {})).toEqual([
    "delete",
    "get",
    "head",
    "options",
    "patch",
    "post",
    "put",
  ]);
});

describe("paths that are identical in OpenAPI", () => {
  /** Returns the operation IDs of each path of a document, by method. */
  const operationIds = (...keys: readonly string[]) => {
    const routes = Object.fromEntries(
      keys.map((key) => [key.replaceAll(/\W+/g, "_"), route(key as "GET /")]),
    );
    return Object.entries(openapi(routes, INFO).paths).map(([, item]) =>
      Object.fromEntries(
        Object.entries(item).map(([method, it]) => [
          method,
          (it as { readonly operationId: string }).operationId,
        ]),
      ),
    );
  };

  test("paths that differ only in the names of their parameters are one path with the names of the first route", () => {
    const document = openapi(
      {
        get: route("GET /f/{a}/{b}"),
        put: route("PUT /f/{b}/{a}", {
          params: z.object({ b: z.int(), a: z.boolean() }),
          examples: { params: { b: 3, a: true } },
        }),
        remove: route("DELETE /f/{x}/g"),
      },
      INFO,
    );
    expect(validateDocument(document)).toEqual({ valid: true });
    expect(document.paths).toMatchObject({
      "/f/{a}/{b}": {
        get: { parameters: [{ name: "a" }, { name: "b" }] },
        put: {
          parameters: [
            { name: "a", in: "path", schema: { type: "integer" }, example: 3 },
            { name: "b", in: "path", schema: { type: "boolean" }, example: true },
          ],
        },
      },
      "/f/{x}/g": { delete: { parameters: [{ name: "x" }] } },
    });
    expect(Object.keys(document.paths)).toEqual(["/f/{a}/{b}", "/f/{x}/g"]);
  });

  test.each([
    { keys: ["ANY /a", "GET /a"] },
    { keys: ["GET /a", "ANY /a"] },
    { keys: ["ANY /{b}", "GET /{c}"] },
    { keys: ["GET /{c}", "ANY /{b}"] },
    { keys: ["GET /{c}", "GET /{b+}", "POST /{b+}"] },
    { keys: ["GET /{b+}", "POST /{b+}", "GET /{c}"] },
    { keys: ["ANY /{c}", "GET /{b+}"] },
    { keys: ["GET /{b+}", "ANY /{c}"] },
  ])("the document of $keys contains the routes that API Gateway prefers", ({ keys }) => {
    const [byMethod = {}, ...others] = operationIds(...keys);
    expect(others).toEqual([]);
    const hasGreedy = keys.some((key) => key.endsWith("+}"));
    const preferred = keys.find((key) => (hasGreedy ? key.endsWith("{c}") : key.startsWith("GET"))) ?? "";
    expect(byMethod.get).toMatch(new RegExp(`^${preferred.replaceAll(/\W+/g, "_")}(GET)?$`));
    expect(Object.keys(byMethod)).toHaveLength(keys.some((key) => key.startsWith("ANY")) ? 7 : 2);
  });

  test("two routes that differ only in the names of their parameters are an error", () => {
    expect(() => openapi({ one: route("GET /f/{a}"), two: route("GET /f/{b}") }, INFO)).toThrow(
      'route "GET /f/{b}" duplicates "GET /f/{a}" (parameter names do not count). Remove one.',
    );
  });
});

test("a schema with Standard JSON Schema needs no converter", () => {
  const body = classic.z.object({ a: classic.z.string() });
  const document = openapi({ it: route("POST /", { body }) }, { title: "T", version: "1" });
  expect(document.paths["/"]?.post).toMatchObject({
    requestBody: { content: { "application/json": { schema: { properties: { a: { type: "string" } } } } } },
  });
});

test("a problem with the status of a success throws an error", () => {
  const replies: { readonly [status: number]: ReplyMedia } = { 200: problem("odd") };
  expect(() => openapi({ it: route("GET /", { replies }) }, INFO)).toThrow(
    'route "GET /": replies.200 is a problem; expected a status from 400 to 599. Change the status.',
  );
});

test("the error of a document has a line for each schema without a JSON Schema and each malformed key", () => {
  const routes = {
    a: route("POST /a", { body: Thing, replies: { 200: Thing } }),
    b: route("GET /b/" as "GET /b"),
    c: route("GET /c", {
      query: classic.object({ since: classic.date() }),
      replies: { 200: classic.object({}) },
    }),
  };
  const remedy =
    "but the OpenAPI document needs it. Use a type of JSON, such as an ISO date, or convert the schema with the option `jsonSchema`.";
  const vendor = "(the schema of zod does not implement Standard JSON Schema)";
  const lines = [
    `route "POST /a": body has no JSON Schema ${vendor}, ${remedy}`,
    `route "POST /a": reply 200 has no JSON Schema ${vendor}, ${remedy}`,
    'route "GET /b/" must not end in "/". Write "GET /b".',
    `route "GET /c": query has no JSON Schema (Date cannot be represented in JSON Schema), ${remedy}`,
  ];
  expect(() => openapi(routes, { title: "T", version: "1" })).toThrow(new Error(lines.join("\n")));
});
