import { byQuery, openapi, route } from "gatewright/contract";
import { handle } from "gatewright/runtime";
import * as z from "zod";
import { eventOf } from "../support";
import { validateDocument } from "./validate-document";

const INFO = { title: "Things", version: "1.0.0" };
const text = { type: "string" };
const flag = { type: "boolean" };

/** Returns the parameters of the document of one route. */
function parametersOf(it: Parameters<typeof openapi>[0][string]) {
  const [operations = {}] = Object.values(openapi({ it }, INFO).paths);
  const [operation] = Object.values(operations) as { readonly parameters: readonly object[] }[];
  return operation?.parameters;
}

const free = (schema: object) => ({
  ...{ name: "params", in: "query", required: false, style: "form", explode: true },
  schema: { type: "object", ...schema },
});
const query = (name: string, required: boolean, schema: object) => ({ name, in: "query", required, schema });

const Page = z.object({ a: z.string(), b: z.boolean().optional() });
const PAGE = [query("a", true, text), query("b", false, flag)];

interface Case {
  readonly title: string;
  readonly schema: z.ZodType<object | null>;
  /** Query that the schema accepts. */
  readonly sent: string;
  readonly parameters: readonly object[];
}

const CASES: readonly Case[] = [
  {
    title: "a record",
    schema: z.record(z.string(), z.boolean()),
    sent: "x=true",
    parameters: [free({ propertyNames: text, additionalProperties: flag })],
  },
  {
    title: "a record of any value",
    schema: z.record(z.string(), z.any()),
    sent: "x=1",
    parameters: [free({ propertyNames: text, additionalProperties: {} })],
  },
  {
    title: "a record with names of a pattern",
    schema: z.looseRecord(z.string().regex(/^f_/), z.boolean()),
    sent: "f_a=true",
    parameters: [free({ patternProperties: { "^f_": flag } })],
  },
  {
    title: "a record with fixed names",
    schema: z.record(z.enum(["a", "b"]), z.boolean()),
    sent: "a=true&b=false",
    parameters: [query("a", true, flag), query("b", true, flag)],
  },
  {
    title: "a record with one fixed name",
    schema: z.partialRecord(z.literal("a"), z.string()),
    sent: "",
    parameters: [query("a", false, text)],
  },
  {
    title: "a discriminated union",
    schema: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("x"), a: z.string(), b: z.string() }),
      z.object({ kind: z.literal("y"), a: z.string(), c: z.boolean() }),
    ]),
    sent: "kind=y&a=1&c=true",
    parameters: [
      query("kind", true, {
        anyOf: [
          { ...text, const: "x" },
          { ...text, const: "y" },
        ],
      }),
      query("a", true, text),
      query("b", false, text),
      query("c", false, flag),
    ],
  },
  {
    title: "a union with definitions",
    schema: z.union([Page.meta({ id: "Page" }), z.object({ c: z.string().meta({ id: "Cursor" }) })]),
    sent: "c=1",
    parameters: [
      query("a", false, text),
      query("b", false, flag),
      query("c", false, { $ref: "#/components/schemas/Cursor" }),
    ],
  },
  { title: "a definition", schema: Page.meta({ id: "Page" }), sent: "a=1", parameters: PAGE },
  { title: "a nullable object", schema: Page.nullable(), sent: "a=1", parameters: PAGE },
  { title: "an object or a list", schema: Page.or(z.array(z.string())), sent: "a=1", parameters: PAGE },
  { title: "an optional object", schema: Page.default({ a: "1" }), sent: "a=1", parameters: PAGE },
  { title: "a transformed object", schema: Page.transform((it) => it), sent: "a=1", parameters: PAGE },
  { title: "a lazy object", schema: z.lazy(() => Page), sent: "a=1", parameters: PAGE },
  {
    title: "an intersection with a record",
    schema: z.intersection(Page, z.record(z.string(), z.any())),
    sent: "a=1&c=2",
    parameters: [...PAGE, free({ propertyNames: text, additionalProperties: {} })],
  },
  {
    title: "an intersection of objects with the same property",
    schema: z.intersection(
      z.object({ a: z.string().min(1) }).meta({ id: "A" }),
      z.object({ a: z.string().max(9).optional() }),
    ),
    sent: "a=1",
    parameters: [
      query("a", true, {
        allOf: [
          { ...text, minLength: 1 },
          { ...text, maxLength: 9 },
        ],
      }),
    ],
  },
  {
    title: "an object with other properties of one type",
    schema: z.object({ params: z.string() }).catchall(z.boolean()),
    sent: "params=1&b=true",
    parameters: [query("params", true, text), { ...free({ additionalProperties: flag }), name: "params_" }],
  },
  {
    title: "a loose object",
    schema: z.looseObject({ a: z.string() }),
    sent: "a=1&b=2",
    parameters: [PAGE[0] ?? {}],
  },
  {
    title: "an object with names that differ only in capitalization",
    schema: z.object({ a: z.string(), A: z.boolean() }),
    sent: "a=1&A=true",
    parameters: [query("a", true, text), query("A", true, flag)],
  },
  { title: "any value", schema: z.any(), sent: "a=1", parameters: [] },
];

describe.each(CASES)("the query of $title", ({ schema, sent, parameters }) => {
  const list = route("GET /things", { query: schema });

  test("the document has the parameters that the schema accepts", () => {
    expect(parametersOf(list)).toEqual(parameters);
  });

  test("the runtime accepts such a query", async () => {
    const handler = handle(list, () => ({ status: 204 }));
    expect((await handler(eventOf({ query: sent }))).statusCode).toBe(204);
  });
});

test("a document with all of these queries is valid", () => {
  const routes = CASES.map(({ schema }, index) => [`it${index}`, route(`GET /${index}`, { query: schema })]);
  expect(validateDocument(openapi(Object.fromEntries(routes), INFO))).toEqual({ valid: true });
});

test("an example of a record is the example of the free-form parameter", () => {
  const examples = { query: { a: "1", x: "2", y: "3" } };
  const schema = z.object({ a: z.string() }).catchall(z.string());
  expect(parametersOf(route("GET /", { query: schema, examples }))).toMatchObject([
    { name: "a", example: "1" },
    { name: "params", example: { x: "2", y: "3" } },
  ]);
});

test("a reference to the whole schema of the query becomes a component", () => {
  const document = openapi({ it: route("GET /", { query: z.json() as z.ZodType<object> }) }, INFO);
  const reference = { $ref: "#/components/schemas/itQuery" };
  expect(document).toMatchObject({
    paths: { "/": { get: { parameters: [{ schema: { additionalProperties: reference } }] } } },
    components: {
      schemas: { itQuery: { anyOf: expect.arrayContaining([{ type: "array", items: reference }]) } },
    },
  });
});

test("path parameters have the schema of a record or of a union", () => {
  const union = z.union([z.object({ a: z.boolean() }), z.object({ a: z.literal("x"), b: z.string() })]);
  expect(parametersOf(route("GET /{a}/{b}", { params: z.record(z.string(), z.boolean()) }))).toMatchObject([
    { name: "a", schema: flag },
    { name: "b", schema: flag },
  ]);
  expect(parametersOf(route("GET /{a}/{b}", { params: union as never }))).toMatchObject([
    { name: "a", required: true, schema: { anyOf: [flag, { ...text, const: "x" }] } },
    { name: "b", required: true, schema: text },
  ]);
});

test("headers of a union, and of a record with fixed names, are parameters", () => {
  const union = z.union([z.object({ "x-a": z.string() }), z.object({ "x-b": z.string() })]);
  expect(parametersOf(route("GET /", { headers: union }))).toMatchObject([
    { name: "x-a", in: "header", required: false },
    { name: "x-b", in: "header", required: false },
  ]);
  const record = z.looseRecord(z.enum(["x-a"]), z.boolean());
  expect(parametersOf(route("GET /", { headers: record as never }))).toMatchObject([
    { name: "x-a", schema: flag },
  ]);
});

test.each([
  ["any text", z.record(z.string(), z.string())],
  ["any value", z.looseObject({})],
])("headers of %s have no parameters, because every request matches them", (_, headers) => {
  expect(parametersOf(route("GET /", { headers }))).toEqual([]);
});

test("the parameter of a version is in the document of a route with a record", () => {
  const { list } = byQuery("version", "2", {
    list: route("GET /", { query: z.record(z.string(), z.string()) }),
  });
  expect(parametersOf(list)).toMatchObject([{ name: "params" }, { name: "version" }]);
});

test.each([
  ["headers of a record", { headers: z.record(z.string(), z.boolean()) }],
  ["headers with names of a pattern", { headers: z.looseRecord(z.string().regex(/^x-/), z.string()) }],
])("%s are an error, because OpenAPI cannot describe them", (_, spec) => {
  expect(() => openapi({ it: route("GET /", spec as object) }, INFO)).toThrow(
    'route "GET /": headers defines headers without a fixed name, which OpenAPI cannot describe. Define each header by its name, or convert the schema with the option `jsonSchema`.',
  );
});

test.each(["params", "query", "headers"])("a schema of %s that accepts no object is an error", (field) => {
  for (const schema of [z.string(), z.array(z.string()), z.union([z.string(), z.null()])]) {
    expect(() => openapi({ it: route("GET /{a}", { [field]: schema } as object) }, INFO)).toThrow(
      `route "GET /{a}": ${field} accepts no object, so that no request matches it. Use a schema of an object.`,
    );
  }
});
