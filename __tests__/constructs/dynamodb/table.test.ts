import { KmsKey, NodejsFunction, Table, type TableProps } from "#constructs";
import { faultsOf, synthesized, testStack } from "../../support";

// Facts: ServiceQuotas and HowItWorks.NamingRulesDataTypes, DynamoDB developer guide; CreateTable, DynamoDB API reference.

function given(props: Partial<TableProps> = {}) {
  const stack = testStack();
  return { stack, table: new Table(stack, "things", { partitionKey: "thingId", ...props }) };
}

const INDEXED: Partial<TableProps> = {
  sortKey: { name: "at", type: "N" },
  globalIndexes: {
    byOwner: { partitionKey: "owner", sortKey: { name: "at", type: "N" }, projection: "KEYS_ONLY" },
  },
  localIndexes: { byName: { sortKey: "name", projection: ["colour"] } },
};

describe("a table", () => {
  test("is on demand, can be set back and cannot be deleted, unless it is said otherwise", () => {
    synthesized(given().stack).only("aws_dynamodb_table", {
      name: "test-things",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "thingId",
      range_key: undefined,
      attribute: [{ name: "thingId", type: "S" }],
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: true,
      server_side_encryption: { enabled: false, kms_key_arn: undefined },
      ttl: undefined,
      global_secondary_index: undefined,
      local_secondary_index: undefined,
    });
  });

  test("is what was asked for", () => {
    const { stack } = given({
      name: "named",
      timeToLiveAttribute: "endsAt",
      pointInTimeRecovery: false,
      deletionProtection: false,
      tags: { team: "things" },
    });
    synthesized(stack).only("aws_dynamodb_table", {
      name: "named",
      ttl: { attribute_name: "endsAt", enabled: true },
      point_in_time_recovery: { enabled: false },
      deletion_protection_enabled: false,
      tags: { team: "things" },
    });
  });

  test("has each key attribute of itself and its indexes once", () => {
    synthesized(given(INDEXED).stack).only("aws_dynamodb_table", {
      attribute: [
        { name: "thingId", type: "S" },
        { name: "at", type: "N" },
        { name: "owner", type: "S" },
        { name: "name", type: "S" },
      ],
      global_secondary_index: [
        {
          name: "byOwner",
          hash_key: "owner",
          range_key: "at",
          projection_type: "KEYS_ONLY",
          read_capacity: undefined,
        },
      ],
      local_secondary_index: [
        { name: "byName", range_key: "name", projection_type: "INCLUDE", non_key_attributes: ["colour"] },
      ],
    });
  });

  test("that is provisioned gives its indexes its capacity, or their own", () => {
    const { stack } = given({
      capacity: { read: 5, write: 2 },
      globalIndexes: {
        one: { partitionKey: "a" },
        two: { partitionKey: "b", capacity: { read: 1, write: 1 } },
      },
    });
    synthesized(stack).only("aws_dynamodb_table", {
      billing_mode: "PROVISIONED",
      read_capacity: 5,
      write_capacity: 2,
      global_secondary_index: [
        { name: "one", read_capacity: 5, write_capacity: 2, projection_type: "ALL" },
        { name: "two", read_capacity: 1, write_capacity: 1 },
      ],
    });
  });
});

describe("a grant", () => {
  const READ = [
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
  ];
  const WRITE = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"];

  function granted(
    how: "grantRead" | "grantWrite" | "grantReadWrite",
    props: Partial<TableProps> = {},
    keyed = false,
  ) {
    const stack = testStack();
    const encryptionKey = keyed ? new KmsKey(stack, "key", {}) : undefined;
    const table = new Table(stack, "things", { partitionKey: "thingId", encryptionKey, ...props });
    table[how](new NodejsFunction(stack, "answer", { entry: "answer.ts" }));
    const { values } = synthesized(stack).only("aws_iam_role_policy", { name: "grants" });
    return JSON.parse(String(values.policy)).Statement;
  }

  test.each([
    ["grantRead", READ],
    ["grantWrite", WRITE],
    ["grantReadWrite", [...READ, ...WRITE]],
  ] as const)("%s names its actions and the table", (how, actions) => {
    expect(granted(how)).toEqual([
      { Effect: "Allow", Action: actions, Resource: ["${aws_dynamodb_table.things.arn}"] },
    ]);
  });

  test("names each index", () => {
    expect(granted("grantRead", INDEXED)[0].Resource).toEqual([
      "${aws_dynamodb_table.things.arn}",
      "${aws_dynamodb_table.things.arn}/index/byOwner",
      "${aws_dynamodb_table.things.arn}/index/byName",
    ]);
  });

  test.each([
    ["grantRead", ["kms:Decrypt", "kms:DescribeKey"]],
    [
      "grantWrite",
      ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    ],
    [
      "grantReadWrite",
      ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    ],
  ] as const)("%s on a table with a key of ours allows the key, through DynamoDB", (how, actions) => {
    expect(granted(how, {}, true)[1]).toEqual({
      Effect: "Allow",
      Action: actions,
      Resource: ["${aws_kms_key.key.arn}"],
      Condition: { StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.com" } },
    });
  });
});

test("a key of ours encrypts the table", () => {
  const stack = testStack();
  new Table(stack, "things", { partitionKey: "thingId", encryptionKey: new KmsKey(stack, "key", {}) });
  const { only, leadsTo } = synthesized(stack);
  const table = only("aws_dynamodb_table", { server_side_encryption: { enabled: true } });
  leadsTo(table, ["server_side_encryption.kms_key_arn"], only("aws_kms_key"));
});

describe("at synth", () => {
  const indexes = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`index${index}`, { partitionKey: "a", sortKey: "b" }]),
    );

  test.each<[string, Partial<TableProps>, string]>([
    [
      "a short name",
      { name: "ab" },
      'table name must have 3 to 255 characters, found 2 in "ab"; change an id in its path, or set name',
    ],
    [
      "a name with a slash",
      { name: "a/b" },
      'table name may only have letters, digits, _, - and ., found "a/b"; change an id in its path, or set name',
    ],
    [
      "a short index name",
      { globalIndexes: { a: { partitionKey: "b" } } },
      'index name must have 3 to 255 characters, found 1 in "a"; rename it',
    ],
    [
      "21 global indexes",
      { globalIndexes: indexes(21) },
      "the number of globalIndexes must be a whole number from 0 to 20, found 21",
    ],
    [
      "6 local indexes",
      { sortKey: "s", localIndexes: indexes(6) },
      "the number of localIndexes must be a whole number from 0 to 5, found 6",
    ],
    [
      "local indexes without a sort key",
      { localIndexes: { byName: { sortKey: "name" } } },
      "localIndexes need a table with a sortKey, found none; add a sortKey, or use globalIndexes",
    ],
    [
      "two indexes of one name",
      {
        sortKey: "s",
        globalIndexes: { same: { partitionKey: "a" } },
        localIndexes: { same: { sortKey: "b" } },
      },
      'index name "same" is used twice; rename one of the two',
    ],
    [
      "a key of two types",
      { globalIndexes: { byId: { partitionKey: { name: "thingId", type: "N" } } } },
      'key attribute "thingId" has the types S and N; give it one type everywhere',
    ],
    [
      "one attribute as both keys",
      { sortKey: "thingId" },
      'the table has "thingId" as both its keys; choose another sortKey',
    ],
    [
      "one attribute as both keys of an index",
      { globalIndexes: { byOwner: { partitionKey: "owner", sortKey: "owner" } } },
      'index "byOwner" has "owner" as both its keys; choose another sortKey',
    ],
    [
      "the table's partition key as a local index's sort key",
      { sortKey: "at", localIndexes: { byId: { sortKey: "thingId" } } },
      'index "byId" has "thingId" as both its keys; choose another sortKey',
    ],
    [
      "a projection of nothing",
      { globalIndexes: { byOwner: { partitionKey: "owner", projection: [] } } },
      'index "byOwner" has an empty projection; name its attributes, or write "KEYS_ONLY"',
    ],
    [
      "no capacity",
      { capacity: { read: 0, write: 1 } },
      "capacity.read must be a whole number from 1 to 1000000 units a second, found 0",
    ],
    [
      "an index without capacity",
      {
        capacity: { read: 1, write: 1 },
        globalIndexes: { byOwner: { partitionKey: "owner", capacity: { read: 1, write: 0 } } },
      },
      "globalIndexes.byOwner.capacity.write must be a whole number from 1 to 1000000 units a second, found 0",
    ],
    [
      "a key without a name",
      { partitionKey: "" },
      'key attribute must have 1 to 255 characters, found 0 in ""; rename it',
    ],
    [
      "an index with a capacity on demand",
      { globalIndexes: { byOwner: { partitionKey: "owner", capacity: { read: 1, write: 1 } } } },
      "globalIndexes.byOwner has a capacity, its table is on demand; set the table's capacity, or drop it",
    ],
  ])("%s is a fault", (_, props, fault) => {
    expect(faultsOf(given(props).stack)).toEqual([`test/things: ${fault}`]);
  });
});
