import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DescribeTableCommand,
  ListTablesCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { attributes, client, fill, ids, started, stopAll, table, withIndex } from "./support";

afterEach(stopAll);

const MANY = Array.from({ length: 60 }, (_, index) => `item-${index}`).sort();
/** A string's key, of a table whose key was `id`. */
const OTHER_KEY = {
  AttributeDefinitions: attributes({ sku: "S" }),
  KeySchema: [{ AttributeName: "sku", KeyType: "HASH" as const }],
};

/** A table with a global index `by-owner`, of another projection. */
function withKeysOnly(name: string) {
  const { definition } = withIndex(name);
  const GlobalSecondaryIndexes = definition.GlobalSecondaryIndexes?.map((index) => ({
    ...index,
    Projection: { ProjectionType: "KEYS_ONLY" },
  }));
  return table(name, { ...definition, GlobalSecondaryIndexes });
}

/** Another for each time that it is made. */
async function tableId(running: Parameters<typeof client>[0]) {
  const { Table } = await client(running).send(new DescribeTableCommand({ TableName: "products" }));
  return Table?.TableId;
}

async function indexNames(running: Parameters<typeof client>[0], TableName: string) {
  const { Table } = await client(running).send(new DescribeTableCommand({ TableName }));
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = Table ?? {};
  return [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].map(({ IndexName }) => IndexName);
}

test("a table that is new is made, and the others keep their items", async () => {
  const running = await started([table("products")]);
  await fill(running, "products", ["1"]);
  expect(await running.update([table("products"), table("orders")])).toEqual([]);
  await fill(running, "orders", ["2"]);
  expect([await ids(running, "products"), await ids(running, "orders")]).toEqual([["1"], ["2"]]);
});

test("an update that changes nothing, but the order of indexes and attributes, touches nothing", async () => {
  const { AttributeDefinitions, GlobalSecondaryIndexes = [] } = withIndex("products").definition;
  const index = (IndexName: string, ...NonKeyAttributes: string[]) => ({
    IndexName,
    KeySchema: [{ AttributeName: "owner", KeyType: "HASH" as const }],
    Projection: { ProjectionType: "INCLUDE", NonKeyAttributes },
  });
  const before = [...GlobalSecondaryIndexes, index("some", "price", "name")];
  const after = [index("some", "name", "price"), ...GlobalSecondaryIndexes];
  const running = await started([
    table("products", { AttributeDefinitions, GlobalSecondaryIndexes: before }),
  ]);
  const made = await tableId(running);
  const definitions = [...AttributeDefinitions].reverse();
  const same = table("products", { AttributeDefinitions: definitions, GlobalSecondaryIndexes: after });
  expect(await running.update([same])).toEqual([]);
  expect(await tableId(running)).toBe(made);
  await running.update([table("products")]);
  expect(await tableId(running)).not.toBe(made);
});

test("a global index that is new has the items that were there", async () => {
  const running = await started([table("products")]);
  await fill(running, "products", MANY);
  expect(await running.update([withIndex("products")])).toEqual([]);
  expect(await ids(running, "products")).toEqual(MANY);
  expect(await ids(running, "products", "by-owner")).toEqual(MANY);
});

test("a global index that went is dropped, and the items stay", async () => {
  const running = await started([withIndex("products")]);
  await fill(running, "products", MANY);
  expect(await running.update([table("products")])).toEqual([]);
  expect(await ids(running, "products")).toEqual(MANY);
  expect(await indexNames(running, "products")).toEqual([]);
});

test("a global index whose projection is another is made anew", async () => {
  const running = await started([withIndex("products")]);
  await fill(running, "products", ["1"]);
  await running.update([withKeysOnly("products")]);
  const { Table } = await client(running).send(new DescribeTableCommand({ TableName: "products" }));
  expect(Table?.GlobalSecondaryIndexes).toMatchObject([{ Projection: { ProjectionType: "KEYS_ONLY" } }]);
  expect(await ids(running, "products", "by-owner")).toEqual(["1"]);
});

test("a table that is larger than a page keeps all of its items", async () => {
  const running = await started([table("products")]);
  const large = { S: "x".repeat(300_000) };
  for (const id of ["1", "2", "3", "4", "5"]) {
    const Item = { id: { S: id }, owner: { S: "ann" }, large };
    await client(running).send(new PutItemCommand({ TableName: "products", Item }));
  }
  await running.update([withKeysOnly("products")]);
  expect(await ids(running, "products", "by-owner")).toEqual(["1", "2", "3", "4", "5"]);
});

test("what is written while a table is remade is not lost", async () => {
  const running = await started([table("products")]);
  await fill(running, "products", MANY);
  let isDone = false;
  const updated = running.update([withIndex("products")]).finally(() => {
    isDone = true;
  });
  const written: string[] = [];
  do {
    const id = `late-${written.length}`;
    await client(running).send(new PutItemCommand({ TableName: "products", Item: { id: { S: id } } }));
    written.push(id);
  } while (!isDone);
  await updated;
  expect(await ids(running, "products")).toEqual([...MANY, ...written].sort());
});

test("a table whose key is another is replaced, which is told", async () => {
  const running = await started([table("products")]);
  await fill(running, "products", ["1", "2"]);
  expect(await running.update([table("products", OTHER_KEY)])).toEqual([
    "aws_dynamodb_table.products: its key is another now, for which Terraform replaces a table; its 2 items are gone",
  ]);
  const item = new PutItemCommand({ TableName: "products", Item: { sku: { S: "1" } } });
  await client(running).send(item);
  expect(await ids(running, "products")).toHaveLength(1);
});

test("a table whose key has another type is replaced", async () => {
  const running = await started([table("products")]);
  const numbered = table("products", { AttributeDefinitions: attributes({ id: "N" }) });
  expect(await running.update([numbered])).toEqual([
    "aws_dynamodb_table.products: its key is another now, for which Terraform replaces a table; it had no items",
  ]);
});

test("a local index that is new costs the items on AWS, which is told, and not here", async () => {
  const keyed = {
    AttributeDefinitions: attributes({ id: "S", owner: "S" }),
    KeySchema: [
      { AttributeName: "id", KeyType: "HASH" as const },
      { AttributeName: "owner", KeyType: "RANGE" as const },
    ],
  };
  const running = await started([table("products", keyed)]);
  await fill(running, "products", ["1"]);
  const [id] = keyed.KeySchema;
  const index = {
    IndexName: "by-price",
    KeySchema: [...(id ? [id] : []), { AttributeName: "price", KeyType: "RANGE" as const }],
    Projection: { ProjectionType: "ALL" },
  };
  const AttributeDefinitions = attributes({ id: "S", owner: "S", price: "N" });
  const wanted = table("products", { ...keyed, AttributeDefinitions, LocalSecondaryIndexes: [index] });
  expect(await running.update([wanted])).toEqual([
    "aws_dynamodb_table.products: a local index is another now, for which Terraform replaces a table, and deletes its items; here it keeps its 1 item",
  ]);
  expect(await ids(running, "products")).toEqual(["1"]);
  expect(await indexNames(running, "products")).toEqual(["by-price"]);
});

test("a table that went stays with its items, which is told once", async () => {
  const running = await started([table("products"), table("orders")]);
  await fill(running, "products", ["1"]);
  expect(await running.update([table("orders")])).toEqual([
    'aws_dynamodb_table.products: "products" is not in the Terraform any more, which would delete it on AWS; here it stays, with its items',
  ]);
  expect(await running.update([table("orders")])).toEqual([]);
  expect(await running.update([table("orders"), table("products")])).toEqual([]);
  expect(await ids(running, "products")).toEqual(["1"]);
});

test("a table that a function made is none that went", async () => {
  const running = await started([]);
  const { definition } = table("own");
  await client(running).send(new CreateTableCommand(definition as CreateTableCommandInput));
  expect(await running.update([table("products")])).toEqual([]);
  const { TableNames } = await client(running).send(new ListTablesCommand({}));
  expect(TableNames).toEqual(["own", "products"]);
});

test("a table keeps its indexes while an item does not go into a new one", async () => {
  const running = await started([table("products")]);
  await fill(running, "products", ["1"]);
  expect(await running.update([withIndex("products", "N")])).toEqual([
    "aws_dynamodb_table.products: its indexes stay as they were, for dynalite refuses an item that it has (One or more parameter values were invalid: Type mismatch for Index Key owner Expected: N Actual: S IndexName: by-owner); change or delete the item",
  ]);
  expect(await ids(running, "products")).toEqual(["1"]);
  await client(running).send(new DeleteItemCommand({ TableName: "products", Key: { id: { S: "1" } } }));
  expect(await running.update([withIndex("products", "N")])).toEqual([]);
  expect(await indexNames(running, "products")).toEqual(["by-owner"]);
});

test("a table whose new definition DynamoDB refuses stays as it was", async () => {
  const running = await started([table("products")]);
  await fill(running, "products", ["1"]);
  const { GlobalSecondaryIndexes } = withIndex("products").definition;
  const withoutAttribute = table("products", { GlobalSecondaryIndexes });
  await expect(running.update([withoutAttribute])).rejects.toThrow("aws_dynamodb_table.products: ");
  await expect(running.update([table("products", { KeySchema: [] })])).rejects.toThrow("ValidationException");
  expect(await ids(running, "products")).toEqual(["1"]);
});

test("what one update refuses keeps no other table from its own, nor from its note", async () => {
  const running = await started([table("products"), table("old")]);
  const refused = table("bad", { KeySchema: [] });
  await expect(running.update([refused, table("products", OTHER_KEY)])).rejects.toThrow(
    '"bad" cannot be made',
  );
  expect(await running.update([table("products", OTHER_KEY)])).toEqual([
    expect.stringContaining('"old" is not in the Terraform'),
    expect.stringContaining("aws_dynamodb_table.products: its key is another now"),
    expect.stringContaining('aws_dynamodb_table.bad: "bad" is not in the Terraform'),
  ]);
});
