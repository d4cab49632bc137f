import { byQuery, type Examples, type RouteSpec, route } from "gatewright/contract";
import * as zod from "zod";
import * as z from "zod/mini";
import { errorsOf } from "../../../support";
import { apiStack } from "./api-fixture";

const INFO = { title: "T", version: "1" };
const REMEDY =
  "but the OpenAPI document needs it. Use a type of JSON, such as an ISO date, or convert the schema with the option `jsonSchema`.";

/** Returns the errors of an API with the OpenAPI document and with one route. */
function errorsOfSpec(spec: RouteSpec, openApi: object = INFO): readonly string[] {
  const { stack, api, answer } = apiStack({ openApi: { ...INFO, ...openApi } });
  api.route({ ...spec, key: "POST /a", access: "public" }, answer);
  return errorsOf(stack);
}

test("each schema without a JSON Schema is an error, together with all other errors", () => {
  const { stack, api, answer } = apiStack({ openApi: INFO, throttle: { rate: 0, burst: 1 } });
  api.route(route("POST /a", { access: "public", body: zod.object({ at: zod.coerce.date() }) }), answer);
  api.route(route("POST /b", { access: "public", body: zod.bigint() }), answer);
  api.route(route("GET /c"), answer);
  const errors = errorsOf(stack);
  expect(errors).toEqual(
    expect.arrayContaining([
      `test/api: route "POST /a": body has no JSON Schema (Date cannot be represented in JSON Schema), ${REMEDY}`,
      `test/api: route "POST /b": body has no JSON Schema (BigInt cannot be represented in JSON Schema), ${REMEDY}`,
      expect.stringContaining('route "GET /c": has no authorizer'),
      expect.stringContaining("throttle"),
    ]),
  );
  expect(errors).toHaveLength(4);
});

const date = zod.object({ at: zod.date() });

test.each<[string, RouteSpec]>([
  ["params", { params: zod.object({}).extend({ at: zod.date() }) }],
  ["query", { query: date }],
  ["headers", { headers: date }],
  ["body", { body: date }],
  ["reply 200", { replies: { 200: date } }],
  ["reply 404", { replies: { 404: zod.map(zod.string(), zod.string()) } }],
  ["body", { body: zod.symbol() }],
  ["body", { body: zod.object({ count: zod.any().default(1n) }) }],
  ["body", { body: z.object({ a: z.string() }) }],
])("the %s without a JSON Schema is an error", (field, spec) => {
  const errors = errorsOfSpec(spec).filter((error) => error.includes("has no JSON Schema"));
  expect(errors).toEqual([
    expect.stringContaining(`test/api: route "POST /a": ${field} has no JSON Schema (`),
  ]);
});

test("a schema that the option jsonSchema cannot convert is an error", () => {
  const jsonSchema = () => {
    throw new Error("unknown type\nat line 1");
  };
  expect(errorsOfSpec({ body: date }, { jsonSchema })).toEqual([
    `test/api: route "POST /a": body has no JSON Schema (the function \`jsonSchema\` failed: unknown type), but the OpenAPI document needs it. Use a type of JSON, such as an ISO date, or correct the function \`jsonSchema\`.`,
  ]);
});

test("the option jsonSchema can convert a schema that has no JSON Schema", () => {
  const jsonSchema = () => ({ type: "object", properties: { at: { type: "string", format: "date-time" } } });
  expect(errorsOfSpec({ body: date }, { jsonSchema })).toEqual([]);
});

test("a schema without a JSON Schema is no error for an API without an OpenAPI document", () => {
  const { stack, api, answer } = apiStack();
  api.route(route("POST /a", { access: "public", body: date }), answer);
  expect(errorsOf(stack)).toEqual([]);
});

test("examples that JSON cannot represent are an error", () => {
  const examples: Examples = { body: { count: 1n } };
  expect(errorsOfSpec({ body: zod.any(), examples })).toEqual([
    'test/api: route "POST /a": examples are not JSON (Do not know how to serialize a BigInt). Use values that JSON can represent.',
  ]);
});

test("an example whose check throws is an error", () => {
  const body = {
    "~standard": {
      version: 1 as const,
      vendor: "written",
      validate: () => {
        throw new Error("the check failed");
      },
    },
  };
  const jsonSchema = () => ({});
  expect(errorsOfSpec({ body, examples: { body: 1 } }, { jsonSchema })).toEqual([
    'test/api: route "POST /a": has a body example that its schema rejects (Error: the check failed). Correct the example or the schema.',
  ]);
});

test("a schema that two versions share is reported once", () => {
  const { stack, api, answer } = apiStack({ openApi: INFO });
  for (const version of ["1", "2"]) {
    const { create } = byQuery("v", version, { create: route("POST /a", { access: "public", body: date }) });
    api.route(create, answer);
  }
  expect(errorsOf(stack)).toHaveLength(1);
});
