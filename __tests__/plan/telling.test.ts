import { asDeclared, asMarkdown, asText, type Change, planFromJson, telling } from "#plan";
import { Stack } from "#terraform";

/** A change of a resource, as a plan has it. */
function change(type: string, parts: Partial<Change> = {}): Change {
  return {
    address: `${type}.one`,
    constructPath: "test/one",
    type,
    action: "update",
    before: {},
    after: {},
    afterUnknown: {},
    replacePaths: [],
    ...parts,
  };
}

/** What deserves eyes of one change, a line each. */
function concerns(one: Change): string[] {
  return telling([one]).concerns.flatMap(({ title, concerns: all }) => [
    title,
    ...all.flatMap(({ lines }) => lines),
  ]);
}

const policy = (...statements: object[]) => JSON.stringify({ Statement: statements });
const READ = { Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" };
const WRITE = { Effect: "Allow", Action: "s3:PutObject", Resource: ["*"] };

describe("what deserves eyes", () => {
  test.each<[string, Change, string[]]>([
    [
      "a table that is deleted",
      change("aws_dynamodb_table", { action: "delete", after: null }),
      ["Data that would be lost", "- aws_dynamodb_table.one is deleted, with all that it holds"],
    ],
    [
      "a user pool that is replaced",
      change("aws_cognito_user_pool", { action: "replace" }),
      ["Data that would be lost", "- aws_cognito_user_pool.one is replaced by an empty one"],
    ],
    [
      "protection that ends",
      change("aws_dynamodb_table", {
        before: { deletion_protection_enabled: true, point_in_time_recovery: [{ enabled: true }] },
        after: { deletion_protection_enabled: false, point_in_time_recovery: [{ enabled: false }] },
      }),
      [
        "Protection of data that ends",
        "~ deletion_protection_enabled: true → false",
        "~ point_in_time_recovery.0.enabled: true → false",
      ],
    ],
    [
      "a statement that is added, beside one that goes",
      change("aws_iam_role_policy", { before: { policy: policy(READ) }, after: { policy: policy(WRITE) } }),
      ["Permissions that are added", "+ Allow s3:PutObject on *", "- Allow s3:GetObject on *"],
    ],
    [
      "who may take a role on",
      change("aws_iam_role", {
        action: "create",
        before: null,
        after: { assume_role_policy: policy({ Action: "sts:AssumeRole", Principal: { Service: "x" } }) },
      }),
      ["Permissions that are added", '+ Allow sts:AssumeRole by {"Service":"x"}'],
    ],
    [
      "who may call a function",
      change("aws_lambda_permission", {
        action: "create",
        before: null,
        after: {
          principal: "apigateway.amazonaws.com",
          action: "lambda:InvokeFunction",
          function_name: "f",
          source_arn: "a",
        },
      }),
      ["Permissions that are added", "+ apigateway.amazonaws.com may lambda:InvokeFunction f for a"],
    ],
    [
      "a route that becomes public",
      change("aws_apigatewayv2_route", {
        before: { route_key: "GET /a", authorization_type: "JWT", authorization_scopes: ["a/read"] },
        after: { route_key: "GET /a", authorization_type: "NONE" },
      }),
      ["Who may call", "~ GET /a: a token with a/read → everybody"],
    ],
    [
      "a route that is new and public",
      change("aws_apigatewayv2_route", {
        action: "create",
        before: null,
        after: { route_key: "GET /a", authorization_type: "NONE" },
      }),
      ["Who may call", "+ GET /a: everybody may call"],
    ],
    [
      "an origin",
      change("aws_apigatewayv2_api", {
        before: { cors_configuration: [{ allow_origins: ["https://a"] }] },
        after: { cors_configuration: [{ allow_origins: ["*"] }] },
      }),
      ["CORS", '~ cors_configuration.0.allow_origins: ["https://a"] → ["*"]'],
    ],
    [
      "a throttle",
      change("aws_apigatewayv2_stage", {
        before: { default_route_settings: [{ throttling_rate_limit: 1, detailed_metrics_enabled: false }] },
        after: { default_route_settings: [{ throttling_rate_limit: 2, detailed_metrics_enabled: true }] },
      }),
      ["Throttles", "~ default_route_settings.0.throttling_rate_limit: 1 → 2"],
    ],
    [
      "an alarm that goes",
      change("aws_cloudwatch_metric_alarm", {
        action: "delete",
        before: { alarm_name: "errors" },
        after: null,
      }),
      ["Alarms that go", "- errors is deleted"],
    ],
    [
      "an alarm that tells nobody",
      change("aws_cloudwatch_metric_alarm", {
        before: { alarm_name: "errors", alarm_actions: ["a"] },
        after: { alarm_name: "errors", alarm_actions: [] },
      }),
      ["Alarms that go", "- errors tells nobody any more"],
    ],
    [
      "logs that were kept for ever",
      change("aws_cloudwatch_log_group", {
        before: { retention_in_days: 0 },
        after: { retention_in_days: 7 },
      }),
      ["Logs that are kept for a shorter time", "~ for ever → 7 days"],
    ],
  ])("is %s", (_, one, lines) => {
    expect(concerns(one)).toEqual(lines);
  });

  test.each<[string, Change]>([
    [
      "a log group that is deleted with its function's logs kept longer",
      change("aws_cloudwatch_log_group", {
        before: { retention_in_days: 7 },
        after: { retention_in_days: 14 },
      }),
    ],
    [
      "a policy that is written otherwise",
      change("aws_iam_role_policy", {
        before: { policy: policy(READ) },
        after: { policy: policy({ ...READ, Action: "s3:GetObject" }) },
      }),
    ],
    [
      "a policy that allows less",
      change("aws_iam_role_policy", {
        before: { policy: policy(READ, WRITE) },
        after: { policy: policy(READ) },
      }),
    ],
    [
      "a queue's delay",
      change("aws_sqs_queue", { before: { delay_seconds: 1 }, after: { delay_seconds: 2 } }),
    ],
    [
      "protection that begins",
      change("aws_dynamodb_table", {
        before: { deletion_protection_enabled: false },
        after: { deletion_protection_enabled: true },
      }),
    ],
  ])("is not %s", (_, one) => {
    expect(concerns(one)).toEqual([]);
  });

  test("is told once where the same is said of several", () => {
    const logs = (name: string) =>
      change("aws_cloudwatch_log_group", {
        constructPath: `test/${name}/logs`,
        before: { retention_in_days: 14 },
        after: { retention_in_days: 7 },
      });
    expect(telling([logs("b"), logs("a")]).concerns[0]?.concerns).toEqual([
      { who: "test/a/logs, test/b/logs", lines: ["~ 14 days → 7 days"] },
    ]);
  });
});

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
    const told = telling(changes);
    expect(told.counts).toBe("2 to create, 2 to update");
    expect(told.groups).toEqual([
      { who: "test/a", lines: ["+ 2 aws_iam_role"] },
      { who: "test/b", lines: ["~ aws_sqs_queue.one", "    delay_seconds: 1 → 2"] },
    ]);
    expect(telling([...changes].reverse())).toEqual(told);
  });

  test("has functions of which only the code changes in one line, with their sizes", () => {
    const code = (name: string, more = {}) =>
      change("aws_lambda_function", {
        constructPath: `test/${name}`,
        before: { source_code_hash: "a", timeout: 3, last_modified: "x" },
        after: { source_code_hash: "b", timeout: 3, ...more },
      });
    const { code: line, groups } = telling(
      [code("b"), code("a"), code("c", { timeout: 4 })],
      ({ constructPath }) => (constructPath === "test/a" ? { before: 1000, after: 2500 } : {}),
    );
    expect(line).toBe("code alone of 2 functions: test/a 1.0 kB → 2.5 kB, test/b");
    expect(groups.map(({ who }) => who)).toEqual(["test/c"]);
  });
});

test("what only an apply will tell is shown as it was written, and so are policies", () => {
  const stack = (of: string) =>
    Stack.parse(
      JSON.stringify({
        resource: { aws_iam_role_policy: { one: { policy: of, role: "${aws_iam_role.r.id}" } } },
      }),
    );
  const [one] = asDeclared(
    [
      change("aws_iam_role_policy", {
        before: { policy: policy({ ...READ, Resource: "arn:1" }), role: "r" },
        after: {},
        afterUnknown: { policy: true, role: true },
      }),
    ],
    {
      before: stack(policy({ ...READ, Resource: "${a.arn}" })),
      after: stack(policy({ ...READ, Resource: "${a.arn}" })),
    },
  );
  expect(one).toMatchObject({ before: { role: "r" }, after: { role: "${aws_iam_role.r.id}" } });
  expect(one && concerns(one)).toEqual([]);
});

describe("a telling", () => {
  const told = telling([
    change("aws_apigatewayv2_route", {
      before: { route_key: "GET /a`b", authorization_type: "JWT" },
      after: { route_key: "GET /a`b", authorization_type: "NONE" },
    }),
    change("aws_sqs_queue", {
      constructPath: "test/q",
      before: { delay_seconds: 1 },
      after: { delay_seconds: 2 },
    }),
  ]);

  test("for the terminal says the gravest first, and what it cannot know last", () => {
    const text = asText(told, { stack: "test", against: "main", isOffline: true });
    expect(text.split("\n\n").map((part) => part.split("\n")[0])).toEqual([
      "test, against main: 2 to update",
      "! Who may call",
      "  test/q",
      expect.stringMatching(/^Planned without AWS: /),
    ]);
    expect(asText(told, { stack: "test", isOffline: false })).not.toContain("Planned without AWS");
  });

  test("as Markdown folds the rest, and nothing in it ends a fence", () => {
    const markdown = asMarkdown(told, { stack: "test", isOffline: false });
    expect(markdown).toContain("### `test`: 2 to update");
    expect(markdown).toContain("```diff\n! GET /a`b: a token → everybody\n```");
    expect(markdown).toContain("<summary>The rest, 1 construct</summary>");
  });

  test("of nothing says so, and no more", () => {
    expect(asText(telling([]), { stack: "test", isOffline: true })).toBe("test: nothing to do");
  });
});

test("a plan of terraform's own is read, and what is none is told of", () => {
  const json = {
    resource_changes: [
      {
        address: "a.b",
        type: "a",
        change: { actions: ["delete", "create"], before: {}, after: {}, after_unknown: {} },
      },
    ],
  };
  expect(planFromJson(JSON.stringify(json)).changes).toMatchObject([{ address: "a.b", action: "replace" }]);
  for (const text of ["", "{}", "3"])
    expect(() => planFromJson(text)).toThrow("it is no plan; give what terraform show -json says of one");
});
