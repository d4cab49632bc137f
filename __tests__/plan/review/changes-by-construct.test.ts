import { formatText } from "#plan";
import { change, policy, READ, rest, told, WRITE } from "./support";

describe("the rest", () => {
  test("is by construct, in the same order whatever the plan's, without what was told", () => {
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
    const whole = told(changes);
    expect(whole.summary).toBe("2 to create, 2 to update");
    expect(whole.constructs).toEqual([
      { subject: "test/a", lines: ["+ 2 aws_iam_role"] },
      { subject: "test/b", lines: ["~ aws_sqs_queue.one", "    delay_seconds: 1 → 2"] },
    ]);
    expect(told([...changes].reverse())).toEqual(whole);
  });

  test("has functions of which only the code changes in one line, with their sizes", () => {
    const code = (name: string, more = {}) =>
      change("aws_lambda_function", {
        constructPath: `test/${name}`,
        before: { source_code_hash: "a", timeout: 3, last_modified: "x" },
        after: { source_code_hash: "b", timeout: 3, ...more },
      });
    const { codeOnly: line, constructs } = told([code("b"), code("a"), code("c", { timeout: 4 })], {
      zipSizes: ({ constructPath }) => (constructPath === "test/a" ? { before: 1000, after: 2500 } : {}),
    });
    expect(line).toBe("code alone of 2 functions: test/a 1.0 kB → 2.5 kB, test/b");
    expect(constructs.map(({ subject }) => subject)).toEqual(["test/c"]);
  });
});

test.each<[string, object, object, string[]]>([
  [
    "what is new",
    { environment: [{ variables: {} }] },
    { environment: [{ variables: { EXTRA: "x" } }] },
    ["environment.0.variables.EXTRA: (none) → x"],
  ],
  [
    "what is taken away",
    { environment: [{ variables: { EXTRA: "x" } }] },
    { environment: [{ variables: {} }] },
    ["environment.0.variables.EXTRA: x → (none)"],
  ],
  ["nothing where nothing is written otherwise", { a: 1, tags: {}, list: [] }, { a: 2 }, ["a: 1 → 2"]],
  [
    "a block that is new, each of its arguments",
    { vpc_config: [] },
    { vpc_config: [{ subnet_ids: ["a"], security_group_ids: ["b"], ipv6: null }] },
    ['vpc_config.0.security_group_ids: (none) → ["b"]', 'vpc_config.0.subnet_ids: (none) → ["a"]'],
  ],
  [
    "a block that says nothing, and comes in the place of another",
    { default_action: [{ block: [{}], allow: [] }] },
    { default_action: [{ block: [], allow: [{}] }] },
    ["default_action.0.allow: [] → [{}]", "default_action.0.block: [{}] → []"],
  ],
  [
    "blocks of a list in another order",
    { rule: [{ name: "a" }, { name: "b" }] },
    { rule: [{ name: "b" }, { name: "a" }] },
    ["rule.0.name: a → b", "rule.1.name: b → a"],
  ],
  [
    "two long texts from where they differ",
    { text: `${"x".repeat(200)}one` },
    { text: `${"x".repeat(200)}two` },
    [`text: …${"x".repeat(30)}one → …${"x".repeat(30)}two`],
  ],
  [
    "a line break as what it is",
    { text: "a" },
    { text: "b\n! Data that would be lost" },
    ["text: a → b\\n! Data that would be lost"],
  ],
])("an update tells %s", (_, before, after, lines) => {
  const [head, ...told] = rest(change("aws_example", { before: { ...before }, after: { ...after } }));
  expect([head, ...told]).toEqual(["~ aws_example.one", ...lines.map((line) => `    ${line}`)]);
});

test("a set is told by what comes and goes, as often as it does", () => {
  const rule = (from_port: number) => ({ from_port });
  const one = change("aws_security_group", {
    before: { ingress: [rule(1), rule(2), rule(2), rule(3)] },
    after: { ingress: [rule(3), rule(2)] },
  });
  expect(rest(one)).toEqual([
    "~ aws_security_group.one",
    "    ingress.0.from_port: 1 → (none)",
    "    ingress.1.from_port: 2 → (none)",
  ]);
});

test("a block that comes beside code is not of the code", () => {
  const one = change("aws_lambda_function", {
    before: { source_code_hash: "a", snap: [] },
    after: { source_code_hash: "b", snap: [{}] },
  });
  expect(told([one]).codeOnly).toBeUndefined();
});

test("a policy is told by what it says less", () => {
  const one = change("aws_iam_role_policy", {
    before: { policy: policy(READ, WRITE) },
    after: { policy: policy(WRITE) },
  });
  expect(rest(one)).toEqual(["~ aws_iam_role_policy.one", "    - Allow s3:GetObject on *"]);
});

test("a replacement says for what, and not what the provider then gives anew", () => {
  const one = change("aws_sns_topic", {
    action: "replace",
    before: { name: "a", arn: "arn:a", id: "arn:a" },
    after: { name: "b" },
    afterUnknown: { arn: true, id: true },
    replacePaths: [["name"]],
  });
  expect(rest(one)).toEqual(["± aws_sns_topic.one, for another name", "    name: a → b"]);
});

test("what is sensitive is not told, only that it is another", () => {
  const one = change("aws_lambda_function", {
    before: { timeout: 1, environment: [{ variables: { KEY: "hunter2", SAME: "s" } }] },
    after: { timeout: 2, environment: [{ variables: { KEY: "hunter3", SAME: "s" } }] },
    beforeSensitive: { environment: [{ variables: { KEY: true, SAME: true } }] },
    afterSensitive: { environment: [{ variables: { KEY: true, SAME: true } }] },
  });
  expect(rest(one)).toEqual([
    "~ aws_lambda_function.one",
    "    environment.0.variables.KEY: (sensitive) → (sensitive)",
    "    timeout: 1 → 2",
  ]);
});

test("a text with a line break makes no line of its own", () => {
  const action = "s3:GetObject on *\n    - Allow everything";
  const text = formatText(
    told([
      change("aws_iam_role_policy", {
        before: {},
        after: { policy: policy({ Action: action, Resource: "*" }) },
      }),
    ]),
    { stack: "test", isOffline: false },
  );
  expect(text).toContain(String.raw`+ Allow s3:GetObject on *\n    - Allow everything on *`);
});

test("a resource that Terraform forgets is left as it is", () => {
  const one = change("aws_dynamodb_table", { action: "forget", after: null });
  expect(told([one]).summary).toBe("1 to forget");
  expect(rest(one)).toEqual(["no longer in Terraform, and left as they are: aws_dynamodb_table"]);
});

test("a route is told by what it answers", () => {
  const after = { route_key: "GET /a", authorization_type: "JWT" };
  expect(rest(change("aws_apigatewayv2_route", { action: "create", before: null, after }))).toEqual([
    '+ aws_apigatewayv2_route "GET /a"',
  ]);
});
