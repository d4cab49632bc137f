import { App, AwsProvider, Table, TerraformStack, Testing } from "gatewright";
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

function toDefinition(values: Record<string, unknown>) {
  return toTableModel(ADDRESS, values).definition;
}

function errorsOf(values: Record<string, unknown>): readonly string[] {
  try {
    toTableModel(ADDRESS, values);
    return [];
  } catch (error) {
    return (error as { errors: readonly string[] }).errors;
  }
}

test("the arguments of a table become its definition", () => {
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

test("a table without a billing mode is provisioned, and so are its indexes", () => {
  const { billing_mode: _, ...values } = INDEXED;
  const capacity = { read_capacity: 5, write_capacity: "2" };
  const global_secondary_index = [{ ...INDEX, read_capacity: 3, write_capacity: 1 }];
  expect(toDefinition({ ...values, ...capacity, global_secondary_index })).toMatchObject({
    BillingMode: "PROVISIONED",
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 2 },
    GlobalSecondaryIndexes: [{ ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 1 } }],
  });
});

test("an on-demand table ignores its capacity arguments", () => {
  const global_secondary_index = [{ ...INDEX, read_capacity: 3, write_capacity: 1 }];
  const definition = toDefinition({
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
])("the keys of a global index are read from %s", (_, keys) => {
  const global_secondary_index = [{ ...INDEX, ...keys }];
  expect(toDefinition({ ...INDEXED, global_secondary_index }).GlobalSecondaryIndexes).toEqual([
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

test("a local index uses the partition key of the table", () => {
  const local_secondary_index = [
    { name: "by-owner", range_key: "owner", projection_type: "INCLUDE", non_key_attributes: ["price"] },
  ];
  expect(toDefinition({ ...INDEXED, local_secondary_index }).LocalSecondaryIndexes).toEqual([
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

test("a block can be an object or a list, and null means unset", () => {
  const values = { ...VALUES, range_key: null, global_secondary_index: null, read_capacity: null };
  const [attribute] = VALUES.attribute;
  expect(toDefinition({ ...values, attribute })).toEqual(toDefinition(VALUES));
  const single = toDefinition({ ...INDEXED, global_secondary_index: INDEX });
  expect(single).toEqual(toDefinition({ ...INDEXED, global_secondary_index: [INDEX] }));
});

test("every kind of table that the construct supports is created", async () => {
  const stack = new TerraformStack(new App(), "test");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  new Table(stack, "plain", { partitionKey: "id" });
  new Table(stack, "full", {
    partitionKey: "id",
    sortKey: { name: "at", type: "N" },
    capacity: { read: 2, write: 1 },
    globalSecondaryIndexes: {
      "by-owner": { partitionKey: "owner", sortKey: { name: "at", type: "N" }, projection: ["price"] },
    },
    localSecondaryIndexes: { "by-price": { sortKey: { name: "price", type: "N" }, projection: "KEYS_ONLY" } },
    timeToLiveAttribute: "ends",
  });
  const tables = Stack.parse(Testing.synth(stack, true))
    .ofType("aws_dynamodb_table")
    .map(({ address, values }) => toTableModel(address, values));
  expect(tables.map(({ name }) => name)).toEqual(["test-full", "test-plain"]);
  expect((await started(tables)).warnings).toEqual([]);
});

test.each([
  ["no name", { name: undefined }, "name is not set; expected a non-empty string."],
  ["an empty name", { name: "" }, 'name is ""; expected a non-empty string.'],
  ["no key", { hash_key: null, attribute: [] }, "hash_key is null; expected a non-empty string."],
  [
    "an unknown billing mode",
    { billing_mode: "FREE" },
    'billing_mode is "FREE"; expected PAY_PER_REQUEST or PROVISIONED.',
  ],
  [
    "an unknown attribute type",
    { attribute: { name: "id", type: "string" } },
    'attribute[0]: type is "string"; expected S or N or B.',
  ],
  [
    "a key without an attribute",
    { range_key: "at" },
    'key "at" has no attribute block. Add one that sets its type.',
  ],
  [
    "an attribute without a name",
    { attribute: [...VALUES.attribute, { type: "S" }] },
    "attribute[1]: name is not set; expected a non-empty string.",
  ],
  [
    "an attribute that is not a key",
    { attribute: [...VALUES.attribute, { name: "price", type: "N" }] },
    'attribute "price" is not a key of the table or of an index. Remove it.',
  ],
  [
    "an index without a key",
    { global_secondary_index: { name: "all", projection_type: "ALL" } },
    "global_secondary_index[0]: hash_key is not set; expected a non-empty string.",
  ],
  [
    "an index without a projection",
    { global_secondary_index: { name: "all", hash_key: "id" } },
    "global_secondary_index[0]: projection_type is not set; expected ALL or INCLUDE or KEYS_ONLY.",
  ],
  [
    "projected attributes that are not strings",
    {
      global_secondary_index: {
        name: "all",
        hash_key: "id",
        projection_type: "INCLUDE",
        non_key_attributes: [1],
      },
    },
    "global_secondary_index[0]: non_key_attributes is [1]; expected a list of strings.",
  ],
])("a table with %s has an error", (_, values, error) => {
  expect(errorsOf({ ...VALUES, ...values })).toEqual([`${ADDRESS}: ${error}`]);
});

test("all errors of a table are reported together", () => {
  expect(errorsOf({ ...VALUES, billing_mode: "PROVISIONED", write_capacity: 1.5, name: 5 })).toEqual([
    `${ADDRESS}: name is 5; expected a non-empty string.`,
    `${ADDRESS}: read_capacity is not set; expected a whole number of at least 1.`,
    `${ADDRESS}: write_capacity is 1.5; expected a whole number of at least 1.`,
  ]);
});
