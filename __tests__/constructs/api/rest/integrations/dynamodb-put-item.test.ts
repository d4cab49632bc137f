import { dynamodbPutItem, Table, type TerraformStack } from "gatewright";
import { empty, problem, type Route, route } from "gatewright/contract";
import * as z from "zod/mini";
import { HOSTILE_TEXTS, serviceErrors, serviceRoute } from "./service-fixture";

const Product = z.strictObject({
  name: z.string(),
  price: z.number(),
  note: z.optional(z.nullable(z.string())),
  isNew: z.optional(z.boolean()),
  tags: z.optional(z.array(z.string())),
  size: z.optional(z.strictObject({ width: z.optional(z.int()), unit: z.optional(z.string()) })),
  labels: z.optional(z.record(z.string(), z.string())),
  parts: z.optional(z.array(z.strictObject({ sku: z.string(), sizes: z.array(z.nullable(z.number())) }))),
});

const createProduct = route("POST /products", {
  body: Product,
  replies: {
    201: z.strictObject({ productId: z.string(), createdAt: z.number() }),
    409: problem("product-exists"),
  },
});

function productTable(stack: TerraformStack): Table {
  return new Table(stack, "products", { partitionKey: "productId" });
}

const created = serviceRoute(createProduct, (stack) =>
  dynamodbPutItem(productTable(stack), {
    key: { productId: "context.requestId" },
    attributes: { owner: "context.authorizer.claims.sub", createdAt: "context.requestTimeEpoch" },
  }),
);

const context = { requestId: "r-1", requestTimeEpoch: 17, authorizer: { claims: { sub: "O'Hara" } } };

const ADDED = { productId: { S: "r-1" }, owner: { S: "O'Hara" }, createdAt: { N: "17" } };

test("a body becomes an item in the notation of DynamoDB", () => {
  const body = {
    name: "lamp",
    price: 19.5,
    note: null,
    isNew: false,
    tags: ["a", "b"],
    size: { unit: "cm" },
    labels: { "it's": 'a "b"', x: "" },
    parts: [
      { sku: "1", sizes: [1, null, 2.5] },
      { sku: "2", sizes: [] },
    ],
    unknown: "not in the schema",
  };
  expect(JSON.parse(created.call({ body, context }))).toEqual({
    TableName: "<aws_dynamodb_table.name>",
    Item: {
      ...ADDED,
      name: { S: "lamp" },
      price: { N: "19.5" },
      note: { NULL: true },
      isNew: { BOOL: false },
      tags: { L: [{ S: "a" }, { S: "b" }] },
      size: { M: { unit: { S: "cm" } } },
      labels: { M: { "it's": { S: 'a "b"' }, x: { S: "" } } },
      parts: {
        L: [
          { M: { sku: { S: "1" }, sizes: { L: [{ N: "1" }, { NULL: true }, { N: "2.5" }] } } },
          { M: { sku: { S: "2" }, sizes: { L: [] } } },
        ],
      },
    },
    ConditionExpression: "attribute_not_exists(#key)",
    ExpressionAttributeNames: { "#key": "productId" },
  });
});

test.each(HOSTILE_TEXTS)("the text %j stays a text of the item", (text) => {
  // API Gateway does not reject a text in place of a number if the validation of the route is disabled.
  const body = {
    name: text,
    price: text,
    note: text,
    tags: [text],
    size: { unit: text },
    labels: { [text]: text },
  };
  expect(JSON.parse(created.call({ body, context })).Item).toEqual({
    ...ADDED,
    name: { S: text },
    price: { N: text },
    note: { S: text },
    tags: { L: [{ S: text }] },
    size: { M: { unit: { S: text } } },
    labels: { M: { [text]: { S: text } } },
  });
});

test("the integration calls PutItem with a role that allows it on the table only", () => {
  expect(created.integration).toMatchObject({
    type: "AWS",
    uri: "arn:aws:apigateway:<aws_api_gateway_rest_api.region>:dynamodb:action/PutItem",
    integration_http_method: "POST",
    passthrough_behavior: "NEVER",
    credentials: "<aws_iam_role.arn>",
  });
  expect(created.policy).toEqual([
    { Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: ["<aws_dynamodb_table.arn>"] },
  ]);
});

test("the role may use the KMS key of the table, through DynamoDB only", () => {
  const encryptionKey = { arn: "arn:aws:kms:eu-central-1:123456789012:key/1" };
  const { policy } = serviceRoute(createProduct, (stack) =>
    dynamodbPutItem(new Table(stack, "products", { partitionKey: "productId", encryptionKey }), {
      key: { productId: "context.requestId" },
      attributes: { createdAt: "context.requestTimeEpoch" },
    }),
  );
  expect(policy[1]).toMatchObject({
    Resource: [encryptionKey.arn],
    Condition: { StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.com" } },
  });
});

test("the reply contains values that do not come from the body", () => {
  const { status, body } = created.respond(200, {}, { context });
  expect([status, JSON.parse(body)]).toEqual([201, { productId: "r-1", createdAt: 17 }]);
});

test.each([
  ["an existing item", "ConditionalCheckFailedException", 409, "product-exists"],
  ["an invalid value", "ValidationException", 400, "invalid-input"],
  ["a throttled call", "ProvisionedThroughputExceededException", 503, "service-unavailable"],
  ["a missing permission", "AccessDeniedException", 502, "integration-failure"],
  ["a missing table", "ResourceNotFoundException", 502, "integration-failure"],
])("%s is a problem without a text of DynamoDB", (_, type, status, code) => {
  const error = { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "secret" };
  const response = created.respond(400, error, { context });
  expect(response).toMatchObject({ status, contentType: "application/problem+json" });
  expect(JSON.parse(response.body)).toEqual({ status, code, detail: expect.any(String), requestId: "r-1" });
  expect(response.body).not.toContain("secret");
});

test.each([
  ["JSON without a type", { message: "secret" }],
  ["a text", "<Error>secret</Error>"],
  ["nothing", ""],
])("a failed call that returns %s is a problem with status 502", (_, body) => {
  const response = created.respond(500, body, { context });
  expect(JSON.parse(response.body)).toMatchObject({ status: 502, code: "integration-failure" });
  expect(response.status).toBe(502);
});

describe("a PUT route", () => {
  const replaceProduct = route("PUT /products/{id}", {
    body: z.object({ productId: z.string(), name: z.string() }),
    replies: { 204: empty },
  });
  const replaced = serviceRoute(replaceProduct, (stack) => dynamodbPutItem(productTable(stack)));

  test("the key of the path has priority over the key in the body", () => {
    const body = { productId: "other", name: "lamp" };
    const item = { productId: { S: "a b+c/d" }, name: { S: "lamp" } };
    const params = { path: { id: "a%20b+c%2Fd" } };
    expect(JSON.parse(replaced.call({ body, params }))).toEqual({
      TableName: "<aws_dynamodb_table.name>",
      Item: item,
    });
  });

  test("the response has no body", () => {
    expect(replaced.respond(200, { Attributes: {} })).toMatchObject({ status: 204, body: "" });
  });

  test.each(HOSTILE_TEXTS.filter((text) => !text.includes("\ud800")))("the key can be %j", (text) => {
    const params = { path: { id: encodeURIComponent(text) } };
    expect(JSON.parse(replaced.call({ body: { name: "a" }, params })).Item.productId).toEqual({ S: text });
  });
});

test("the key can come from required properties of the body, with the type of the key attribute", () => {
  const addOrder = route("POST /orders", {
    body: z.object({ customer: z.string(), number: z.int() }),
    replies: { 204: empty, 409: problem("order-exists") },
  });
  const { call } = serviceRoute(addOrder, (stack) =>
    dynamodbPutItem(
      new Table(stack, "orders", { partitionKey: "customer", sortKey: { name: "number", type: "N" } }),
    ),
  );
  expect(JSON.parse(call({ body: { customer: "c", number: 3 } })).Item).toEqual({
    customer: { S: "c" },
    number: { N: "3" },
  });
});

const put = (declared: Route | string, options?: Parameters<typeof dynamodbPutItem>[1]) =>
  serviceErrors(declared, (stack) => dynamodbPutItem(productTable(stack), options));

const KEY = { key: { productId: "context.requestId" } };
const BODY = { body: z.object({ name: z.string() }) };

test.each([
  [
    "a route without a contract",
    put("POST /products", KEY),
    ["dynamodbPutItem creates the item from the schema of the body. Pass a contract with a body."],
  ],
  [
    "a route with another method",
    put(route("PATCH /products/{id}", BODY)),
    ["has the method PATCH; expected POST or PUT for dynamodbPutItem."],
  ],
  [
    "a key without a value",
    put(route("POST /products", BODY)),
    [
      'key attribute "productId" has no value. Name a path parameter {productId}, or set `key: { productId: "context.requestId" }` or another value.',
    ],
  ],
  [
    "a key with an unknown attribute and an unknown parameter",
    put(route("POST /products", BODY), { key: { ...KEY.key, other: "method.request.path.id" } }),
    [
      'key has "other", which is not a key attribute; expected productId.',
      'key.other is "method.request.path.id", but the path /products has no parameter {id}. Use a parameter of the path.',
    ],
  ],
  [
    "an attribute that is a key",
    put(route("POST /products", BODY), { ...KEY, attributes: { productId: "a" } }),
    ['attributes has the key attribute "productId". Set it in `key`.'],
  ],
  [
    "a body that is no object",
    put(route("POST /products", { body: z.array(z.string()) }), KEY),
    ["body is not an object with fixed property names. Use a schema such as `z.object({ … })`."],
  ],
  [
    "a body with a property of any type",
    put(route("POST /products", { body: z.object({ a: z.any() }) }), KEY),
    ["body.a can be any value; expected a type."],
  ],
  [
    "a body with a name that is no text of a template",
    put(route("POST /products", { body: z.object({ "a'b": z.string() }) }), KEY),
    ['body has the property "a\'b"; expected a name without $, #, quotes and \\.'],
  ],
  [
    "a body with nullable values without fixed names",
    put(
      route("POST /products", { body: z.object({ a: z.record(z.string(), z.nullable(z.string())) }) }),
      KEY,
    ),
    [
      "body.a has nullable values inside an object without fixed property names, which a mapping template cannot write. Use fixed names.",
    ],
  ],
  [
    "a key that has another type in the body",
    put(route("PUT /products/{productId}", { body: z.object({ productId: z.int() }) })),
    ["body.productId is a number, but the key attribute of the table is a string. Use one type."],
  ],
  [
    "a reply with a value of the body",
    put(
      route("POST /products", {
        ...BODY,
        replies: { 201: z.object({ productId: z.string(), name: z.string() }), 409: problem("exists") },
      }),
      KEY,
    ),
    [
      'reply 201 has the property "name", which dynamodbPutItem does not return; available: productId. Remove it, or declare `empty`.',
    ],
  ],
  [
    "replies without the problem of an existing item",
    put(route("POST /products", { ...BODY, replies: { 204: empty } }), KEY),
    [
      'can return 409, but the contract does not declare this problem. Add `409: problem("already-exists")` to replies.',
    ],
  ],
  [
    "two successful replies",
    put(route("PUT /products/{id}", { ...BODY, replies: { 200: z.string(), 204: empty } })),
    [
      "the contract declares the successful replies 200 and 204; expected one. Declare one status from 200 to 299.",
    ],
  ],
  [
    "options of other types",
    put(route("POST /products", BODY), { key: { productId: 1 } } as never),
    ['key.productId is 1; expected a value of the request such as "method.request.path.id", or a constant'],
  ],
] as const)("%s is an error", (_, found, expected) => {
  expect(found).toEqual(expected);
});
