import { dynamodbQuery, Table, type TerraformStack } from "gatewright";
import { type Route, route } from "gatewright/contract";
import * as z from "zod/mini";
import { HOSTILE_TEXTS, serviceErrors, serviceRoute } from "./service-fixture";

const Order = z.strictObject({ orderId: z.string(), total: z.number() });

const OrderPage = z.strictObject({ orders: z.array(Order), next: z.optional(z.string()) });

const listOrders = route("GET /customers/{customerId}/orders", {
  query: z.strictObject({ after: z.optional(z.string()) }),
  replies: { 200: OrderPage },
});

type Options = Parameters<typeof dynamodbQuery>[1];

const AFTER = "method.request.querystring.after";

function orderTable(stack: TerraformStack): Table {
  return new Table(stack, "orders", {
    partitionKey: "customerId",
    sortKey: "orderId",
    globalSecondaryIndexes: { byStatus: { partitionKey: "status", sortKey: { name: "total", type: "N" } } },
    localSecondaryIndexes: { byTotal: { sortKey: { name: "total", type: "N" } } },
  });
}

const orders = (options: Options) => (stack: TerraformStack) => dynamodbQuery(orderTable(stack), options);

const listed = serviceRoute(listOrders, orders({ exclusiveStartKey: AFTER }));

const request = (after?: string) => ({
  params: { path: { customerId: "c-1" }, ...(after === undefined ? {} : { querystring: { after } }) },
});

test("the call reads the first page of a partition", () => {
  expect(JSON.parse(listed.call(request()))).toEqual({
    TableName: "<aws_dynamodb_table.name>",
    KeyConditionExpression: "#partition = :partition",
    ExpressionAttributeNames: { "#partition": "customerId" },
    ExpressionAttributeValues: { ":partition": { S: "c-1" } },
    Limit: 100,
    ScanIndexForward: true,
  });
  expect(listed.policy).toEqual([
    { Effect: "Allow", Action: ["dynamodb:Query"], Resource: ["<aws_dynamodb_table.arn>"] },
  ]);
});

test.each(HOSTILE_TEXTS.filter((text) => text !== ""))(
  "the text %j as the start of a page reads no other partition",
  (text) => {
    expect(JSON.parse(listed.call(request(text)))).toMatchObject({
      TableName: "<aws_dynamodb_table.name>",
      ExpressionAttributeValues: { ":partition": { S: "c-1" } },
      ExclusiveStartKey: { customerId: { S: "c-1" }, orderId: { S: text } },
    });
  },
);

test("the response contains the items and the start of the next page", () => {
  const Items = [
    { orderId: { S: "o-1" }, total: { N: "1.5" }, internal: { S: "x" } },
    { orderId: { S: "o-2" }, total: { N: "2" } },
  ];
  const LastEvaluatedKey = { customerId: { S: "c-1" }, orderId: { S: 'o-2"' } };
  const bodyOf = (response: unknown) => JSON.parse(listed.respond(200, response).body);
  const items = [
    { orderId: "o-1", total: 1.5 },
    { orderId: "o-2", total: 2 },
  ];
  expect(bodyOf({ Items, Count: 2 })).toEqual({ orders: items });
  expect(bodyOf({ Items, Count: 2, LastEvaluatedKey })).toEqual({ orders: items, next: 'o-2"' });
  expect(bodyOf({ Items: [], Count: 0 })).toEqual({ orders: [] });
});

describe("an index", () => {
  const byStatus = serviceRoute(
    route("GET /orders", { replies: { 200: OrderPage } }),
    orders({
      indexName: "byStatus",
      key: { status: "open" },
      exclusiveStartKey: AFTER,
      limit: 20,
      scanIndexForward: false,
    }),
  );

  test("the role allows only this index", () => {
    expect(JSON.parse(byStatus.call())).toMatchObject({
      IndexName: "byStatus",
      ExpressionAttributeValues: { ":partition": { S: "open" } },
      Limit: 20,
      ScanIndexForward: false,
    });
    expect(byStatus.policy[0]).toMatchObject({ Resource: ["<aws_dynamodb_table.arn>/index/byStatus"] });
  });

  test.each(HOSTILE_TEXTS.filter((text) => !text.includes("\ud800")))(
    "the next call reads the start of its page with the text %j",
    (text) => {
      const last = {
        status: { S: "open" },
        total: { N: "1.5" },
        customerId: { S: text },
        orderId: { S: "~&=" },
      };
      const { next } = JSON.parse(byStatus.respond(200, { Items: [], LastEvaluatedKey: last }).body);
      expect(JSON.parse(byStatus.call(request(next))).ExclusiveStartKey).toEqual(last);
    },
  );

  test.each(["a", "a~b", "a~b~c~d", "~~", "%zz~a~b"])("the start %j of a page is no key", (after) => {
    const call = () => JSON.parse(byStatus.call(request(after))).ExclusiveStartKey;
    if (after.includes("%")) expect(call).toThrow("urlDecode");
    else expect(call()).toEqual({});
  });
});

test("a local index has the partition key of the table", () => {
  const { call } = serviceRoute(listOrders, orders({ indexName: "byTotal", exclusiveStartKey: AFTER }));
  expect(JSON.parse(call(request("5~o-1")))).toMatchObject({
    IndexName: "byTotal",
    ExclusiveStartKey: { customerId: { S: "c-1" }, total: { N: "5" }, orderId: { S: "o-1" } },
  });
});

const query = (declared: Route | string, options?: Options) => serviceErrors(declared, orders(options));

const NO_PAGE =
  "reply 200 is not a page of items; expected an object with one list of objects, and an optional string for the pagination token.";

test.each([
  ["a route without a contract", query("GET /customers/{customerId}/orders"), [NO_PAGE]],
  [
    "a list without an object around it",
    query({ ...listOrders, replies: { 200: z.array(Order) } }),
    [NO_PAGE],
  ],
  [
    "a page with another property",
    query({ ...listOrders, replies: { 200: z.extend(OrderPage, { count: z.int() }) } }),
    [NO_PAGE],
  ],
  [
    "a next page that no value of the request starts",
    query(listOrders),
    [
      'reply 200 has the property "next" for the pagination token. Set exclusiveStartKey, such as "method.request.querystring.after".',
    ],
  ],
  [
    "a start of a page that no response contains",
    query(
      { ...listOrders, replies: { 200: z.object({ orders: z.array(Order) }) } },
      { exclusiveStartKey: AFTER },
    ),
    [
      "exclusiveStartKey is set, but reply 200 has no optional string for the pagination token. Add one, such as `next`.",
    ],
  ],
  [
    "an index that does not exist",
    query(listOrders, { indexName: "byName", exclusiveStartKey: AFTER }),
    ['indexName is "byName", but the table has no such index. Correct the name.'],
  ],
  [
    "a limit that is too high",
    query(listOrders, { limit: 1001, exclusiveStartKey: AFTER }),
    ["limit is 1001; expected a whole number from 1 to 1000"],
  ],
] as const)("%s is an error", (_, found, expected) => {
  expect(found).toEqual(expected);
});
