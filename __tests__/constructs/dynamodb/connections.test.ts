import { ApiAlarms, Connections, type ConnectionsProps, HttpApi, KmsKey, NodejsFunction } from "gatewright";
import { errorsOf, synthesized, testStack } from "../../support";

/** Returns the statements of the grants of a function. */
function readGrants(
  grant: (connections: Connections, target: NodejsFunction) => void,
  hasKey = false,
): unknown[] {
  const stack = testStack();
  const encryptionKey = hasKey ? new KmsKey(stack, "key", {}) : undefined;
  const connections = new Connections(stack, "members", { encryptionKey });
  grant(connections, new NodejsFunction(stack, "answer", { entry: "answer.ts" }));
  const { values } = synthesized(stack).only("aws_iam_role_policy", { name: "grants" });
  return JSON.parse(String(values.policy)).Statement;
}

const TABLE = "${aws_dynamodb_table.members.arn}";

describe("the table of connections", () => {
  test("a table of connections has keys in both directions, an expiry and the defaults of a table", () => {
    const stack = testStack();
    new Connections(stack, "members");
    synthesized(stack).only("aws_dynamodb_table", {
      name: "test-members",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "connectionId",
      range_key: "groupId",
      attribute: [
        { name: "connectionId", type: "S" },
        { name: "groupId", type: "S" },
      ],
      global_secondary_index: [
        { name: "byGroup", hash_key: "groupId", range_key: "connectionId", projection_type: "ALL" },
      ],
      local_secondary_index: undefined,
      ttl: { attribute_name: "expiresAt", enabled: true },
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: true,
      server_side_encryption: { enabled: false, kms_key_arn: undefined },
      tags: undefined,
    });
  });

  test("all options of a table of connections are written to the Terraform", () => {
    const stack = testStack();
    const encryptionKey = new KmsKey(stack, "key", {});
    new Connections(stack, "members", {
      name: "named",
      encryptionKey,
      pointInTimeRecovery: false,
      deletionProtection: false,
      tags: { team: "chat" },
    });
    synthesized(stack).only("aws_dynamodb_table", {
      name: "named",
      point_in_time_recovery: { enabled: false },
      deletion_protection_enabled: false,
      server_side_encryption: { enabled: true, kms_key_arn: "${aws_kms_key.key.arn}" },
      tags: { team: "chat" },
    });
  });

  test("the names of a table of connections are values of environment variables", () => {
    const stack = testStack();
    const connections = new Connections(stack, "members");
    expect(connections.indexName).toBe("byGroup");
    const environment = { CONNECTIONS_TABLE: connections.name, CONNECTIONS_INDEX: connections.indexName };
    new NodejsFunction(stack, "answer", { entry: "answer.ts", environment });
    synthesized(stack).only("aws_lambda_function", {
      environment: {
        variables: { CONNECTIONS_TABLE: "${aws_dynamodb_table.members.name}", CONNECTIONS_INDEX: "byGroup" },
      },
    });
  });

  test("alarms accept a table of connections", () => {
    const stack = testStack();
    const tables = [new Connections(stack, "members")];
    const { alarms } = new ApiAlarms(stack, "alarms", { api: new HttpApi(stack, "api"), tables });
    expect([...alarms.keys()]).toContain("throttles-members");
    synthesized(stack);
  });
});

describe("the grants of a table of connections", () => {
  test("grantRead allows reads by key on the table and its index", () => {
    expect(readGrants((connections, target) => connections.grantRead(target))).toEqual([
      {
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:Query"],
        Resource: [TABLE, `${TABLE}/index/byGroup`],
      },
    ]);
  });

  test("grantWrite allows a function to put and delete items, but not to read them", () => {
    expect(readGrants((connections, target) => connections.grantWrite(target))).toEqual([
      {
        Effect: "Allow",
        Action: ["dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"],
        Resource: [TABLE],
      },
    ]);
  });

  test("grant allows single operations", () => {
    const statements = readGrants((connections, target) => connections.grant(target, "DeleteItem"));
    expect(statements).toEqual([{ Effect: "Allow", Action: ["dynamodb:DeleteItem"], Resource: [TABLE] }]);
  });

  test("a grant includes the KMS key of the table", () => {
    const statements = readGrants((connections, target) => connections.grantRead(target), true);
    expect(statements[1]).toMatchObject({
      Action: ["kms:Decrypt", "kms:DescribeKey"],
      Resource: ["${aws_kms_key.key.arn}"],
    });
  });
});

describe("the errors of a table of connections", () => {
  test.each<[string, object, string]>([
    [
      "a name that AWS rejects",
      { name: "all members" },
      'table name "all members" is invalid; expected letters, digits, ., _ and -. Change a construct ID in the path, or set `name`.',
    ],
    [
      "a key of the table",
      { partitionKey: "id" },
      'has the unknown property "partitionKey"; expected one of name, encryptionKey, pointInTimeRecovery, deletionProtection, tags',
    ],
    [
      "a value of another type",
      { deletionProtection: "yes" },
      'deletionProtection is "yes"; expected a boolean',
    ],
  ])("synthesis reports %s once", (_, props, error) => {
    const stack = testStack();
    new Connections(stack, "members", props as ConnectionsProps);
    expect(errorsOf(stack)).toEqual([`test/members: ${error}`]);
  });

  test("two tables of connections cannot have the same name", () => {
    const stack = testStack();
    new Connections(stack, "members");
    new Connections(stack, "users", { name: "test-members" });
    expect(errorsOf(stack)).toEqual([
      'test/users: duplicate table name "test-members", already used by test/members. Change a construct ID in the path, or set `name`.',
    ]);
  });
});
