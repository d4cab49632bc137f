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
import { attributes, client, fill, get, ids, started, stopAll, table, withIndex } from "./support";

afterEach(stopAll);

test("every table is there and can be used when they have started", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `table-${index}`);
  const running = await started(names.map((name) => table(name)));
  const statuses = names.map(async (name) => {
    const { Table } = await client(running).send(new DescribeTableCommand({ TableName: name }));
    return Table?.TableStatus;
  });
  expect(await Promise.all(statuses)).toEqual(names.map(() => "ACTIVE"));
  expect(running.warnings).toEqual([]);
});

test("they can be asked at an address of this machine alone", async () => {
  const running = await started([]);
  expect(running.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await client(running).send(new ListTablesCommand({}))).TableNames).toEqual([]);
  // A second address of the same loopback, where somebody who listens everywhere would answer.
  const elsewhere = connect(Number(new URL(running.endpoint).port), "127.0.0.2");
  await expect(once(elsewhere, "connect")).rejects.toThrow();
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
  const running = await started([
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
  const dynamoDb = client(running);
  const Item = {
    id: { S: "1" },
    day: { S: "friday" },
    owner: { S: "ann" },
    price: { N: "5" },
    more: { S: "x" },
  };
  await dynamoDb.send(new PutItemCommand({ TableName: "products", Item }));
  const query = (IndexName: string, key: string, value: string) =>
    dynamoDb.send(
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

test("several in one process share nothing", async () => {
  const [one, other] = await Promise.all([started([table("products")]), started([table("products")])]);
  await fill(one, "products", ["1"]);
  expect(one.endpoint).not.toBe(other.endpoint);
  expect(await ids(one, "products")).toEqual(["1"]);
  expect(await ids(other, "products")).toEqual([]);
});

test("when they have stopped, nobody listens", async () => {
  const running = await started([table("products")]);
  await fill(running, "products", ["1"]);
  await Promise.all([running.stop(), running.stop()]);
  await expect(get(running, "products", "1")).rejects.toThrow("ECONNREFUSED");
});

test("what is under way when they stop is answered, or nobody answers", async () => {
  const running = await started([table("products")]);
  const puts = Array.from({ length: 50 }, (_, id) => fill(running, "products", [String(id)]));
  const told = Promise.allSettled(puts);
  await puts[0];
  await running.stop();
  const reasons = (await told).flatMap((one) => (one.status === "rejected" ? [one.reason.message] : []));
  expect(reasons.filter((reason) => !/ECONN|hang up/.test(reason))).toEqual([]);
});

test("an update that was begun is done before they stop", async () => {
  const running = await started([]);
  const updated = running.update([table("products")]);
  await running.stop();
  expect(await updated).toEqual([]);
});

/** Sends the head of a request, of whose body nothing comes. */
async function halfARequest(endpoint: string) {
  const { hostname, port } = new URL(endpoint);
  const socket = connect(Number(port), hostname);
  const head = ["POST / HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 9", "", ""];
  socket.write(head.join("\r\n"));
  // The server's "100 Continue" says that it has the head.
  await once(socket, "data");
  return socket;
}

test("a function that ends in the middle of a request ends nobody else", async () => {
  const running = await started([table("products")]);
  const socket = await halfARequest(running.endpoint);
  socket.resetAndDestroy();
  await once(socket, "close");
  expect(await ids(running, "products")).toEqual([]);
});

test("they stop also where a request never ends", async () => {
  const running = await started([]);
  const socket = await halfARequest(running.endpoint);
  socket.resume();
  await Promise.all([running.stop(), once(socket, "close")]);
});

test("an operation that dynalite does not do is refused by its name", async () => {
  const running = await started([]);
  const write = new TransactWriteItemsCommand({ TransactItems: [] });
  await expect(client(running).send(write)).rejects.toMatchObject({
    name: "UnknownOperationException",
    message:
      "TransactWriteItems is not done on this machine, whose DynamoDB is dynalite; it can only be tried on AWS",
  });
});

test("every operation that dynalite does is let through", () => {
  const actions = readdirSync("node_modules/dynalite/actions").map((file) => file.replace(".js", ""));
  const targets = actions.map((name) => `DynamoDB_20120810.${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  expect(targets.length).toBeGreaterThan(10);
  expect(targets.filter((target) => unsupportedOperation(target) !== undefined)).toEqual([]);
});

test("a table that DynamoDB refuses is told by its address, with all others that it refuses", async () => {
  const bad = (name: string) => table(name, { KeySchema: [{ AttributeName: "nothing", KeyType: "HASH" }] });
  const error: Error = await startLocalDynamoDb([bad("first"), table("products"), bad("second")], {}).catch(
    (e) => e,
  );
  const said = (name: string) =>
    `aws_dynamodb_table.${name}: "${name}" cannot be made on this machine (ValidationException: One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [nothing], AttributeDefinitions: [id]); write it as dynalite takes it, or leave it out of the stack that is served`;
  expect(error).toMatchObject({ name: "LocalError", errors: [said("first"), said("second")] });
});

test("two tables of one name are refused", async () => {
  const other = { ...table("products"), address: "aws_dynamodb_table.other" };
  await expect(startLocalDynamoDb([table("products"), other], {})).rejects.toThrow(
    'aws_dynamodb_table.other is named "products", as aws_dynamodb_table.products is; name it otherwise',
  );
});
