import { type Change, planFromJson, reviewPlan } from "#plan";
import { Stack } from "#terraform";
import { change, concerns, policy, READ, rest, told } from "./support";

const ROLE = { action: "no-op", address: "aws_iam_role.new", previousAddress: "aws_iam_role.old" } as const;

describe("an import", () => {
  test("is told and counted, also where nothing else changes", () => {
    const whole = told([change("aws_sqs_queue", { action: "no-op", importing: { id: "https://q" } })]);
    expect(whole.summary).toBe("1 to import");
    expect(whole.constructs).toEqual([
      { subject: "test/one", lines: ["aws_sqs_queue.one will be imported from https://q"] },
    ]);
  });

  test("is told beside what changes", () => {
    const one = change("aws_sqs_queue", {
      importing: {},
      before: { delay_seconds: 1 },
      after: { delay_seconds: 2 },
    });
    expect(told([one]).summary).toBe("1 to import, 1 to update");
    expect(rest(one)).toEqual([
      "aws_sqs_queue.one will be imported",
      "~ aws_sqs_queue.one",
      "    delay_seconds: 1 → 2",
    ]);
  });

  test("by an identity has that", () => {
    const one = change("aws_sqs_queue", { action: "no-op", importing: { identity: { name: "q" } } });
    expect(rest(one)).toEqual(['aws_sqs_queue.one will be imported from {"name":"q"}']);
  });
});

describe("a move", () => {
  test("is told and counted, also where nothing else changes", () => {
    const one = change("aws_iam_role", ROLE);
    expect(told([one]).summary).toBe("1 to move");
    expect(rest(one)).toEqual(["aws_iam_role.old has moved to aws_iam_role.new"]);
  });

  test.each<[string, Change]>([
    [
      "code alone",
      change("aws_lambda_function", {
        previousAddress: "aws_lambda_function.old",
        before: { source_code_hash: "a" },
        after: { source_code_hash: "b" },
      }),
    ],
    [
      "what deserves eyes",
      change("aws_cloudwatch_log_group", {
        previousAddress: "aws_cloudwatch_log_group.old",
        before: { retention_in_days: 14 },
        after: { retention_in_days: 7 },
      }),
    ],
  ])("is told beside %s", (_, one) => {
    expect(rest(one)[0]).toBe(`${one.previousAddress} has moved to ${one.address}`);
    expect(told([one]).codeOnly).toBeUndefined();
  });
});

describe("what was written before is known", () => {
  const stack = (resource: object) => Stack.parse(JSON.stringify({ resource }));
  const allowed = (name: string) => policy({ ...READ, Resource: `\${aws_dynamodb_table.${name}.arn}` });

  test("of a resource by the address that it had", () => {
    const one = change("aws_iam_role_policy", {
      address: "aws_iam_role_policy.new",
      previousAddress: "aws_iam_role_policy.old",
      before: { policy: policy({ ...READ, Resource: "arn:1" }) },
      after: {},
      afterUnknown: { policy: true },
    });
    const configurations = {
      before: stack({ aws_iam_role_policy: { old: { policy: allowed("same") } } }),
      after: stack({ aws_iam_role_policy: { new: { policy: allowed("same") } } }),
    };
    expect(concerns(one, { configurations: configurations })).toEqual([]);
  });

  /** What is told of a policy on these tables, before and after these moves. */
  function told(before: readonly string[], after: readonly string[], moves: readonly [string, string][]) {
    const statement = (name: string) => ({ ...READ, Resource: `\${aws_dynamodb_table.${name}.arn}` });
    const written = (names: readonly string[]) =>
      stack({ aws_iam_role_policy: { one: { policy: policy(...names.map(statement)) } } });
    const one = change("aws_iam_role_policy", { before: { policy: "{}" }, after: { policy: "{ }" } });
    const moved = moves.map(([from, to]) =>
      change("aws_dynamodb_table", {
        action: "no-op",
        previousAddress: `aws_dynamodb_table.${from}`,
        address: `aws_dynamodb_table.${to}`,
      }),
    );
    const options = { configurations: { before: written(before), after: written(after) } };
    const lines = reviewPlan({ changes: [one, ...moved], outputs: [] }, options).findings.flatMap((group) =>
      group.findings.flatMap((concern) => concern.lines),
    );
    return lines.map((line) =>
      line.replace(" Allow s3:GetObject on ${aws_dynamodb_table.", " ").replace(".arn}", ""),
    );
  }

  test.each<[string, string[], string[], [string, string][], string[]]>([
    ["what moved", ["a"], ["b"], [["a", "b"]], []],
    ["what is near it", ["a", "a-c"], ["b", "a-c"], [["a", "b"]], []],
    [
      "two that change places",
      ["a", "b"],
      ["b", "d"],
      [
        ["a", "b"],
        ["b", "a"],
      ],
      ["+ d", "- a"],
    ],
    ["one that becomes the first of several", ["a"], ["a[0]"], [["a", "a[0]"]], []],
    ["one to which another is added", ["a"], ["q[0]", "q[1]"], [["a", "q[0]"]], ["+ q[1]"]],
    ["one of several", ["q[0]"], ["q[0]", "z"], [["q[1]", "z"]], ["+ z"]],
    [
      "another one of several",
      ["a[0]"],
      ["q[0]"],
      [
        ["a[0]", "q[1]"],
        ["b[0]", "q[0]"],
      ],
      ["+ q[0]", "- q[1]"],
    ],
    [
      "another than moved there",
      ["q[0]"],
      ["b"],
      [
        ["q[0]", "a"],
        ["q[1]", "b"],
      ],
      ["+ b", "- a"],
    ],
  ])("with references to %s", (_, before, after, moves, lines) => {
    expect(told(before, after, moves)).toEqual(lines);
  });
});

test("what a policy allows is nothing new where it only moves", () => {
  const values = { policy: policy(READ), role: "a" };
  const one = change("aws_iam_role_policy", {
    action: "no-op",
    previousAddress: "aws_iam_role_policy.old",
    before: { ...values, role: "b" },
    after: values,
  });
  expect(concerns(one)).toEqual([]);
});

test("a plan says what is imported and what is moved", () => {
  const part = { actions: ["no-op"], before: {}, after: {}, after_unknown: {} };
  const resource_changes = [
    { address: "a.b", previous_address: "a.c", type: "a", change: part },
    { address: "a.d", type: "a", change: { ...part, importing: { id: "x" } } },
    { address: "a.e", type: "a", change: { ...part, importing: null } },
  ];
  const whole = told(planFromJson(JSON.stringify({ resource_changes })).changes);
  expect(whole.summary).toBe("1 to import, 1 to move");
  expect(whole.constructs.flatMap(({ lines }) => lines)).toEqual([
    "a.c has moved to a.b",
    "a.d will be imported from x",
  ]);
});
