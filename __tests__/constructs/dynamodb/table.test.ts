import { KmsKey, NodejsFunction, Secret, Table, type TableOperation, type TableProps } from "gatewright";
import { errorsOf, synthesized, testStack } from "../../support";

// Sources of the limits:
// - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
// - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
// - https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html

type Operations = readonly [TableOperation, ...TableOperation[]];

function tableStack(props: Partial<TableProps> = {}) {
  const stack = testStack();
  return { stack, table: new Table(stack, "things", { partitionKey: "thingId", ...props }) };
}

const INDEXED: Partial<TableProps> = {
  sortKey: { name: "at", type: "N" },
  globalSecondaryIndexes: {
    byOwner: { partitionKey: "owner", sortKey: { name: "at", type: "N" }, projection: "KEYS_ONLY" },
  },
  localSecondaryIndexes: { byName: { sortKey: "name", projection: ["color"] } },
};

describe("a DynamoDB table", () => {
  test("a table is on demand, with point-in-time recovery and deletion protection, by default", () => {
    synthesized(tableStack().stack).only("aws_dynamodb_table", {
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

  test("all options of a table are written to the Terraform", () => {
    const { stack } = tableStack({
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

  test("a table lists each key attribute of itself and its indexes once", () => {
    synthesized(tableStack(INDEXED).stack).only("aws_dynamodb_table", {
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
        { name: "byName", range_key: "name", projection_type: "INCLUDE", non_key_attributes: ["color"] },
      ],
    });
  });

  test("an index of a provisioned table has its own capacity or the capacity of the table", () => {
    const { stack } = tableStack({
      capacity: { read: 5, write: 2 },
      globalSecondaryIndexes: {
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

describe("the grants of a table", () => {
  /** Returns the statements that a grant of operations adds to the policy of a function. */
  function readGrant(operations: Operations, props: Partial<TableProps> = {}, hasKey = false) {
    const stack = testStack();
    const encryptionKey = hasKey ? new KmsKey(stack, "key", {}) : undefined;
    const table = new Table(stack, "things", { partitionKey: "thingId", encryptionKey, ...props });
    table.grant(new NodejsFunction(stack, "answer", { entry: "answer.ts" }), ...operations);
    const { values } = synthesized(stack).only("aws_iam_role_policy", { name: "grants" });
    return JSON.parse(String(values.policy)).Statement;
  }

  const TABLE = "${aws_dynamodb_table.things.arn}";
  const INDEXES = [`${TABLE}/index/byOwner`, `${TABLE}/index/byName`];
  const DECRYPT = ["kms:Decrypt", "kms:DescribeKey"];
  const ENCRYPT = [
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
  ];

  // Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
  test.each<[TableOperation, "reads" | "writes", "table" | "indexes"]>([
    ["BatchGetItem", "reads", "table"],
    ["BatchWriteItem", "writes", "table"],
    ["ConditionCheckItem", "reads", "table"],
    ["DeleteItem", "writes", "table"],
    ["DescribeTable", "reads", "table"],
    ["GetItem", "reads", "table"],
    ["PartiQLDelete", "writes", "table"],
    ["PartiQLInsert", "writes", "table"],
    ["PartiQLSelect", "reads", "indexes"],
    ["PartiQLUpdate", "writes", "table"],
    ["PutItem", "writes", "table"],
    ["Query", "reads", "indexes"],
    ["Scan", "reads", "indexes"],
    ["UpdateItem", "writes", "table"],
  ])("a grant of %s allows nothing else: it %s items of the %s", (operation, kind, target) => {
    const [statement, key, ...others] = readGrant([operation], INDEXED, true);
    expect(statement).toEqual({
      Effect: "Allow",
      Action: [`dynamodb:${operation}`],
      Resource: target === "indexes" ? [TABLE, ...INDEXES] : [TABLE],
    });
    expect(key).toEqual({
      Effect: "Allow",
      Action: kind === "writes" ? [...DECRYPT, ...ENCRYPT] : DECRYPT,
      Resource: ["${aws_kms_key.key.arn}"],
      Condition: { StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.com" } },
    });
    expect(others).toEqual([]);
  });

  test("several operations are one statement, without a statement for a key that the table does not have", () => {
    expect(readGrant(["GetItem", "Query", "PutItem"], INDEXED)).toEqual([
      {
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"],
        Resource: [TABLE, ...INDEXES],
      },
    ]);
  });

  test("an operation that IAM does not know is reported with all that it knows", () => {
    const { stack, table } = tableStack();
    const fn = new NodejsFunction(stack, "answer", { entry: "answer.ts" });
    // @ts-expect-error The name is misspelled.
    table.grant(fn, "Getitem");
    // @ts-expect-error A grant needs an operation.
    table.grant(fn);
    expect(errorsOf(stack)).toEqual([
      expect.stringMatching(
        /^test\/things: grant has the operation "Getitem"; expected one of BatchGetItem, .*, UpdateItem\. Correct the name\.$/,
      ),
      "test/answer: a statement has no actions. Add at least one action.",
    ]);
  });
});

test("a table with the option encryptionKey is encrypted with that key", () => {
  const stack = testStack();
  new Table(stack, "things", { partitionKey: "thingId", encryptionKey: new KmsKey(stack, "key", {}) });
  const { only, leadsTo } = synthesized(stack);
  const table = only("aws_dynamodb_table", { server_side_encryption: { enabled: true } });
  leadsTo(table, ["server_side_encryption.kms_key_arn"], only("aws_kms_key"));
});

describe("the validation of a table", () => {
  const indexes = <Index>(count: number, index: Index) =>
    Object.fromEntries(Array.from({ length: count }, (_, number) => [`index${number}`, index] as const));

  test.each<[string, Partial<TableProps>, string]>([
    [
      "a short name",
      { name: "ab" },
      'table name "ab" has length 2; expected 3 to 255 characters. Change a construct ID in the path, or set `name`.',
    ],
    [
      "a name with a slash",
      { name: "a/b" },
      'table name "a/b" is invalid; expected letters, digits, ., _ and -. Change a construct ID in the path, or set `name`.',
    ],
    [
      "a short index name",
      { globalSecondaryIndexes: { a: { partitionKey: "b" } } },
      'index name "a" has length 1; expected 3 to 255 characters. Rename it.',
    ],
    [
      "21 global indexes",
      { globalSecondaryIndexes: indexes(21, { partitionKey: "a", sortKey: "b" }) },
      "the number of globalSecondaryIndexes is 21; expected a whole number from 0 to 20",
    ],
    [
      "6 local indexes",
      { sortKey: "s", localSecondaryIndexes: indexes(6, { sortKey: "b" }) },
      "the number of localSecondaryIndexes is 6; expected a whole number from 0 to 5",
    ],
    [
      "local indexes without a sort key",
      { localSecondaryIndexes: { byName: { sortKey: "name" } } },
      "localSecondaryIndexes need a sortKey on the table, but it is not set. Add a sortKey, or use globalSecondaryIndexes.",
    ],
    [
      "two indexes with the same name",
      {
        sortKey: "s",
        globalSecondaryIndexes: { same: { partitionKey: "a" } },
        localSecondaryIndexes: { same: { sortKey: "b" } },
      },
      'duplicate index name "same". Rename one.',
    ],
    [
      "a key attribute with two types",
      { globalSecondaryIndexes: { byId: { partitionKey: { name: "thingId", type: "N" } } } },
      'key attribute "thingId" has the types S and N. Use one type everywhere.',
    ],
    [
      "the same attribute as both keys",
      { sortKey: "thingId" },
      'the table has "thingId" as both partition key and sort key. Choose another sortKey.',
    ],
    [
      "the same attribute as both keys of an index",
      { globalSecondaryIndexes: { byOwner: { partitionKey: "owner", sortKey: "owner" } } },
      'index "byOwner" has "owner" as both partition key and sort key. Choose another sortKey.',
    ],
    [
      "the table's partition key as a local index's sort key",
      { sortKey: "at", localSecondaryIndexes: { byId: { sortKey: "thingId" } } },
      'index "byId" has "thingId" as both partition key and sort key. Choose another sortKey.',
    ],
    [
      "an index with an empty projection",
      { globalSecondaryIndexes: { byOwner: { partitionKey: "owner", projection: [] } } },
      'projection of index "byOwner" is empty. List the attributes to project, or write "KEYS_ONLY".',
    ],
    [
      "a capacity of 0",
      { capacity: { read: 0, write: 1 } },
      "capacity.read is 0; expected a whole number from 1 to 1000000 units per second",
    ],
    [
      "an index with a capacity of 0",
      {
        capacity: { read: 1, write: 1 },
        globalSecondaryIndexes: { byOwner: { partitionKey: "owner", capacity: { read: 1, write: 0 } } },
      },
      "globalSecondaryIndexes.byOwner.capacity.write is 0; expected a whole number from 1 to 1000000 units per second",
    ],
    [
      "an empty key attribute name",
      { partitionKey: "" },
      'key attribute "" has length 0; expected 1 to 255 characters. Rename it.',
    ],
    [
      "an index capacity on an on-demand table",
      { globalSecondaryIndexes: { byOwner: { partitionKey: "owner", capacity: { read: 1, write: 1 } } } },
      "globalSecondaryIndexes.byOwner.capacity is set, but the table is on demand. Set capacity on the table, or remove capacity from the index.",
    ],
  ])("%s is an error", (_, props, error) => {
    expect(errorsOf(tableStack(props).stack)).toEqual([`test/things: ${error}`]);
  });
});

test.each<[string, unknown, string]>([
  ["a text", "fn", '"fn"'],
  ["undefined", undefined, "undefined"],
  ["null", null, "null"],
])("a grantee that is %s is an error at synthesis", (_, grantee, value) => {
  const stack = testStack();
  const table = new Table(stack, "things", { partitionKey: "id" });
  const secret = new Secret(stack, "secret");
  const existing = Secret.fromName(stack, "existing", "key");
  table.grant(grantee as NodejsFunction, "Scan");
  secret.grantRead(grantee as NodejsFunction);
  existing.grantRead(grantee as NodejsFunction);
  const error = `the grantee is ${value}; expected a NodejsFunction. Pass the construct of the function.`;
  expect(errorsOf(stack)).toEqual([`test/things, test/secret, test/existing: ${error}`]);
});
