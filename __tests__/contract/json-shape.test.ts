import { jsonShape } from "gatewright/contract";
import * as z from "zod/mini";

const convert = (schema: never) => z.toJSONSchema(schema, { io: "input" });

const STRING = { kind: "string", isNullable: false };
const NUMBER = { kind: "number", isNullable: false };

function shapeOf(schema: z.core.$ZodType) {
  return jsonShape(schema, "body", convert).shape;
}

test.each([
  ["a text", z.string(), STRING],
  ["a UUID", z.uuid(), STRING],
  ["an enum of texts", z.enum(["a", "b"]), STRING],
  ["a constant text", z.literal("a"), STRING],
  ["a number", z.number(), NUMBER],
  ["an integer", z.int(), NUMBER],
  ["a union of a number and an integer", z.union([z.number(), z.int()]), NUMBER],
  ["a boolean", z.boolean(), { kind: "boolean", isNullable: false }],
  ["a nullable text", z.nullable(z.string()), { kind: "string", isNullable: true }],
  ["a list", z.array(z.string()), { kind: "list", items: STRING, isNullable: false }],
  ["a record", z.record(z.string(), z.number()), { kind: "map", values: NUMBER, isNullable: false }],
] as const)("the shape of %s has the type of its JSON", (_, schema, shape) => {
  expect(shapeOf(schema)).toEqual(shape);
});

test("the shape of an object has its properties, also those of a combined schema", () => {
  const schema = z.intersection(z.object({ a: z.string() }), z.object({ b: z.optional(z.int()) }));
  expect(shapeOf(schema)).toEqual({
    kind: "object",
    isNullable: false,
    properties: new Map([
      ["a", { shape: STRING, isRequired: true }],
      ["b", { shape: NUMBER, isRequired: false }],
    ]),
  });
});

test("a shape contains the target of a reference", () => {
  const Money = z.object({ amount: z.int() }).register(z.globalRegistry, { id: "JsonShapeMoney" });
  const { shape } = jsonShape(z.object({ price: Money, cost: Money }), "body", convert);
  const properties = new Map([["amount", { shape: NUMBER, isRequired: true }]]);
  const money = { shape: { kind: "object", isNullable: false, properties }, isRequired: true };
  expect(shape).toMatchObject({
    properties: new Map([
      ["price", money],
      ["cost", money],
    ]),
  });
});

const Tree = z.object({
  get children() {
    return z.array(Tree);
  },
});

test.each([
  ["any value", z.object({ a: z.any() }), "body.a can be any value; expected a type"],
  [
    "several types",
    z.object({ a: z.array(z.union([z.string(), z.int()])) }),
    "body.a[] has several types; expected one type",
  ],
  [
    "several kinds of objects",
    z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
    "body has several types; expected one type",
  ],
  [
    "objects of which only one can contain null",
    z.union([z.object({ a: z.string() }), z.object({ a: z.nullable(z.string()) })]),
    "body has several types; expected one type",
  ],
  ["null only", z.object({ a: z.null() }), "body.a can be any value; expected a type"],
  ["values that contain themselves", Tree, "body.children[] contains itself; expected a limited depth"],
  [
    "fixed and other names",
    z.catchall(z.object({ a: z.string() }), z.int()),
    "body has properties without fixed names; expected fixed names only",
  ],
] as const)("a schema with %s has no shape", (_, schema, error) => {
  expect(jsonShape(schema, "body", convert)).toEqual({ error });
});

test("a schema without a JSON Schema has no shape", () => {
  expect(jsonShape(z.string(), "body", undefined).error).toMatch(/^body has no JSON Schema \(/);
});
