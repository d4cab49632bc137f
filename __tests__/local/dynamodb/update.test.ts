import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DescribeTableCommand,
  ListTablesCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { attributes, createClient, listIds, putItems, started, stopAll, table, withIndex } from "./support";

afterEach(stopAll);

const MANY_IDS = Array.from({ length: 60 }, (_, index) => `item-${index}`).sort();
/** Definition with a different partition key than `id`. */
const OTHER_KEY = {
  AttributeDefinitions: attributes({ sku: "S" }),
  KeySchema: [{ AttributeName: "sku", KeyType: "HASH" as const }],
};

/** Returns a table with the global index `by-owner` and the projection KEYS_ONLY. */
function withKeysOnly(name: string) {
  const { definition } = withIndex(name);
  const GlobalSecondaryIndexes = definition.GlobalSecondaryIndexes?.map((index) => ({
    ...index,
    Projection: { ProjectionType: "KEYS_ONLY" },
  }));
  return table(name, { ...definition, GlobalSecondaryIndexes });
}

/** Returns the ID of the table `products`. The table gets a new ID each time that it is created. */
async function readTableId(localDynamoDb: Parameters<typeof createClient>[0]) {
  const { Table } = await createClient(localDynamoDb).send(
    new DescribeTableCommand({ TableName: "products" }),
  );
  return Table?.TableId;
}

async function listIndexNames(localDynamoDb: Parameters<typeof createClient>[0], TableName: string) {
  const { Table } = await createClient(localDynamoDb).send(new DescribeTableCommand({ TableName }));
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = Table ?? {};
  return [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].map(({ IndexName }) => IndexName);
}

test("a new table is created, and the existing tables keep their items", async () => {
  const localDynamoDb = await started([table("products")]);
  await putItems(localDynamoDb, "products", ["1"]);
  expect(await localDynamoDb.update([table("products"), table("orders")])).toEqual([]);
  await putItems(localDynamoDb, "orders", ["2"]);
  expect([await listIds(localDynamoDb, "products"), await listIds(localDynamoDb, "orders")]).toEqual([
    ["1"],
    ["2"],
  ]);
});

test("a table is not recreated if only the order of its indexes and attributes changes", async () => {
  const { AttributeDefinitions, GlobalSecondaryIndexes = [] } = withIndex("products").definition;
  const index = (IndexName: string, ...NonKeyAttributes: string[]) => ({
    IndexName,
    KeySchema: [{ AttributeName: "owner", KeyType: "HASH" as const }],
    Projection: { ProjectionType: "INCLUDE", NonKeyAttributes },
  });
  const before = [...GlobalSecondaryIndexes, index("some", "price", "name")];
  const after = [index("some", "name", "price"), ...GlobalSecondaryIndexes];
  const localDynamoDb = await started([
    table("products", { AttributeDefinitions, GlobalSecondaryIndexes: before }),
  ]);
  const idBefore = await readTableId(localDynamoDb);
  const definitions = [...AttributeDefinitions].reverse();
  const reordered = table("products", { AttributeDefinitions: definitions, GlobalSecondaryIndexes: after });
  expect(await localDynamoDb.update([reordered])).toEqual([]);
  expect(await readTableId(localDynamoDb)).toBe(idBefore);
  await localDynamoDb.update([table("products")]);
  expect(await readTableId(localDynamoDb)).not.toBe(idBefore);
});

test("a new global index contains the existing items", async () => {
  const localDynamoDb = await started([table("products")]);
  await putItems(localDynamoDb, "products", MANY_IDS);
  expect(await localDynamoDb.update([withIndex("products")])).toEqual([]);
  expect(await listIds(localDynamoDb, "products")).toEqual(MANY_IDS);
  expect(await listIds(localDynamoDb, "products", "by-owner")).toEqual(MANY_IDS);
});

test("a removed global index is dropped, and the items are kept", async () => {
  const localDynamoDb = await started([withIndex("products")]);
  await putItems(localDynamoDb, "products", MANY_IDS);
  expect(await localDynamoDb.update([table("products")])).toEqual([]);
  expect(await listIds(localDynamoDb, "products")).toEqual(MANY_IDS);
  expect(await listIndexNames(localDynamoDb, "products")).toEqual([]);
});

test("a global index is created again if its projection changes", async () => {
  const localDynamoDb = await started([withIndex("products")]);
  await putItems(localDynamoDb, "products", ["1"]);
  await localDynamoDb.update([withKeysOnly("products")]);
  const { Table } = await createClient(localDynamoDb).send(
    new DescribeTableCommand({ TableName: "products" }),
  );
  expect(Table?.GlobalSecondaryIndexes).toMatchObject([{ Projection: { ProjectionType: "KEYS_ONLY" } }]);
  expect(await listIds(localDynamoDb, "products", "by-owner")).toEqual(["1"]);
});

test("a recreated table that is larger than a page keeps all items", async () => {
  const localDynamoDb = await started([table("products")]);
  const large = { S: "x".repeat(300_000) };
  for (const id of ["1", "2", "3", "4", "5"]) {
    const Item = { id: { S: id }, owner: { S: "ann" }, large };
    await createClient(localDynamoDb).send(new PutItemCommand({ TableName: "products", Item }));
  }
  await localDynamoDb.update([withKeysOnly("products")]);
  expect(await listIds(localDynamoDb, "products", "by-owner")).toEqual(["1", "2", "3", "4", "5"]);
});

test("items that are written while a table is recreated are kept", async () => {
  const localDynamoDb = await started([table("products")]);
  await putItems(localDynamoDb, "products", MANY_IDS);
  let isDone = false;
  const update = localDynamoDb.update([withIndex("products")]).finally(() => {
    isDone = true;
  });
  const written: string[] = [];
  do {
    const id = `late-${written.length}`;
    await createClient(localDynamoDb).send(
      new PutItemCommand({ TableName: "products", Item: { id: { S: id } } }),
    );
    written.push(id);
  } while (!isDone);
  await update;
  expect(await listIds(localDynamoDb, "products")).toEqual([...MANY_IDS, ...written].sort());
});

test("a table with a changed key is replaced, with a note", async () => {
  const localDynamoDb = await started([table("products")]);
  await putItems(localDynamoDb, "products", ["1", "2"]);
  expect(await localDynamoDb.update([table("products", OTHER_KEY)])).toEqual([
    "aws_dynamodb_table.products: table replaced because its key changed; 2 items deleted",
  ]);
  const item = new PutItemCommand({ TableName: "products", Item: { sku: { S: "1" } } });
  await createClient(localDynamoDb).send(item);
  expect(await listIds(localDynamoDb, "products")).toHaveLength(1);
});

test("a table is replaced if the type of a key attribute changes", async () => {
  const localDynamoDb = await started([table("products")]);
  const numericKey = table("products", { AttributeDefinitions: attributes({ id: "N" }) });
  expect(await localDynamoDb.update([numericKey])).toEqual([
    "aws_dynamodb_table.products: table replaced because its key changed; it had no items",
  ]);
});

test("a table with a new local index keeps its items, with a note that they would be deleted on AWS", async () => {
  const keyed = {
    AttributeDefinitions: attributes({ id: "S", owner: "S" }),
    KeySchema: [
      { AttributeName: "id", KeyType: "HASH" as const },
      { AttributeName: "owner", KeyType: "RANGE" as const },
    ],
  };
  const localDynamoDb = await started([table("products", keyed)]);
  await putItems(localDynamoDb, "products", ["1"]);
  const [id] = keyed.KeySchema;
  const index = {
    IndexName: "by-price",
    KeySchema: [...(id ? [id] : []), { AttributeName: "price", KeyType: "RANGE" as const }],
    Projection: { ProjectionType: "ALL" },
  };
  const AttributeDefinitions = attributes({ id: "S", owner: "S", price: "N" });
  const withLocalIndex = table("products", {
    ...keyed,
    AttributeDefinitions,
    LocalSecondaryIndexes: [index],
  });
  expect(await localDynamoDb.update([withLocalIndex])).toEqual([
    "aws_dynamodb_table.products: a local secondary index changed; Terraform would replace the table and delete its items. The local table keeps its 1 item.",
  ]);
  expect(await listIds(localDynamoDb, "products")).toEqual(["1"]);
  expect(await listIndexNames(localDynamoDb, "products")).toEqual(["by-price"]);
});

test("a removed table is kept with its items, with one note", async () => {
  const localDynamoDb = await started([table("products"), table("orders")]);
  await putItems(localDynamoDb, "products", ["1"]);
  expect(await localDynamoDb.update([table("orders")])).toEqual([
    'aws_dynamodb_table.products: table "products" is no longer in the Terraform configuration; a deployment would delete it. The local table and its items are kept.',
  ]);
  expect(await localDynamoDb.update([table("orders")])).toEqual([]);
  expect(await localDynamoDb.update([table("orders"), table("products")])).toEqual([]);
  expect(await listIds(localDynamoDb, "products")).toEqual(["1"]);
});

test("a table that a function created causes no note", async () => {
  const localDynamoDb = await started([]);
  const { definition } = table("own");
  await createClient(localDynamoDb).send(new CreateTableCommand(definition as CreateTableCommandInput));
  expect(await localDynamoDb.update([table("products")])).toEqual([]);
  const { TableNames } = await createClient(localDynamoDb).send(new ListTablesCommand({}));
  expect(TableNames).toEqual(["own", "products"]);
});

test("a table keeps its old indexes while an item violates the keys of a new index", async () => {
  const localDynamoDb = await started([table("products")]);
  await putItems(localDynamoDb, "products", ["1"]);
  expect(await localDynamoDb.update([withIndex("products", "N")])).toEqual([
    "aws_dynamodb_table.products: indexes not updated: dynalite rejects an existing item (One or more parameter values were invalid: Type mismatch for Index Key owner Expected: N Actual: S IndexName: by-owner). Change or delete the item.",
  ]);
  expect(await listIds(localDynamoDb, "products")).toEqual(["1"]);
  await createClient(localDynamoDb).send(
    new DeleteItemCommand({ TableName: "products", Key: { id: { S: "1" } } }),
  );
  expect(await localDynamoDb.update([withIndex("products", "N")])).toEqual([]);
  expect(await listIndexNames(localDynamoDb, "products")).toEqual(["by-owner"]);
});

test("a table whose new definition is invalid stays unchanged", async () => {
  const localDynamoDb = await started([table("products")]);
  await putItems(localDynamoDb, "products", ["1"]);
  const { GlobalSecondaryIndexes } = withIndex("products").definition;
  const withoutAttribute = table("products", { GlobalSecondaryIndexes });
  await expect(localDynamoDb.update([withoutAttribute])).rejects.toThrow("aws_dynamodb_table.products: ");
  await expect(localDynamoDb.update([table("products", { KeySchema: [] })])).rejects.toThrow(
    "ValidationException",
  );
  expect(await listIds(localDynamoDb, "products")).toEqual(["1"]);
});

test("a rejected table does not block other updates, and their notes are returned later", async () => {
  const localDynamoDb = await started([table("products"), table("old")]);
  const invalidTable = table("bad", { KeySchema: [] });
  await expect(localDynamoDb.update([invalidTable, table("products", OTHER_KEY)])).rejects.toThrow(
    'cannot create table "bad" locally',
  );
  expect(await localDynamoDb.update([table("products", OTHER_KEY)])).toEqual([
    expect.stringContaining('table "old" is no longer in the Terraform configuration'),
    expect.stringContaining("aws_dynamodb_table.products: table replaced because its key changed"),
    expect.stringContaining(
      'aws_dynamodb_table.bad: table "bad" is no longer in the Terraform configuration',
    ),
  ]);
});
