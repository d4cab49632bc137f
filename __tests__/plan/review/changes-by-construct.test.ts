import { type Change, formatText } from "gatewright/plan";
import { Stack } from "#terraform";
import { change, constructLines, findingLines, policy, READ, review, WRITE } from "./support";

test("changes without a finding are grouped by construct, in an order that does not depend on the plan", () => {
  const changes = [
    change("aws_sqs_queue", {
      constructPath: "test/b/queue",
      before: { delay_seconds: 1 },
      after: { delay_seconds: 2 },
    }),
    change("aws_iam_role", {
      constructPath: "test/a/role",
      action: "create",
      before: null,
      address: "aws_iam_role.x",
    }),
    change("aws_iam_role", {
      constructPath: "test/a/role2",
      action: "create",
      before: null,
      address: "aws_iam_role.y",
    }),
    change("aws_cloudwatch_log_group", {
      before: { retention_in_days: 14 },
      after: { retention_in_days: 7 },
    }),
    change("aws_kms_key", { action: "no-op" }),
  ];
  const result = review(changes);
  expect(result.summary).toBe("2 to create, 2 to update");
  expect(result.constructs).toEqual([
    { subject: "test/a", lines: ["+ 2 aws_iam_role"] },
    { subject: "test/b", lines: ["~ aws_sqs_queue.one", "    delay_seconds: 1 → 2"] },
  ]);
  expect(review([...changes].reverse())).toEqual(result);
});

test.each<[string, object, object, string[]]>([
  [
    "an argument is added",
    { environment: [{ variables: {} }] },
    { environment: [{ variables: { EXTRA: "x" } }] },
    ["environment.variables.EXTRA: (none) → x"],
  ],
  [
    "an argument is removed",
    { environment: [{ variables: { EXTRA: "x" } }] },
    { environment: [{ variables: {} }] },
    ["environment.variables.EXTRA: x → (none)"],
  ],
  ["empty arguments are not printed", { a: 1, tags: {}, list: [] }, { a: 2 }, ["a: 1 → 2"]],
  [
    "a block is added, with each of its arguments",
    { vpc_config: [] },
    { vpc_config: [{ subnet_ids: ["a"], security_group_ids: ["b"], ipv6: null }] },
    ['vpc_config.security_group_ids: (none) → ["b"]', 'vpc_config.subnet_ids: (none) → ["a"]'],
  ],
  [
    "an empty block is replaced by another empty block",
    { default_action: [{ block: [{}], allow: [] }] },
    { default_action: [{ block: [], allow: [{}] }] },
    ["default_action.allow: [] → [{}]", "default_action.block: [{}] → []"],
  ],
  [
    "the blocks of a list change their order",
    { rule: [{ name: "a" }, { name: "b" }] },
    { rule: [{ name: "b" }, { name: "a" }] },
    ["rule[0].name: a → b", "rule[1].name: b → a"],
  ],
  [
    "two long strings are printed from shortly before their difference",
    { text: `${"x".repeat(200)}one` },
    { text: `${"x".repeat(200)}two` },
    [`text: …${"x".repeat(30)}one → …${"x".repeat(30)}two`],
  ],
  ["a line break is escaped", { text: "a" }, { text: "b\n! Data loss" }, ["text: a → b\\n! Data loss"]],
])("the lines of an update: %s", (_, before, after, lines) => {
  const changed = change("aws_example", { before: { ...before }, after: { ...after } });
  expect(constructLines(changed)).toEqual(["~ aws_example.one", ...lines.map((line) => `    ${line}`)]);
});

test("an update of a set prints each added or removed item, and duplicates as often as they occur", () => {
  const rule = (from_port: number) => ({ from_port });
  const changed = change("aws_security_group", {
    before: { ingress: [rule(1), rule(2), rule(2), rule(3)] },
    after: { ingress: [rule(3), rule(2)] },
  });
  expect(constructLines(changed)).toEqual([
    "~ aws_security_group.one",
    "    ingress[0].from_port: 1 → (none)",
    "    ingress[1].from_port: 2 → (none)",
  ]);
});

test("an update of a policy prints the statements that are removed", () => {
  const changed = change("aws_iam_role_policy", {
    before: { policy: policy(READ, WRITE) },
    after: { policy: policy(WRITE) },
  });
  expect(constructLines(changed)).toEqual([
    "~ aws_iam_role_policy.one",
    "    - Allow s3:GetObject on all resources",
  ]);
});

test("a replacement prints its reason, but not the values that the provider computes again", () => {
  const changed = change("aws_sns_topic", {
    action: "replace",
    before: { name: "a", arn: "arn:a", id: "arn:a" },
    after: { name: "b" },
    afterUnknown: { arn: true, id: true },
    replacePaths: [["name"]],
  });
  expect(constructLines(changed)).toEqual([
    "± aws_sns_topic.one: replaced because name changes",
    "    name: a → b",
  ]);
});

test("a replacement for several reasons prints all of them", () => {
  const changed = change("aws_sns_topic", {
    action: "replace",
    before: { name: "a", fifo_topic: false },
    after: { name: "b", fifo_topic: true },
    replacePaths: [["name"], ["fifo_topic"]],
  });
  expect(constructLines(changed)[0]).toBe("± aws_sns_topic.one: replaced because fifo_topic, name change");
});

test("the review of a sensitive value prints only that the value changes", () => {
  const changed = change("aws_lambda_function", {
    before: { timeout: 1, environment: [{ variables: { KEY: "hunter2", SAME: "s" } }] },
    after: { timeout: 2, environment: [{ variables: { KEY: "hunter3", SAME: "s" } }] },
    beforeSensitive: { environment: [{ variables: { KEY: true, SAME: true } }] },
    afterSensitive: { environment: [{ variables: { KEY: true, SAME: true } }] },
  });
  expect(constructLines(changed)).toEqual([
    "~ aws_lambda_function.one",
    "    environment.variables.KEY: (sensitive) → (sensitive)",
    "    timeout: 1 → 2",
  ]);
});

test("a line break in a value does not start a new line", () => {
  const action = "s3:GetObject on *\n    - Allow everything";
  const text = formatText(
    review([
      change("aws_iam_role_policy", {
        before: {},
        after: { policy: policy({ Action: action, Resource: "*" }) },
      }),
    ]),
    { stack: "test", isOffline: false },
  );
  expect(text).toContain(String.raw`+ Allow s3:GetObject on *\n    - Allow everything on all resources`);
});

test("a resource that Terraform forgets is printed as removed from the state and not deleted", () => {
  const forgotten = change("aws_dynamodb_table", { action: "forget", after: null });
  expect(review([forgotten]).summary).toBe("1 to forget");
  expect(constructLines(forgotten)).toEqual(["removed from state, not deleted: aws_dynamodb_table"]);
});

test("new and deleted routes are counted, because the findings contain their route keys", () => {
  const values = { route_key: "GET /a", authorization_type: "JWT" };
  const created = change("aws_apigatewayv2_route", { action: "create", before: null, after: values });
  const deleted = change("aws_apigatewayv2_route", { action: "delete", before: values, after: null });
  const forgotten = change("aws_apigatewayv2_route", { action: "forget", before: values, after: null });
  expect(constructLines(created)).toEqual(["+ aws_apigatewayv2_route"]);
  expect(findingLines(created).join()).toContain("GET /a");
  expect(findingLines(deleted).join()).toContain("GET /a");
  expect(constructLines(forgotten)).toEqual([
    'removed from state, not deleted: aws_apigatewayv2_route "GET /a"',
  ]);
});

test("updates that only follow from another change are listed together, if there are several", () => {
  const policy = (address: string, table: string) =>
    change("aws_iam_role_policy", {
      address,
      constructPath: `things/${address.split(".")[1]}`,
      before: { policy: `{"Statement":["${table}"]}` },
      after: {},
      afterUnknown: { policy: true },
    });
  const stack = Stack.parse(
    JSON.stringify({
      resource: {
        aws_iam_role_policy: Object.fromEntries(
          ["a", "b"].map((name) => [name, { policy: "${aws_dynamodb_table.t.arn}" }]),
        ),
      },
    }),
  );
  const constructsOf = (...changes: Change[]) =>
    review(changes, { configurations: { before: stack, after: stack } }).constructs;
  const [a, b] = [policy("aws_iam_role_policy.a", "t1"), policy("aws_iam_role_policy.b", "t1")];
  expect(constructsOf(a, b)).toEqual([
    {
      subject: "only a referenced value changes (2 resources)",
      lines: ["~ things/a: policy of aws_iam_role_policy.a", "~ things/b: policy of aws_iam_role_policy.b"],
    },
  ]);
  expect(constructsOf(a)).toEqual([
    {
      subject: "things/a",
      lines: [
        "~ aws_iam_role_policy.a",
        "    policy: the configuration is unchanged; a value that it refers to changes",
      ],
    },
  ]);
});

test.each<[string, string, readonly string[]]>([
  [
    'ALARM("a") OR ALARM("b")',
    'ALARM("b") OR ALARM("c")',
    ["- no longer includes the alarm a", "+ includes the alarm c"],
  ],
  ["FALSE", 'ALARM("a")', ["+ includes the alarm a"]],
  ['ALARM("a")', 'ALARM("a") AND NOT ALARM("b")', ['alarm_rule: ALARM("a") → ALARM("a") AND NOT ALARM("b")']],
])(
  "an update of the alarm rule %s to %s prints the alarms that are added or removed",
  (before, after, lines) => {
    const composite = change("aws_cloudwatch_composite_alarm", {
      before: { alarm_name: "page", alarm_rule: before },
      after: { alarm_name: "page", alarm_rule: after },
    });
    expect(
      constructLines(composite)
        .slice(1)
        .map((line) => line.trim()),
    ).toEqual(lines);
  },
);
