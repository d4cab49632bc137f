import { type Change, planFromJson, reviewPlan } from "gatewright/plan";
import { Stack } from "#terraform";
import { change, constructLines, findingLines, policy, READ, review } from "./support";

const MOVED_ROLE = {
  action: "no-op",
  address: "aws_iam_role.new",
  previousAddress: "aws_iam_role.old",
} as const;

describe("an import", () => {
  test("an import is printed and counted, even if nothing else changes", () => {
    const { summary, constructs } = review([
      change("aws_sqs_queue", { action: "no-op", importing: { id: "https://q" } }),
    ]);
    expect(summary).toBe("1 to import");
    expect(constructs).toEqual([
      { subject: "test/one", lines: ["aws_sqs_queue.one will be imported from https://q"] },
    ]);
  });

  test("an import is printed in addition to an update", () => {
    const changed = change("aws_sqs_queue", {
      importing: {},
      before: { delay_seconds: 1 },
      after: { delay_seconds: 2 },
    });
    expect(review([changed]).summary).toBe("1 to import, 1 to update");
    expect(constructLines(changed)).toEqual([
      "aws_sqs_queue.one will be imported",
      "~ aws_sqs_queue.one",
      "    delay_seconds: 1 → 2",
    ]);
  });

  test("an import by resource identity is printed with the identity", () => {
    const changed = change("aws_sqs_queue", { action: "no-op", importing: { identity: { name: "q" } } });
    expect(constructLines(changed)).toEqual(['aws_sqs_queue.one will be imported from {"name":"q"}']);
  });
});

describe("a moved resource", () => {
  test("a move is printed and counted, even if nothing else changes", () => {
    const moved = change("aws_iam_role", MOVED_ROLE);
    expect(review([moved]).summary).toBe("1 to move");
    expect(constructLines(moved)).toEqual(["aws_iam_role.old has moved to aws_iam_role.new"]);
  });

  test.each<[string, Change]>([
    [
      "a code-only change",
      change("aws_lambda_function", {
        previousAddress: "aws_lambda_function.old",
        before: { source_code_hash: "a" },
        after: { source_code_hash: "b" },
      }),
    ],
    [
      "a finding",
      change("aws_cloudwatch_log_group", {
        previousAddress: "aws_cloudwatch_log_group.old",
        before: { retention_in_days: 14 },
        after: { retention_in_days: 7 },
      }),
    ],
  ])("a move is printed in addition to %s", (_, moved) => {
    expect(constructLines(moved)[0]).toBe(`${moved.previousAddress} has moved to ${moved.address}`);
    expect(review([moved]).codeOnly).toBeUndefined();
  });

  test("the old configuration of a moved resource is read at the previous address", () => {
    const moved = change("aws_iam_role_policy", {
      address: "aws_iam_role_policy.new",
      previousAddress: "aws_iam_role_policy.old",
      before: { policy: policy({ ...READ, Resource: "arn:1" }) },
      after: {},
      afterUnknown: { policy: true },
    });
    const values = { policy: policy({ ...READ, Resource: "${aws_dynamodb_table.same.arn}" }) };
    const configurations = {
      before: Stack.parse(JSON.stringify({ resource: { aws_iam_role_policy: { old: values } } })),
      after: Stack.parse(JSON.stringify({ resource: { aws_iam_role_policy: { new: values } } })),
    };
    expect(findingLines(moved, { configurations })).toEqual([]);
  });
});

describe("references to moved tables", () => {
  /** Compares policies for the given tables before and after the given moves, and returns the differences. */
  function comparePolicies(
    before: readonly string[],
    after: readonly string[],
    moves: readonly [string, string][],
  ): readonly string[] {
    const statement = (name: string) => ({ ...READ, Resource: `\${aws_dynamodb_table.${name}.arn}` });
    const stackFor = (names: readonly string[]) =>
      Stack.parse(
        JSON.stringify({
          resource: { aws_iam_role_policy: { one: { policy: policy(...names.map(statement)) } } },
        }),
      );
    const changed = change("aws_iam_role_policy", { before: { policy: "{}" }, after: { policy: "{ }" } });
    const moved = moves.map(([from, to]) =>
      change("aws_dynamodb_table", {
        action: "no-op",
        previousAddress: `aws_dynamodb_table.${from}`,
        address: `aws_dynamodb_table.${to}`,
        constructPath: `test/${to}`,
      }),
    );
    const options = { configurations: { before: stackFor(before), after: stackFor(after) } };
    return reviewPlan({ changes: [changed, ...moved], outputs: [] }, options)
      .findings.flatMap(({ findings }) => findings.flatMap(({ lines }) => lines))
      .map((line) =>
        line.replace(/ Allow s3:GetObject on (?:\$\{aws_dynamodb_table\.(.+)\.arn\}|table "(.+)")/, " $1$2"),
      );
  }

  test.each<[string, string[], string[], [string, string][], string[]]>([
    ["a table that moves", ["a"], ["b"], [["a", "b"]], []],
    ["a table whose name starts like the moved one", ["a", "a-c"], ["b", "a-c"], [["a", "b"]], []],
    [
      "two tables that swap their addresses",
      ["a", "b"],
      ["b", "d"],
      [
        ["a", "b"],
        ["b", "a"],
      ],
      ["+ d", "- a"],
    ],
    ["a table that becomes the first instance", ["a"], ["a[0]"], [["a", "a[0]"]], []],
    ["a moved table and a new instance", ["a"], ["q[0]", "q[1]"], [["a", "q[0]"]], ["+ q[1]"]],
    ["an instance next to a moved one", ["q[0]"], ["q[0]", "z"], [["q[1]", "z"]], ["+ z"]],
    [
      "an instance that replaces the moved one",
      ["a[0]"],
      ["q[0]"],
      [
        ["a[0]", "q[1]"],
        ["b[0]", "q[0]"],
      ],
      ["+ q[0]", "- q[1]"],
    ],
    [
      "a table at the address of another move",
      ["q[0]"],
      ["b"],
      [
        ["q[0]", "a"],
        ["q[1]", "b"],
      ],
      ["+ b", "- a"],
    ],
  ])("references in a policy are compared by their new addresses: %s", (_, before, after, moves, lines) => {
    expect(comparePolicies(before, after, moves)).toEqual(lines);
  });
});

test("imports and moves are read from the plan JSON", () => {
  const part = { actions: ["no-op"], before: {}, after: {}, after_unknown: {} };
  const resource_changes = [
    { address: "a.b", previous_address: "a.c", type: "a", change: part },
    { address: "a.d", type: "a", change: { ...part, importing: { id: "x" } } },
    { address: "a.e", type: "a", change: { ...part, importing: null } },
  ];
  const { summary, constructs } = review(planFromJson(JSON.stringify({ resource_changes })).changes);
  expect(summary).toBe("1 to import, 1 to move");
  expect(constructs.flatMap(({ lines }) => lines)).toEqual([
    "a.c has moved to a.b",
    "a.d will be imported from x",
  ]);
});
