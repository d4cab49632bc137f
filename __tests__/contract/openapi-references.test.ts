import { type OpenApiDocument, openapi, type Route, route } from "gatewright/contract";
import * as zod from "zod";
import * as z from "zod/mini";

type Json = Readonly<Record<string, unknown>>;

const INFO = { title: "Things", version: "1.0.0" };

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

/** Returns the value to which a JSON Pointer such as `#/$defs/Money` refers. */
function resolve(root: Json, reference: string): Json {
  const tokens = decodeURIComponent(reference).split("/").slice(1);
  const names = tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  return names.reduce<Json>((value, name) => {
    if (!Object.hasOwn(Object(value), name)) throw new Error(`${reference} has no target`);
    return value[name] as Json;
  }, root);
}

/** Maximum number of references that are followed one after the other. */
const MAX_DEPTH = 4;

/** Replaces each reference in a schema with its target. */
function unfold(value: unknown, root: Json, depth = 0): unknown {
  if (Array.isArray(value)) return value.map((item) => unfold(item, root, depth));
  if (typeof value !== "object" || value === null) return value;
  const { $ref, $defs, definitions, $schema, $id, ...keywords } = value as Json;
  const own = Object.entries(keywords).map(([name, child]) => [name, unfold(child, root, depth)]);
  if (typeof $ref !== "string") {
    return Object.fromEntries($ref === undefined ? own : [...own, ["$ref", unfold($ref, root, depth)]]);
  }
  const target = depth < MAX_DEPTH ? unfold(resolve(root, $ref), root, depth + 1) : "…";
  return { ...Object(target), ...Object.fromEntries(own) };
}

/** Returns all references in a document. */
function referencesOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) =>
    name === "$ref" && typeof child === "string" ? [child] : referencesOf(child),
  );
}

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: unknown }[];
  readonly requestBody: { readonly content: { readonly "application/json": { readonly schema: unknown } } };
  readonly responses: {
    readonly 200: { readonly content: { readonly "application/json": { readonly schema: unknown } } };
  };
}

/** Returns the document of a route that uses a JSON Schema in each part of the request and in its reply. */
function documentOf(json: object): OpenApiDocument {
  const schema = schemaOf(json);
  const parts = { params: schema, query: schema, headers: schema, body: schema, replies: { 200: schema } };
  return openapi({ it: route("POST /things/{a}", parts as object) }, INFO);
}

const Money = zod.object({ amount: zod.int(), currency: zod.string() }).meta({ id: "Money" });
const Category = zod.object({
  a: zod.string(),
  get parts() {
    return zod.array(Category);
  },
});
const Folder = zod
  .object({
    a: zod.string(),
    get folders() {
      return zod.array(Folder);
    },
  })
  .meta({ id: "Folder" });

const text = { type: "string" };
const CASES: Readonly<Record<string, object>> = {
  "a definition that is used twice": zod.toJSONSchema(zod.object({ a: Money, b: Money })),
  "a schema that contains itself": zod.toJSONSchema(Category),
  "a property that contains itself": zod.toJSONSchema(zod.object({ a: Category, b: Folder })),
  "a schema of any JSON": zod.toJSONSchema(zod.object({ a: zod.json() })),
  "a reference to a property": { properties: { a: text, b: { items: { $ref: "#/properties/a" } } } },
  "a reference into a definition": {
    properties: { a: { $ref: "#/$defs/A/properties/x" } },
    $defs: { A: { properties: { x: { items: { $ref: "#/$defs/A" } } } } },
  },
  "definitions of an older draft": {
    properties: { a: { $ref: "#/definitions/A" } },
    definitions: { A: { properties: { next: { $ref: "#/definitions/A" } } } },
  },
  "definitions in a property": {
    properties: { a: { $ref: "#/properties/b/$defs/B" }, b: { $defs: { B: text } } },
  },
  "a definition with special characters in its name": {
    properties: { a: { $ref: "#/$defs/A%20%25~1~0b" } },
    $defs: { "A %/~b": text },
  },
  "definitions whose names differ only in special characters": {
    properties: { a: { $ref: "#/$defs/A+" }, b: { $ref: "#/$defs/A-" }, c: { $ref: "#/$defs/A*" } },
    $defs: { "A+": text, "A-": { type: "number" }, "A*": { type: "boolean" } },
  },
  "definitions that refer to each other": {
    properties: { a: { $ref: "#/$defs/A" }, b: { $ref: "#/$defs/B" } },
    $defs: {
      A: { properties: { b: { $ref: "#/$defs/B" } } },
      B: { properties: { a: { $ref: "#/$defs/A" }, root: { $ref: "#" } } },
    },
  },
  "keywords next to a reference": {
    properties: { a: { $ref: "#/$defs/A", description: "An a" } },
    $defs: { A: { description: "Any a", ...text } },
  },
  "a definition that accepts every value": {
    properties: { a: { $ref: "#/$defs/A" } },
    $defs: { A: { anyOf: [{ $ref: "#/$defs/Any" }, text] }, Any: {} },
  },
  "references in every keyword that contains schemas": {
    properties: {
      a: {
        ...Object.fromEntries(
          ["not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames"].map(
            (keyword) => [keyword, { $ref: "#/$defs/A" }],
          ),
        ),
        ...Object.fromEntries(
          ["allOf", "anyOf", "oneOf", "prefixItems"].map((keyword) => [keyword, [{ $ref: "#/$defs/A" }]]),
        ),
        ...Object.fromEntries(
          ["properties", "patternProperties", "dependentSchemas"].map((keyword) => [
            keyword,
            { x: { $ref: "#/$defs/A" } },
          ]),
        ),
      },
    },
    $defs: { A: text },
  },
  "a property with the name $ref": {
    properties: { a: { $ref: "#/$defs/A" }, $ref: { $ref: "#/$defs/A" } },
    $defs: { A: { properties: { $ref: text, $defs: text } } },
  },
};

describe("a reference in the document", () => {
  test.each(Object.entries(CASES))("%s: each reference refers to the schema that it meant", (_, json) => {
    const document = documentOf(json) as unknown as Json;
    for (const reference of referencesOf(document)) resolve(document, reference);
    const operation = resolve(document, "#/paths/~1things~1{a}/post") as unknown as Operation;
    const expected = unfold(json, json as Json) as { readonly properties: Json };
    expect(unfold(operation.requestBody.content["application/json"].schema, document)).toEqual(expected);
    expect(unfold(operation.responses[200].content["application/json"].schema, document)).toEqual(expected);
    const parameters = operation.parameters.map(({ name, in: part, schema }) => [
      `${part} ${name}`,
      unfold(schema, document),
    ]);
    expect(Object.fromEntries(parameters)).toEqual({
      "path a": expected.properties.a,
      ...Object.fromEntries(Object.entries(expected.properties).map(([name, it]) => [`query ${name}`, it])),
      ...Object.fromEntries(Object.entries(expected.properties).map(([name, it]) => [`header ${name}`, it])),
    });
  });

  test.each([
    ["an anchor", { properties: { a: { $ref: "#it" }, b: { $anchor: "it", ...text } } }],
    ["an ID", { properties: { a: { $ref: "it" }, b: { $id: "it", ...text } } }],
  ])("%s becomes a component", (_, json) => {
    expect(documentOf(json)).toMatchObject({
      paths: {
        "/things/{a}": {
          post: {
            parameters: expect.arrayContaining(
              [{ schema: { $ref: "#/components/schemas/it" } }].map(expect.objectContaining),
            ),
          },
        },
      },
      components: { schemas: { it: text } },
    });
  });

  test("a schema that refers to its own ID becomes a component", () => {
    const json = { $id: "https://a.example/node", properties: { a: { $ref: "https://a.example/node" } } };
    const reference = { $ref: "#/components/schemas/itBody" };
    expect(openapi({ it: route("POST /", { body: schemaOf(json) }) }, INFO)).toMatchObject({
      paths: {
        "/": {
          post: {
            requestBody: { content: { "application/json": { schema: { properties: { a: reference } } } } },
          },
        },
      },
      components: { schemas: { itBody: { properties: { a: reference } } } },
    });
  });

  test("a value that looks like a reference, and the URL of another document, stay unchanged", () => {
    const value = { $ref: "#/$defs/A" };
    const url = "https://a.example/schema.json#/$defs/A";
    const json = {
      properties: {
        a: { const: value, default: value, enum: [value], examples: [value], "x-note": value },
        b: { $ref: url },
      },
    };
    expect(openapi({ it: route("POST /", { body: schemaOf(json) }) }, INFO)).toMatchObject({
      paths: { "/": { post: { requestBody: { content: { "application/json": { schema: json } } } } } },
      components: { schemas: {} },
    });
  });

  test.each(["#/$defs/B", "#/properties/a/title", "#b", "b.json", "#/$defs/%"])(
    "the reference %s without a target is an error",
    (reference) => {
      const json = { properties: { a: { title: "A", $ref: reference } }, $defs: { A: text } };
      expect(() => openapi({ it: route("POST /", { body: schemaOf(json) }) }, INFO)).toThrow(
        /^route "POST \/": body has no JSON Schema \((the reference "[^"]+" has no target in the schema|URI malformed)\)/,
      );
    },
  );
});

describe("the components of a document", () => {
  const schemasOf = (routes: Readonly<Record<string, Route>>) =>
    (openapi(routes, INFO).components as { schemas: object }).schemas;

  test("all routes share a definition with the same name and content", () => {
    const order = zod.object({ price: Money });
    const routes = {
      a: route("POST /a", {
        body: order,
        replies: { 200: zod.array(order), 201: zod.object({ tax: Money }) },
      }),
      b: route("ANY /b", { body: zod.object({ total: Money, category: Category }) }),
    };
    expect(Object.keys(schemasOf(routes))).toEqual(["Money", expect.any(String)]);
  });

  test("definitions with the same name and another content become two components", () => {
    const Amount = z.object({ cents: z.int() });
    const registry = z.registry<{ id: string }>().add(Amount, { id: "Money" });
    const amount = z.toJSONSchema(z.object({ price: Amount }), { metadata: registry });
    const routes = {
      a: route("POST /a", { body: zod.object({ price: Money }) }),
      b: route("POST /b", { body: schemaOf(amount) }),
    };
    expect(schemasOf(routes)).toMatchObject({
      Money: { required: ["amount", "currency"] },
      Money_2: { required: ["cents"] },
    });
  });

  test("definitions that differ only in the target of their references become two components", () => {
    const listOf = (item: object) =>
      schemaOf({ $ref: "#/$defs/List", $defs: { List: { items: { $ref: "#/$defs/Item" } }, Item: item } });
    const routes = {
      a: route("POST /a", { body: listOf(text) }),
      b: route("POST /b", { body: listOf({ type: "number" }) }),
    };
    expect(schemasOf(routes)).toEqual({
      List: { items: { $ref: "#/components/schemas/Item" } },
      Item: text,
      List_2: { items: { $ref: "#/components/schemas/Item_2" } },
      Item_2: { type: "number" },
    });
  });
});

test("a circular reference in propertyNames does not stop the conversion", () => {
  const names = { $ref: "#/$defs/Names" };
  const query = schemaOf({ type: "object", propertyNames: names, $defs: { Names: names } });
  const document = openapi({ list: route("GET /things", { access: "public", query }) }, INFO);
  expect(document.paths["/things"]).toMatchObject({ get: { parameters: [{ in: "query" }] } });
});
