import { spawnSync } from "node:child_process";
import * as classic from "zod";
import * as z from "zod/mini";
import { binary, empty, type OpenApiDocument, openapi, redirect, route, text } from "#contract";
import * as products from "../../functions/products/routes";

const INFO = {
  title: "Things",
  version: "1.0.0",
  jsonSchema: (schema: z.core.$ZodType) => z.toJSONSchema(schema, { io: "input" }),
};

const Thing = z.strictObject({ thingId: z.string(), size: z.optional(z.int()) });

/** What an independent validator has to say of a document: https://github.com/seriousme/openapi-schema-validator */
function verdict(document: OpenApiDocument): { valid: boolean; errors?: unknown } {
  const script = `
    import { Validator } from "@seriousme/openapi-schema-validator";
    let text = ""; for await (const chunk of process.stdin) text += chunk;
    console.log(JSON.stringify(await new Validator().validate(JSON.parse(text))));
  `;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    input: JSON.stringify(document),
    encoding: "utf8",
  });
  return JSON.parse(stdout);
}

/** The one operation of a document of one route. */
function operation(of: Parameters<typeof openapi>[0][string]): Record<string, unknown> {
  const [path = {}] = Object.values(openapi({ it: of }, INFO).paths);
  return Object.values(path)[0] as Record<string, unknown>;
}

test("the sample's routes make a valid document", () => {
  const document = openapi(products, {
    ...INFO,
    description: "Products",
    servers: [{ url: "https://api.example.com" }],
  });
  expect(verdict(document)).toEqual({ valid: true });
  expect(Object.keys(document.paths)).toEqual(["/products", "/products/{productId}"]);
});

test("every kind of part and reply makes a valid document", () => {
  const document = openapi(
    {
      all: route("PUT /a/{x}/{rest+}", {
        params: z.object({ x: z.int(), rest: z.string() }),
        query: z.object({ q: z.array(z.string()) }),
        headers: z.object({ "x-a": z.optional(z.boolean()) }),
        body: Thing,
        groups: ["admin"],
        replies: { 200: Thing, 201: text("text/csv"), 202: binary("image/png"), 204: empty, 303: redirect },
      }),
      any: route("ANY /any", { access: "public" }),
      root: route("GET /"),
    },
    INFO,
  );
  expect(verdict(document)).toEqual({ valid: true });
});

test("a document that is none would be found", () => {
  expect(verdict({ openapi: "3.1.0", info: {}, paths: {}, components: {} }).valid).toBe(false);
});

describe("an operation", () => {
  test("says what its route promises", () => {
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
    [route("GET /", { access: "public" }), ["200", "500"]],
    [route("GET /"), ["200", "401", "403", "500"]],
    [route("POST /", { body: Thing, replies: { 201: empty } }), ["201", "400", "401", "403", "415", "500"]],
  ])("%# has the answers that it may have", (of, statuses) => {
    expect(Object.keys(operation(of).responses as object).sort()).toEqual(statuses);
  });

  test("of a public route is for everybody", () => {
    expect(operation(route("GET /", { access: "public" })).security).toEqual([]);
  });
});

test("ANY is each method, and $default is left out", () => {
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

test("a schema that makes JSON Schema by itself needs no help", () => {
  const body = classic.z.object({ a: classic.z.string() });
  const document = openapi({ it: route("POST /", { body }) }, { title: "T", version: "1" });
  expect(document.paths["/"]?.post).toMatchObject({
    requestBody: { content: { "application/json": { schema: { properties: { a: { type: "string" } } } } } },
  });
});

test("a schema that makes none says so, and a malformed route too", () => {
  const bare = { title: "T", version: "1" };
  expect(() => openapi({ it: route("POST /", { body: Thing }) }, bare)).toThrow(
    "a schema of zod makes no JSON Schema by itself; say how with jsonSchema",
  );
  expect(() => openapi({ it: route("GET /a/" as "GET /a") }, bare)).toThrow('must not end in "/"');
});
