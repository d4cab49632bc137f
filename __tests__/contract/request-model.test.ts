import { byHeader, byMediaType, type Route, requestModel, route } from "gatewright/contract";
import * as zod from "zod";
import * as z from "zod/mini";

const KEY = "POST /things/{id}";

/** Returns a schema of a library that converts it to the given JSON Schema. */
function schemaOf(json: object) {
  return {
    "~standard": {
      version: 1 as const,
      vendor: "test",
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: () => json, output: () => json },
    },
  };
}

const modelOf = (...bodies: readonly NonNullable<Route["body"]>[]) =>
  requestModel(
    bodies.map((body) => route(KEY, { body })),
    undefined,
  );

const ANNOTATIONS = {
  title: "A",
  description: "b",
  default: 1,
  examples: [1],
  $comment: "c",
  deprecated: true,
};

test.each<[string, object, object]>([
  [
    "definitions",
    { $ref: "#/$defs/A", $defs: { A: { type: "string" } } },
    { $ref: "#/definitions/A", definitions: { A: { type: "string" } } },
  ],
  ["const", { const: "a" }, { enum: ["a"] }],
  [
    "an enum with equal values",
    {
      enum: [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    },
    { enum: [{ a: 1, b: 2 }] },
  ],
  ["an empty enum", { enum: [] }, { not: {} }],
  ["an exclusive minimum", { exclusiveMinimum: 3 }, { minimum: 3, exclusiveMinimum: true }],
  ["a smaller exclusive minimum", { minimum: 5, exclusiveMinimum: 3 }, { minimum: 5 }],
  ["a list of types", { type: ["string", "null"] }, { type: ["string", "null"] }],
  ["an integer such as 1.0", { type: "integer" }, { type: "number", multipleOf: 1 }],
  [
    "a multiple of an integer",
    { type: "integer", multipleOf: 5 },
    { type: "number", multipleOf: 1, allOf: [{ multipleOf: 5 }] },
  ],
  [
    "nullable of OpenAPI 3.0",
    { type: "string", nullable: true },
    { anyOf: [{ type: "string" }, { type: "null" }] },
  ],
  [
    "a tuple",
    { prefixItems: [{ type: "string" }], items: { type: "null" } },
    { items: [{ type: "string" }], additionalItems: { type: "null" } },
  ],
  [
    "a tuple of a fixed length",
    { prefixItems: [true], items: false },
    { items: [{}], additionalItems: false },
  ],
  [
    "a reference with siblings",
    { $ref: "#/$defs/A", type: "string", $defs: { A: {} } },
    { type: "string", allOf: [{ $ref: "#/definitions/A" }], definitions: { A: {} } },
  ],
  ["boolean schemas", { properties: { a: true, b: false } }, { properties: { a: {}, b: { not: {} } } }],
  [
    "contains",
    { contains: { type: "string" } },
    { not: { type: "array", items: { not: { type: "string" } } } },
  ],
  [
    "names from a list",
    { propertyNames: { enum: ["a"] } },
    { properties: { a: {} }, additionalProperties: false },
  ],
  [
    "names with a pattern",
    { propertyNames: { pattern: "^a" } },
    { patternProperties: { "^a": {} }, additionalProperties: false },
  ],
  ["names of any text, as in a record of zod", { propertyNames: { type: "string" } }, {}],
  [
    "conditions",
    { if: { required: ["a"] }, ...branch("then", { required: ["b"] }) },
    { anyOf: [{ not: { required: ["a"] } }, { required: ["b"] }] },
  ],
  ["dependent properties", { dependentRequired: { a: ["b"], c: [] } }, { dependencies: { a: ["b"] } }],
  [
    "dependent schemas",
    { dependentSchemas: { a: { required: ["b"] } } },
    { dependencies: { a: { required: ["b"] } } },
  ],
  ["a minimum length, which counts UTF-16 units", { minLength: 5 }, { minLength: 3 }],
  ["a format whose pattern is known", { format: "email", pattern: "@" }, { pattern: "@" }],
  ["annotations", { ...ANNOTATIONS, "x-other": 1 }, {}],
  ["an empty list of required names", { required: [] }, {}],
  [
    "definitions of draft 7",
    { items: { $ref: "#/definitions/A" }, definitions: { A: {} } },
    { items: { $ref: "#/definitions/A" }, definitions: { A: {} } },
  ],
])("draft 4 expresses %s", (_, json, expected) => {
  expect(modelOf(schemaOf(json))).toEqual({ body: expected, dropped: [], parameters: [], errors: [] });
});

function branch(keyword: "then" | "else", schema: object) {
  return { [keyword]: schema };
}

test.each<[string, object, object, readonly string[]]>([
  [
    "a keyword that draft 4 lacks",
    { type: "object", unevaluatedProperties: false },
    { type: "object" },
    ["/unevaluatedProperties"],
  ],
  [
    "a maximum number of matches",
    { contains: {}, maxContains: 2 },
    { not: { type: "array", items: { not: {} } } },
    ["/maxContains"],
  ],
  [
    "a pattern of a newer dialect",
    { properties: { "a/b": { pattern: "(?<year>\\d)" } } },
    { properties: { "a/b": {} } },
    ["/properties/a~1b/pattern"],
  ],
  ["a format without a pattern", { format: "uri" }, {}, ["/format"]],
  ["a negation that would become stricter", { not: { unevaluatedItems: false } }, {}, ["/not"]],
  [
    "an exclusive choice that would become stricter",
    { oneOf: [{ format: "uri" }, { type: "string" }] },
    { anyOf: [{}, { type: "string" }] },
    ["/oneOf/0/format", "/oneOf"],
  ],
  [
    "a condition that would become stricter",
    { if: { format: "uri" }, ...branch("then", false as never) },
    {},
    ["/if"],
  ],
  [
    "additional properties next to a pattern that is left out",
    { patternProperties: { "\\p{L}": {} }, additionalProperties: false },
    {},
    ["/patternProperties/\\p{L}", "/additionalProperties"],
  ],
  [
    "a keyword of a definition",
    { not: { $ref: "#/$defs/A" }, $defs: { A: { format: "uri" } } },
    {},
    ["/not"],
  ],
  ["a reference to another document", { $ref: "https://example.com/schema" }, {}, ["/$ref"]],
])("the model leaves out %s, and lists it", (_, json, expected, paths) => {
  const { body, dropped } = modelOf(schemaOf(json));
  expect(body).toEqual(expected);
  expect(dropped.map(({ path }) => path)).toEqual(paths);
});

test("alternatives with a discriminator exclude each other, so that none is listed", () => {
  const one = zod.object({ kind: zod.literal("a"), name: zod.string().min(3) });
  const two = zod.object({ kind: zod.literal("b") });
  const { body, dropped } = modelOf(zod.discriminatedUnion("kind", [one, two]));
  expect(Object.keys(body ?? {})).toEqual(["anyOf"]);
  expect(dropped).toEqual([]);
});

test("a recursive schema refers to its own definition", () => {
  const Category: z.ZodMiniType = z.object({
    get children() {
      return z.array(Category);
    },
  });
  const convert = (schema: z.core.$ZodType) => z.toJSONSchema(schema, { io: "input" });
  const { body } = requestModel([route(KEY, { body: Category })], convert);
  const category = {
    type: "object",
    properties: { children: { type: "array", items: { $ref: "#/definitions/Body" } } },
    required: ["children"],
  };
  expect(body).toEqual({ ...category, definitions: { Body: category } });
});

describe("a schema that its JSON Schema does not describe exactly", () => {
  test.each<[string, zod.ZodType, object]>([
    ["a regular expression with a flag", zod.string().regex(/^abc$/i), { type: "string" }],
    ["a text that is trimmed before it is checked", zod.string().trim().max(3), { type: "string" }],
  ])("%s is not compared by the model", (_, schema, expected) => {
    const { body, dropped } = modelOf(zod.object({ a: schema }));
    expect(body).toMatchObject({ properties: { a: expected } });
    expect(body?.properties).toEqual({ a: expected });
    expect(dropped).toHaveLength(1);
  });

  test.each<[string, zod.ZodType]>([
    ["that is coerced", zod.coerce.number()],
    ["that replaces invalid values", zod.string().catch("x")],
  ])("a body with a value %s has no model", (_, schema) => {
    const { body, dropped } = modelOf(zod.object({ list: zod.array(schema) }));
    expect(body).toBeUndefined();
    expect(dropped).toHaveLength(1);
  });
});

test("a conversion that describes the output of a schema of zod gives no model", () => {
  const convert = (schema: z.core.$ZodType) => z.toJSONSchema(schema, { io: "output" });
  const contract = (body: z.ZodMiniType) => requestModel([route(KEY, { body })], convert);
  const { body, dropped } = contract(z.object({ a: z.string() }));
  expect([body, dropped[0]?.reason]).toEqual([
    undefined,
    'its JSON Schema describes the output of the schema; convert it with `io: "input"`',
  ]);
  expect(contract(z.strictObject({ a: z.string() })).body).toMatchObject({ additionalProperties: false });
});

test("a schema without a JSON Schema has no model, and an error", () => {
  const { body, dropped, errors } = modelOf(z.object({ a: z.string() }));
  expect([body, dropped]).toEqual([undefined, []]);
  expect(errors).toEqual([
    "body has no JSON Schema (the schema of zod does not implement Standard JSON Schema)",
  ]);
});

describe("a route with several versions", () => {
  const one = zod.object({ a: zod.string() });
  const two = zod.object({ b: zod.string() });

  test("the model accepts the body of each version", () => {
    const { body } = requestModel(
      [route(KEY, { body: one }), byHeader("x-version", "2", { two: route(KEY, { body: two }) }).two],
      undefined,
    );
    expect(body?.anyOf).toHaveLength(2);
  });

  test("there is no model if a version reads no body", () => {
    const { v2 } = byMediaType("application/vnd.a.v2+json", { v2: route(KEY) });
    const { body, dropped } = requestModel([route(KEY, { body: one }), v2], undefined);
    expect(body).toBeUndefined();
    expect(dropped).toHaveLength(1);
  });

  test("a parameter is required only if each version requires it", () => {
    const query = (shape: zod.ZodRawShape) => route(KEY, { query: zod.object(shape) });
    const { parameters } = requestModel(
      [query({ a: zod.number(), b: zod.number() }), query({ a: zod.string(), c: zod.number() })],
      undefined,
    );
    expect(parameters).toEqual([{ in: "query", name: "a", rejectsBlank: false }]);
  });
});

test("a parameter can be required only if the handler rejects a blank text", () => {
  const contract = route(KEY, {
    params: zod.object({ id: zod.uuid() }),
    query: zod.object({
      count: zod.number(),
      coerced: zod.coerce.number(),
      text: zod.string(),
      long: zod.string().min(1),
      list: zod.array(zod.string()),
      kind: zod.enum(["a", "b"]),
      optional: zod.optional(zod.number()),
      preset: zod.number().default(1),
    }),
    headers: zod.object({ "x-id": zod.uuid() }),
  });
  const { parameters } = requestModel([contract], undefined);
  expect(parameters.map(({ in: place, name, rejectsBlank }) => [place, name, rejectsBlank])).toEqual([
    ["path", "id", true],
    ["query", "count", true],
    ["query", "coerced", false],
    ["query", "text", false],
    ["query", "long", false],
    ["query", "list", false],
    ["query", "kind", true],
    ["header", "x-id", true],
  ]);
});
