import { App, AwsProvider, Table, TerraformStack, Testing } from "#constructs";
import { Stack } from "#terraform";
import { toTableModel } from "../../../src/local/model";
import { started, stopAll } from "../dynamodb/support";

afterEach(stopAll);

const ADDRESS = "aws_dynamodb_table.products";
const VALUES = {
  name: "products",
  billing_mode: "PAY_PER_REQUEST",
  hash_key: "id",
  attribute: [{ name: "id", type: "S" }],
};
const INDEX = { name: "by-owner", hash_key: "owner", projection_type: "ALL" };
const INDEXED = { ...VALUES, attribute: [...VALUES.attribute, { name: "owner", type: "S" }] };

function definitionOf(values: Record<string, unknown>) {
  return toTableModel(ADDRESS, values).definition;
}

function faultsOf(values: Record<string, unknown>): readonly string[] {
  try {
    toTableModel(ADDRESS, values);
    return [];
  } catch (error) {
    return (error as { errors: readonly string[] }).errors;
  }
}

test("a table is what its arguments say", () => {
  expect(toTableModel(ADDRESS, VALUES)).toEqual({
    address: ADDRESS,
    name: "products",
    definition: {
      TableName: "products",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    },
  });
});

test("a table without a billing mode is provisioned, as its indexes are", () => {
  const { billing_mode: _, ...values } = INDEXED;
  const capacity = { read_capacity: 5, write_capacity: "2" };
  const global_secondary_index = [{ ...INDEX, read_capacity: 3, write_capacity: 1 }];
  expect(definitionOf({ ...values, ...capacity, global_secondary_index })).toMatchObject({
    BillingMode: "PROVISIONED",
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 2 },
    GlobalSecondaryIndexes: [{ ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 1 } }],
  });
});

test("a table that is paid by requests has no capacity, whatever it says", () => {
  const global_secondary_index = [{ ...INDEX, read_capacity: 3, write_capacity: 1 }];
  const definition = definitionOf({
    ...INDEXED,
    read_capacity: 5,
    write_capacity: 5,
    global_secondary_index,
  });
  expect(JSON.stringify(definition)).not.toContain("ProvisionedThroughput");
});

test.each([
  ["hash_key and range_key", { hash_key: "owner", range_key: "id" }],
  [
    "key_schema",
    {
      hash_key: null,
      key_schema: [
        { attribute_name: "owner", key_type: "HASH" },
        { attribute_name: "id", key_type: "RANGE" },
      ],
    },
  ],
])("a global index has the keys of its %s", (_, keys) => {
  const global_secondary_index = [{ ...INDEX, ...keys }];
  expect(definitionOf({ ...INDEXED, global_secondary_index }).GlobalSecondaryIndexes).toEqual([
    {
      IndexName: "by-owner",
      KeySchema: [
        { AttributeName: "owner", KeyType: "HASH" },
        { AttributeName: "id", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ]);
});

test("a local index has the table's partition key", () => {
  const local_secondary_index = [
    { name: "by-owner", range_key: "owner", projection_type: "INCLUDE", non_key_attributes: ["price"] },
  ];
  expect(definitionOf({ ...INDEXED, local_secondary_index }).LocalSecondaryIndexes).toEqual([
    {
      IndexName: "by-owner",
      KeySchema: [
        { AttributeName: "id", KeyType: "HASH" },
        { AttributeName: "owner", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["price"] },
    },
  ]);
});

test("a block is an object or a list, and null is nothing", () => {
  const values = { ...VALUES, range_key: null, global_secondary_index: null, read_capacity: null };
  const [attribute] = VALUES.attribute;
  expect(definitionOf({ ...values, attribute })).toEqual(definitionOf(VALUES));
  const one = definitionOf({ ...INDEXED, global_secondary_index: INDEX });
  expect(one).toEqual(definitionOf({ ...INDEXED, global_secondary_index: [INDEX] }));
});

test("every table that the construct can make is made", async () => {
  const stack = new TerraformStack(new App(), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  new Table(stack, "plain", { partitionKey: "id" });
  new Table(stack, "full", {
    partitionKey: "id",
    sortKey: { name: "at", type: "N" },
    capacity: { read: 2, write: 1 },
    globalIndexes: {
      "by-owner": { partitionKey: "owner", sortKey: { name: "at", type: "N" }, projection: ["price"] },
    },
    localIndexes: { "by-price": { sortKey: { name: "price", type: "N" }, projection: "KEYS_ONLY" } },
    timeToLiveAttribute: "ends",
  });
  const tables = Stack.parse(Testing.synth(stack, true))
    .ofType("aws_dynamodb_table")
    .map(({ address, values }) => toTableModel(address, values));
  expect(tables.map(({ name }) => name)).toEqual(["test-full", "test-plain"]);
  expect((await started(tables)).warnings).toEqual([]);
});

test.each([
  ["no name", { name: undefined }, "name must be a text, found nothing; write a text"],
  ["an empty name", { name: "" }, 'name must be a text, found ""; write a text'],
  ["no key", { hash_key: null, attribute: [] }, "hash_key must be a text, found null; write a text"],
  [
    "a billing mode that is none",
    { billing_mode: "FREE" },
    'billing_mode must be PAY_PER_REQUEST or PROVISIONED, found "FREE"; write PAY_PER_REQUEST or PROVISIONED',
  ],
  [
    "a type that is none",
    { attribute: { name: "id", type: "string" } },
    'attribute[0]: type must be S or N or B, found "string"; write S or N or B',
  ],
  [
    "a key without an attribute",
    { range_key: "at" },
    '"at" is a key and has no type; write an attribute block of that name',
  ],
  [
    "an attribute without a name",
    { attribute: [...VALUES.attribute, { type: "S" }] },
    "attribute[1]: name must be a text, found nothing; write a text",
  ],
  [
    "an attribute that is no key",
    { attribute: [...VALUES.attribute, { name: "price", type: "N" }] },
    'the attribute "price" is no key of the table or an index; leave it out',
  ],
  [
    "an index without a key",
    { global_secondary_index: { name: "all", projection_type: "ALL" } },
    "global_secondary_index[0]: hash_key must be a text, found nothing; write a text",
  ],
  [
    "an index without a projection",
    { global_secondary_index: { name: "all", hash_key: "id" } },
    "global_secondary_index[0]: projection_type must be ALL or INCLUDE or KEYS_ONLY, found nothing; write ALL or INCLUDE or KEYS_ONLY",
  ],
  [
    "attributes that are no texts",
    {
      global_secondary_index: {
        name: "all",
        hash_key: "id",
        projection_type: "INCLUDE",
        non_key_attributes: [1],
      },
    },
    "global_secondary_index[0]: non_key_attributes must be a list of texts, found [1]; write a list of texts",
  ],
])("a table with %s is refused", (_, values, fault) => {
  expect(faultsOf({ ...VALUES, ...values })).toEqual([`${ADDRESS}: ${fault}`]);
});

test("all that is wrong is told at once", () => {
  expect(faultsOf({ ...VALUES, billing_mode: "PROVISIONED", write_capacity: 1.5, name: 5 })).toEqual([
    `${ADDRESS}: name must be a text, found 5; write a text`,
    `${ADDRESS}: read_capacity must be a number from 1, found nothing; write a number from 1`,
    `${ADDRESS}: write_capacity must be a number from 1, found 1.5; write a number from 1`,
  ]);
});
