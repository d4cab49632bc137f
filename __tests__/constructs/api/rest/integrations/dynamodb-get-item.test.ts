import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { dynamodbGetItem, Table, type TableProps, type TerraformStack } from "gatewright";
import { problem, type Route, route } from "gatewright/contract";
import * as z from "zod/mini";
import { HOSTILE_TEXTS, serviceErrors, serviceRoute } from "./service-fixture";

const Product = z.strictObject({
  productId: z.string(),
  price: z.number(),
  note: z.optional(z.nullable(z.string())),
  isNew: z.optional(z.boolean()),
  tags: z.optional(z.array(z.string())),
  size: z.optional(z.strictObject({ width: z.optional(z.int()), unit: z.optional(z.string()) })),
  labels: z.optional(z.record(z.string(), z.nullable(z.string()))),
  parts: z.optional(z.array(z.strictObject({ sku: z.string(), sizes: z.array(z.nullable(z.number())) }))),
});

const getProduct = route("GET /products/{productId}", {
  replies: { 200: Product, 404: problem("product-not-found") },
});

const products = (stack: TerraformStack, props?: Partial<TableProps>) =>
  new Table(stack, "products", { partitionKey: "productId", ...props });

const read = serviceRoute(getProduct, (stack) => dynamodbGetItem(products(stack)));

const itemOf = (item: unknown) => JSON.parse(read.respond(200, { Item: item }).body);

test("the call has the key of the path", () => {
  expect(JSON.parse(read.call({ params: { path: { productId: "a%20b+c" } } }))).toEqual({
    TableName: "<aws_dynamodb_table.name>",
    Key: { productId: { S: "a b+c" } },
  });
  expect(read.integration.uri).toMatch(/:dynamodb:action\/GetItem$/);
  expect(read.policy).toEqual([
    { Effect: "Allow", Action: ["dynamodb:GetItem"], Resource: ["<aws_dynamodb_table.arn>"] },
  ]);
});

test("an item becomes JSON with the properties of the schema", () => {
  const item = {
    productId: { S: "p-1" },
    price: { N: "19.5" },
    note: { NULL: true },
    isNew: { BOOL: false },
    tags: { L: [{ S: "a" }, { N: "1" }, { S: "b" }] },
    size: { M: { width: { N: "3" }, internal: { S: "x" } } },
    labels: { M: { "it's": { S: 'a "b"' }, none: { NULL: true }, number: { N: "1" } } },
    parts: { L: [{ M: { sku: { S: "1" }, sizes: { L: [{ N: "1" }, { NULL: true }] } } }, { M: {} }] },
    internal: { S: "not in the schema" },
  };
  expect(itemOf(item)).toEqual({
    productId: "p-1",
    price: 19.5,
    note: null,
    isNew: false,
    tags: ["a", "b"],
    size: { width: 3 },
    labels: { "it's": 'a "b"', none: null },
    parts: [{ sku: "1", sizes: [1, null] }, {}],
  });
});

test("attributes that are missing or have another type are left out", () => {
  expect(
    itemOf({ productId: { S: "p-1" }, price: { S: "1" }, tags: { SS: ["a"] }, size: { S: "x" } }),
  ).toEqual({
    productId: "p-1",
  });
  expect(itemOf({})).toEqual({});
});

test.each(HOSTILE_TEXTS)("the text %j of an item stays a text of the response", (text) => {
  const item = { productId: { S: text }, tags: { L: [{ S: text }] }, labels: { M: { [text]: { S: text } } } };
  expect(itemOf(item)).toEqual({ productId: text, tags: [text], labels: { [text]: text } });
});

test("a missing item is the problem that the contract declares", () => {
  const response = read.respond(200, {}, { context: { requestId: "r-1" } });
  expect(response).toMatchObject({ status: 404, contentType: "application/problem+json" });
  expect(JSON.parse(response.body)).toEqual({
    status: 404,
    code: "product-not-found",
    detail: "The item does not exist.",
    requestId: "r-1",
  });
});

test("an error of DynamoDB is a problem", () => {
  expect(read.respond(400, { __type: "x#ValidationException" })).toMatchObject({ status: 400 });
  expect(read.respond(400, { __type: "x#AccessDeniedException" })).toMatchObject({ status: 502 });
  expect(read.respond(503, "")).toMatchObject({ status: 502 });
});

test("the option `key` selects the values of a table of the AWS provider", () => {
  const getSetting = route("GET /settings/{number}", {
    replies: { 200: z.object({ value: z.string() }), 404: problem("missing") },
  });
  const { call } = serviceRoute(getSetting, (stack) => {
    const attribute = [
      { name: "owner", type: "S" },
      { name: "number", type: "N" },
    ];
    const keys = { hashKey: "owner", rangeKey: "number", attribute };
    const table = new DynamodbTable(stack, "settings", { name: "settings", ...keys });
    return dynamodbGetItem(table, { key: { owner: "context.authorizer.claims.sub" } });
  });
  const request = { params: { path: { number: "7" } }, context: { authorizer: { claims: { sub: 'a"' } } } };
  expect(JSON.parse(call(request)).Key).toEqual({ owner: { S: 'a"' }, number: { N: "7" } });
});

const get = (declared: Route | string, props?: Partial<TableProps>) =>
  serviceErrors(declared, (stack) => dynamodbGetItem(products(stack, props)));

const NEEDS_SCHEMA =
  "dynamodbGetItem creates the response from the schema of the item. Pass a contract whose reply 200 is the schema of an object.";

test.each([
  ["a route without a contract", get("GET /products/{id}"), [NEEDS_SCHEMA]],
  [
    "an item that is no object",
    get(route("GET /products/{id}", { replies: { 200: z.string(), 404: problem("none") } })),
    [NEEDS_SCHEMA],
  ],
  [
    "a contract without the problem of a missing item",
    get(route("GET /products/{id}", { replies: { 200: z.object({ a: z.string() }) } })),
    [
      'can return 404, but the contract does not declare this problem. Add `404: problem("not-found")` to replies.',
    ],
  ],
  [
    "a binary key",
    get(getProduct, { partitionKey: { name: "productId", type: "B" } }),
    ['key attribute "productId" is binary, which a mapping template cannot create. Use a function.'],
  ],
  [
    "another method",
    get({ ...getProduct, key: "POST /products/{productId}" }),
    ["has the method POST; expected GET for dynamodbGetItem."],
  ],
] as const)("%s is an error", (_, found, expected) => {
  expect(found).toEqual(expected);
});
