import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import {
  DescribeTableCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { startLocalDynamoDb, unsupportedOperation } from "../../../src/local/dynamodb";
import {
  attributes,
  createClient,
  getItem,
  listIds,
  putItems,
  started,
  stopAll,
  table,
  withIndex,
} from "./support";

afterEach(stopAll);

test("after the start, every table is active", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `table-${index}`);
  const localDynamoDb = await started(names.map((name) => table(name)));
  const statuses = names.map(async (name) => {
    const { Table } = await createClient(localDynamoDb).send(new DescribeTableCommand({ TableName: name }));
    return Table?.TableStatus;
  });
  expect(await Promise.all(statuses)).toEqual(names.map(() => "ACTIVE"));
  expect(localDynamoDb.warnings).toEqual([]);
});

test("the local DynamoDB listens on 127.0.0.1 only", async () => {
  const localDynamoDb = await started([]);
  expect(localDynamoDb.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await createClient(localDynamoDb).send(new ListTablesCommand({}))).TableNames).toEqual([]);
  // A server that listened on all addresses would accept a connection to 127.0.0.2.
  const otherAddress = connect(Number(new URL(localDynamoDb.endpoint).port), "127.0.0.2");
  await expect(once(otherAddress, "connect")).rejects.toThrow();
});

test("a table has the indexes of its definition", async () => {
  const LocalSecondaryIndexes = [
    {
      IndexName: "by-price",
      KeySchema: [
        { AttributeName: "id", KeyType: "HASH" },
        { AttributeName: "price", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ] as const;
  const { definition } = withIndex("products");
  const localDynamoDb = await started([
    table("products", {
      ...definition,
      BillingMode: "PROVISIONED",
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      AttributeDefinitions: attributes({ id: "S", day: "S", owner: "S", price: "N" }),
      KeySchema: [
        { AttributeName: "id", KeyType: "HASH" },
        { AttributeName: "day", KeyType: "RANGE" },
      ],
      LocalSecondaryIndexes,
    }),
  ]);
  const client = createClient(localDynamoDb);
  const Item = {
    id: { S: "1" },
    day: { S: "friday" },
    owner: { S: "ann" },
    price: { N: "5" },
    more: { S: "x" },
  };
  await client.send(new PutItemCommand({ TableName: "products", Item }));
  const query = (IndexName: string, key: string, value: string) =>
    client.send(
      new QueryCommand({
        TableName: "products",
        IndexName,
        KeyConditionExpression: "#key = :value",
        ExpressionAttributeNames: { "#key": key },
        ExpressionAttributeValues: { ":value": { S: value } },
      }),
    );
  expect((await query("by-owner", "owner", "ann")).Items).toEqual([Item]);
  expect((await query("by-price", "id", "1")).Items).toEqual([
    { id: Item.id, day: Item.day, price: Item.price },
  ]);
});

test("two databases in one process share no data", async () => {
  const [first, second] = await Promise.all([started([table("products")]), started([table("products")])]);
  await putItems(first, "products", ["1"]);
  expect(first.endpoint).not.toBe(second.endpoint);
  expect(await listIds(first, "products")).toEqual(["1"]);
  expect(await listIds(second, "products")).toEqual([]);
});

test("a stopped database refuses connections", async () => {
  const localDynamoDb = await started([table("products")]);
  await putItems(localDynamoDb, "products", ["1"]);
  await Promise.all([localDynamoDb.stop(), localDynamoDb.stop()]);
  await expect(getItem(localDynamoDb, "products", "1")).rejects.toThrow("ECONNREFUSED");
});

test("a request while the database stops gets a response or a connection error", async () => {
  const localDynamoDb = await started([table("products")]);
  const puts = Array.from({ length: 50 }, (_, id) => putItems(localDynamoDb, "products", [String(id)]));
  const settled = Promise.allSettled(puts);
  await puts[0];
  await localDynamoDb.stop();
  const reasons = (await settled).flatMap((put) => (put.status === "rejected" ? [put.reason.message] : []));
  expect(reasons.filter((reason) => !/ECONN|hang up/.test(reason))).toEqual([]);
});

test("a running update finishes before the database stops", async () => {
  const localDynamoDb = await started([]);
  const update = localDynamoDb.update([table("products")]);
  await localDynamoDb.stop();
  expect(await update).toEqual([]);
});

/** Sends the head of a request, but not the body. */
async function sendIncompleteRequest(endpoint: string) {
  const { hostname, port } = new URL(endpoint);
  const socket = connect(Number(port), hostname);
  const head = ["POST / HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 9", "", ""];
  socket.write(head.join("\r\n"));
  // The server responds with "100 Continue" when it has received the head.
  await once(socket, "data");
  return socket;
}

test("an aborted request does not end the process", async () => {
  const localDynamoDb = await started([table("products")]);
  const socket = await sendIncompleteRequest(localDynamoDb.endpoint);
  socket.resetAndDestroy();
  await once(socket, "close");
  expect(await listIds(localDynamoDb, "products")).toEqual([]);
});

test("a database stops even if a request never ends", async () => {
  const localDynamoDb = await started([]);
  const socket = await sendIncompleteRequest(localDynamoDb.endpoint);
  socket.resume();
  await Promise.all([localDynamoDb.stop(), once(socket, "close")]);
});

test("an operation that dynalite does not support is rejected with its name", async () => {
  const localDynamoDb = await started([]);
  const command = new TransactWriteItemsCommand({ TransactItems: [] });
  await expect(createClient(localDynamoDb).send(command)).rejects.toMatchObject({
    name: "UnknownOperationException",
    message:
      "DynamoDB: TransactWriteItems is not emulated, because dynalite does not support it. Test the operation on AWS.",
  });
});

test("every operation that dynalite supports is accepted", () => {
  const actions = readdirSync("node_modules/dynalite/actions").map((file) => file.replace(".js", ""));
  const targets = actions.map((name) => `DynamoDB_20120810.${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  expect(targets.length).toBeGreaterThan(10);
  expect(targets.filter((target) => unsupportedOperation(target) !== undefined)).toEqual([]);
});

test("the start fails with an error for each table that dynalite rejects", async () => {
  const invalidTable = (name: string) =>
    table(name, { KeySchema: [{ AttributeName: "nothing", KeyType: "HASH" }] });
  const error: Error = await startLocalDynamoDb(
    [invalidTable("first"), table("products"), invalidTable("second")],
    {},
  ).catch((thrown) => thrown);
  const message = (name: string) =>
    `aws_dynamodb_table.${name}: cannot create table "${name}" locally (ValidationException: One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [nothing], AttributeDefinitions: [id]). Change the table to a definition that dynalite accepts, or remove the table from the stack.`;
  expect(error).toMatchObject({ name: "LocalError", errors: [message("first"), message("second")] });
});

test("two tables with the same name are an error", async () => {
  const otherTable = { ...table("products"), address: "aws_dynamodb_table.other" };
  await expect(startLocalDynamoDb([table("products"), otherTable], {})).rejects.toThrow(
    'aws_dynamodb_table.other: duplicate table name "products", already used by aws_dynamodb_table.products. Choose another name.',
  );
});
