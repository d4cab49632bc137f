import fc from "fast-check";
import { compareDocuments, openapi, route, withPrefix } from "gatewright/contract";
import * as zod from "zod";
import { CHANGE_CASES } from "./document-cases";
import { EXPECTED_CHANGES } from "./expected-changes";

/** Returns a document with the operation `GET /a`. */
function documentOf(operation: object, schemas: object = {}): object {
  const { responses } = operation as { readonly responses?: object };
  const get = {
    security: [{ token: [] }],
    ...operation,
    responses: { 500: { description: "" }, ...responses },
  };
  return { openapi: "3.1.0", paths: { "/a": { get } }, components: { schemas } };
}

function describeChanges(before: object, after: object): readonly string[] {
  return compareDocuments(documentOf(before), documentOf(after)).map(
    ({ effect, text, reason }) => `${effect}: ${text}. ${reason}`,
  );
}

describe("each change of an operation has an effect and a reason", () => {
  test.each(CHANGE_CASES)("$name is added", ({ name, before, after }) => {
    expect(describeChanges(before, after)).toEqual(EXPECTED_CHANGES[name]?.[0]);
  });

  test.each(CHANGE_CASES)("$name is removed", ({ name, before, after }) => {
    expect(describeChanges(after, before)).toEqual(EXPECTED_CHANGES[name]?.[1]);
  });

  test("the names of the cases are unique, and each case has changes", () => {
    expect(Object.keys(EXPECTED_CHANGES)).toEqual(CHANGE_CASES.map(({ name }) => name));
    expect(Object.values(EXPECTED_CHANGES).flat()).not.toContainEqual([]);
  });
});

/** Random schemas, with references to the components `One` and `Two`. */
const { schema } = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(
      { $ref: "#/components/schemas/One" },
      { $ref: "#/components/schemas/Two" },
      { type: "null" },
      {},
    ),
    fc.record({ type: fc.constant("string"), minLength: fc.nat(3), maxLength: fc.nat(9) }),
    fc.record({ enum: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 }) }),
    fc.record({
      type: fc.constant("object"),
      properties: fc.dictionary(fc.constantFrom("a", "b"), tie("schema")),
      required: fc.subarray(["a", "b"]),
      additionalProperties: fc.oneof(fc.boolean(), tie("schema")),
    }),
    fc.record({ type: fc.constant("array"), items: tie("schema") }),
    fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie("schema"), oneOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }) }),
  ),
}));

const document = fc
  .record({ request: schema, response: schema, One: schema, Two: schema, access: fc.boolean() })
  .map(({ request, response, One, Two, access }) => {
    const content = (value: object) => ({ content: { "application/json": { schema: value } } });
    const operation = {
      ...(access ? { security: [] } : {}),
      requestBody: content(request),
      responses: { 200: content(response) },
    };
    return documentOf(operation, { One, Two });
  });

test("a document compared with itself has no changes", () => {
  fc.assert(
    fc.property(document, (it) => {
      expect(compareDocuments(it, it)).toEqual([]);
      expect(compareDocuments(it, structuredClone(it))).toEqual([]);
    }),
  );
});

test("each change is found in both directions", () => {
  fc.assert(
    fc.property(document, document, (before, after) => {
      const changes = compareDocuments(before, after);
      expect(compareDocuments(after, before).length > 0).toBe(changes.length > 0);
    }),
  );
});

const INFO = { title: "Bookings", version: "1.0.0" };

test("the documents of contracts are compared", () => {
  const query = zod.object({ from: zod.string() });
  const before = openapi({ listBookings: route("GET /bookings", { groups: ["admin"] }) }, INFO);
  const after = openapi({ listBookings: route("GET /bookings", { query }) }, INFO);
  const changes = compareDocuments(before, after);
  expect(changes.map(({ operation, rule, text }) => [operation, rule, text])).toEqual([
    ["GET /bookings", "groups-not-required", "group admin no longer required"],
    ["GET /bookings", "required-parameter-added", 'required query parameter "from" added'],
    ["GET /bookings", "response-added", "response 400 added"],
  ]);
});

test("an operation is removed and another one is added", () => {
  const routes = { getThing: route("GET /things", { access: "public" }) };
  const changes = compareDocuments(openapi(routes, INFO), openapi(withPrefix("/v2", routes), INFO));
  expect(changes).toEqual([
    expect.objectContaining({ operation: "GET /v2/things", rule: "operation-added", effect: "compatible" }),
    expect.objectContaining({ operation: "GET /things", rule: "operation-removed", effect: "breaking" }),
  ]);
});

test("another name of a path parameter is no change, and another type is one", () => {
  const withId = (id: zod.ZodType) => ({
    it: route("GET /a/{id}", { access: "public", params: zod.object({ id }) }),
  });
  const renamed = {
    it: route("GET /a/{key}", { access: "public", params: zod.object({ key: zod.string() }) }),
  };
  const before = openapi(withId(zod.string()), INFO);
  expect(compareDocuments(before, openapi(renamed, INFO))).toEqual([]);
  expect(compareDocuments(before, openapi(withId(zod.int()), INFO))).toMatchObject([
    { text: 'path parameter "id": type string → integer', effect: "breaking" },
  ]);
});

test("texts and examples are not compared", () => {
  const body = zod.object({ size: zod.int().describe("Size") });
  const before = { it: route("POST /a", { summary: "Old", tags: ["a"], body }) };
  const after = { it: route("POST /a", { summary: "New", body: zod.object({ size: zod.int() }) }) };
  expect(compareDocuments(openapi(before, INFO), openapi(after, INFO))).toEqual([]);
});

test("a definition and the same schema without a definition are equal", () => {
  const inline = { type: "object", properties: { a: { type: "string" } } };
  const body = (value: object) => ({ requestBody: { content: { "application/json": { schema: value } } } });
  const reference = body({ $ref: "#/components/schemas/A" });
  expect(compareDocuments(documentOf(body(inline)), documentOf(reference, { A: inline }))).toEqual([]);
});

test("a change of a schema that contains itself is found once", () => {
  const tree = (size: object) => ({
    Tree: {
      type: "object",
      properties: { size, children: { type: "array", items: { $ref: "#/components/schemas/Tree" } } },
    },
  });
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Tree" } } };
  const operation = { responses: { 200: { content } } };
  const before = documentOf(operation, tree({ type: "string" }));
  const after = documentOf(operation, tree({ type: "integer" }));
  expect(compareDocuments(before, after).map(({ text }) => text)).toEqual([
    'response 200 property "size": type string → integer',
  ]);
});

test("parameters and schemas are not compared if only one document is incomplete", () => {
  const before = documentOf({ requestBody: { content: { "application/json": { schema: {} } } } });
  const after = documentOf({
    deprecated: true,
    parameters: [{ name: "q", in: "query", required: true }],
    requestBody: { content: { "application/json": { schema: { type: "string" } } } },
  });
  const changes = compareDocuments({ ...before, "x-incomplete-schemas": true }, after);
  expect(changes.map(({ rule }) => rule)).toEqual(["operation-deprecated"]);
});

test.each([undefined, null, 1, "a", [], {}, { paths: [] }, { paths: { "/a": null, "/b": { get: 1 } } }])(
  "the value %j has no operations",
  (value) => {
    expect(compareDocuments(value, value)).toEqual([]);
    expect(compareDocuments(value, documentOf({}))).toMatchObject([{ rule: "operation-added" }]);
  },
);
