import type { Change } from "#plan";
import { change, concerns, policy, READ, rest, told, WRITE } from "./support";

const times = (count: number, text: string) => Array.from({ length: count }, (_, index) => `${text}${index}`);

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
      "protection that ends with what it protected",
      change("aws_dynamodb_table", {
        action: "replace",
        before: { deletion_protection_enabled: true },
        after: { deletion_protection_enabled: false },
      }),
      [
        "Data that would be lost",
        "- aws_dynamodb_table.one is replaced by an empty one; its deletion protection is on, so that AWS will refuse",
        "Protection of data that ends",
        "~ deletion_protection_enabled: true → false",
      ],
    ],
    [
      "a user pool that AWS will not delete",
      change("aws_cognito_user_pool", {
        action: "delete",
        before: { deletion_protection: "ACTIVE" },
        after: null,
      }),
      [
        "Data that would be lost",
        "- aws_cognito_user_pool.one is deleted, with all that it holds; its deletion protection is on, so that AWS will refuse",
      ],
    ],
    [
      "a route that is new, and whom it lets in",
      change("aws_apigatewayv2_route", {
        action: "create",
        before: null,
        after: { route_key: "GET /a", authorization_type: "JWT", authorization_scopes: ["a/read"] },
      }),
      ["Access changes", "+ GET /a: JWT: a/read"],
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
      ["Access changes", "~ GET /a: JWT: a/read → public"],
    ],
    [
      "a route of which the apply will tell how it is guarded",
      change("aws_apigatewayv2_route", {
        before: { route_key: "GET /a", authorization_type: "AWS_IAM" },
        after: { route_key: "GET /a" },
        afterUnknown: { authorization_type: true },
      }),
      ["Access changes", "~ GET /a: IAM (SigV4) → authorization_type (known after the apply)"],
    ],
    [
      "a route that is new and public",
      change("aws_apigatewayv2_route", {
        action: "create",
        before: null,
        after: { route_key: "GET /a", authorization_type: "NONE" },
      }),
      ["Access changes", "+ GET /a: public"],
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
    [
      "a statement that leaves less out",
      change("aws_iam_role_policy", {
        before: { policy: policy({ NotAction: ["iam:*", "s3:*"], Resource: "*" }) },
        after: { policy: policy({ NotAction: ["s3:*"], Resource: "*" }) },
      }),
      ["Permissions that are added", "+ Allow all but s3:* on *", "- Allow all but iam:*, s3:* on *"],
    ],
    [
      "a denial that goes",
      change("aws_iam_role_policy", {
        before: { policy: policy(READ, { Effect: "Deny", Action: "iam:*", Resource: "*" }) },
        after: { policy: policy(READ) },
      }),
      ["Permissions that are added", "- Deny iam:* on *"],
    ],
    [
      "a principal that is no longer left out",
      change("aws_sqs_queue_policy", {
        before: { policy: policy({ Action: "sqs:*", NotPrincipal: { AWS: ["1", "2"] } }) },
        after: { policy: policy({ Action: "sqs:*", NotPrincipal: { AWS: ["1"] } }) },
      }),
      [
        "Permissions that are added",
        '+ Allow sqs:* by all but {"AWS":["1"]}',
        '- Allow sqs:* by all but {"AWS":["1","2"]}',
      ],
    ],
    [
      "a policy of whatever has one",
      change("aws_secretsmanager_secret_policy", { before: {}, after: { policy: policy(READ) } }),
      ["Permissions that are added", "+ Allow s3:GetObject on *"],
    ],
    [
      "a policy within a role",
      change("aws_iam_role", {
        before: { inline_policy: [{ name: "a", policy: policy(READ) }] },
        after: { inline_policy: [{ name: "a", policy: policy(READ, WRITE) }] },
      }),
      ["Permissions that are added", "+ Allow s3:PutObject on *"],
    ],
    [
      "a policy that is attached",
      change("aws_iam_role_policy_attachment", {
        action: "replace",
        before: { policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
        after: { policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess" },
      }),
      [
        "Permissions that are added",
        "+ arn:aws:iam::aws:policy/AdministratorAccess",
        "- arn:aws:iam::aws:policy/ReadOnlyAccess",
      ],
    ],
    [
      "a policy among those that a role has by name",
      change("aws_iam_role", {
        before: { managed_policy_arns: ["a"] },
        after: { managed_policy_arns: ["a", "b"] },
      }),
      ["Permissions that are added", "+ b"],
    ],
    [
      "a boundary that goes",
      change("aws_iam_role", {
        before: { permissions_boundary: "arn:b" },
        after: { permissions_boundary: null },
      }),
      ["Permissions that are added", "- the boundary arn:b"],
    ],
    [
      "a policy of which nobody knows what it will allow",
      change("aws_iam_role_policy", {
        before: { policy: policy(READ) },
        after: {},
        afterUnknown: { policy: true },
      }),
      ["Permissions that are added", "~ policy: what it allows is not known here: (known after the apply)"],
    ],
    [
      "a limit of a permission that goes",
      change("aws_lambda_permission", {
        action: "replace",
        before: {
          principal: "s3.amazonaws.com",
          action: "lambda:InvokeFunction",
          source_account: "123456789012",
        },
        after: { principal: "s3.amazonaws.com", action: "lambda:InvokeFunction" },
      }),
      [
        "Permissions that are added",
        "+ s3.amazonaws.com may lambda:InvokeFunction it",
        "- s3.amazonaws.com may lambda:InvokeFunction it in the account 123456789012",
      ],
    ],
    [
      "a policy that another role gets",
      change("aws_iam_role_policy", {
        action: "replace",
        before: { role: "reader", policy: policy(READ) },
        after: { role: "public", policy: policy(READ) },
      }),
      ["Permissions that are added", "+ Allow s3:GetObject on *"],
    ],
    [
      "a function's other role",
      change("aws_lambda_function", { before: { role: "a" }, after: { role: "admin" } }),
      ["Permissions that are added", "+ the role admin", "- the role a"],
    ],
    [
      "two long names that differ at their end",
      change("aws_iam_role_policy_attachment", {
        before: { policy_arn: `arn:${"a".repeat(150)}/reader` },
        after: { policy_arn: `arn:${"a".repeat(150)}/admin` },
      }),
      ["Permissions that are added", `+ arn:${"a".repeat(150)}/admin`, `- arn:${"a".repeat(150)}/reader`],
    ],
    [
      "an origin among many",
      change("aws_apigatewayv2_api", {
        before: { cors_configuration: [{ allow_origins: times(9, "https://products.example") }] },
        after: {
          cors_configuration: [{ allow_origins: [...times(9, "https://products.example"), "https://evil"] }],
        },
      }),
      ["CORS", "~ cors_configuration.0.allow_origins: + https://evil"],
    ],
    [
      "a stage with another name",
      change("aws_apigatewayv2_stage", { action: "replace", before: { name: "v1" }, after: { name: "v2" } }),
      ["What callers would miss", "~ the stage v1 → v2"],
    ],
    [
      "an address that is replaced among those told",
      change("aws_sns_topic_subscription", {
        action: "replace",
        before: { endpoint: "a@b.c" },
        after: { endpoint: "d@b.c" },
      }),
      ["Alarms that go", "- a@b.c is told nothing any more"],
    ],
    [
      "protection that is taken out",
      change("aws_dynamodb_table", {
        before: { point_in_time_recovery: [{ enabled: true }] },
        after: { point_in_time_recovery: [] },
      }),
      ["Protection of data that ends", "~ point_in_time_recovery.0.enabled: true → (none)"],
    ],
    [
      "a bucket that may be destroyed with what it holds",
      change("aws_s3_bucket", { before: { force_destroy: false }, after: { force_destroy: true } }),
      ["Protection of data that ends", "~ force_destroy: false → true"],
    ],
    [
      "whose tokens count",
      change("aws_apigatewayv2_authorizer", {
        before: { jwt_configuration: [{ audience: ["a"], issuer: "https://a" }] },
        after: { jwt_configuration: [{ audience: ["a"], issuer: "https://b" }] },
      }),
      ["Access changes", "~ jwt_configuration.0.issuer: https://a → https://b"],
    ],
    [
      "that anybody may sign up",
      change("aws_cognito_user_pool", {
        before: { admin_create_user_config: [{ allow_admin_create_user_only: true }] },
        after: { admin_create_user_config: [{ allow_admin_create_user_only: false }] },
      }),
      ["Access changes", "~ admin_create_user_config.0.allow_admin_create_user_only: true → false"],
    ],
    [
      "a function's URL that everybody may call",
      change("aws_lambda_function_url", {
        action: "create",
        before: null,
        after: { function_name: "f", authorization_type: "NONE" },
      }),
      ["Access changes", "+ function URL of f: public"],
    ],
    [
      "a route that goes",
      change("aws_apigatewayv2_route", { action: "delete", before: { route_key: "GET /a" }, after: null }),
      ["What callers would miss", "- GET /a is deleted"],
    ],
    [
      "a route with another path",
      change("aws_apigatewayv2_route", {
        before: { route_key: "GET /a/{id}", authorization_type: "NONE" },
        after: { route_key: "GET /b/{id}", authorization_type: "NONE" },
      }),
      ["What callers would miss", "~ GET /a/{id} → GET /b/{id}"],
    ],
    [
      "an API that gets another address",
      change("aws_apigatewayv2_api", {
        action: "replace",
        before: { name: "products" },
        after: { name: "other" },
      }),
      ["What callers would miss", "- products is replaced by one with another address"],
    ],
    [
      "a throttle of one route among several, whatever their order",
      change("aws_apigatewayv2_stage", {
        before: {
          route_settings: [
            { route_key: "GET /a", throttling_rate_limit: 10 },
            { route_key: "GET /b", throttling_rate_limit: 1 },
          ],
        },
        after: {
          route_settings: [
            { route_key: "GET /b", throttling_rate_limit: 1 },
            { route_key: "GET /a", throttling_rate_limit: 20 },
            { route_key: "GET /c", throttling_rate_limit: 5 },
          ],
        },
      }),
      [
        "Throttles",
        '~ route_settings["GET /a"].throttling_rate_limit: 10 → 20',
        '~ route_settings["GET /c"].throttling_rate_limit: (none) → 5',
      ],
    ],
    [
      "an alarm whose actions are off, which are on where nobody says so",
      change("aws_cloudwatch_metric_alarm", {
        before: { alarm_name: "errors" },
        after: { alarm_name: "errors", actions_enabled: false },
      }),
      ["Alarms that go", "- errors tells nobody any more"],
    ],
    [
      "somebody who is no longer told",
      change("aws_sns_topic_subscription", { action: "delete", before: { endpoint: "a@b.c" }, after: null }),
      ["Alarms that go", "- a@b.c is told nothing any more"],
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
    [
      "a user pool's protection that begins",
      change("aws_cognito_user_pool", {
        before: { deletion_protection: "INACTIVE" },
        after: { deletion_protection: "ACTIVE" },
      }),
    ],
    [
      "a denial that is added",
      change("aws_iam_role_policy", {
        before: { policy: policy(READ) },
        after: { policy: policy(READ, { Effect: "Deny", Action: "iam:*", Resource: "*" }) },
      }),
    ],
    [
      "an inline policy that goes, beside one that stays",
      change("aws_iam_role", {
        before: {
          inline_policy: [
            { name: "a", policy: policy(READ) },
            { name: "b", policy: policy(WRITE) },
          ],
        },
        after: { inline_policy: [{ name: "b", policy: policy(WRITE) }] },
      }),
    ],
    [
      "a principal among others in another order",
      change("aws_iam_role", {
        before: { assume_role_policy: policy({ Action: "a", Principal: { AWS: ["1", "2"] } }) },
        after: { assume_role_policy: policy({ Action: "a", Principal: { AWS: ["2", "1"] } }) },
      }),
    ],
    [
      "a topic's own policy, which the provider gives, or where a queue's messages end",
      change("aws_sns_topic", {
        action: "create",
        before: null,
        after: { name: "a" },
        afterUnknown: { policy: true, redrive_policy: true },
      }),
    ],
    [
      "an alarm of which the apply will tell whom it tells",
      change("aws_cloudwatch_metric_alarm", {
        before: { alarm_actions: ["a"] },
        after: {},
        afterUnknown: { alarm_actions: true },
      }),
    ],
    [
      "a boundary that is added",
      change("aws_iam_role", { before: {}, after: { permissions_boundary: "arn:b" } }),
    ],
    [
      "a route whose parameter is called otherwise",
      change("aws_apigatewayv2_route", {
        before: { route_key: "GET /a/{id}" },
        after: { route_key: "GET /a/{productId}" },
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
    expect(told([logs("b"), logs("a")]).findings[0]?.findings).toEqual([
      { subject: "test/a/logs, test/b/logs", lines: ["~ 14 days → 7 days"] },
    ]);
  });
});

test("a route that only gets another address in Terraform goes nowhere, unless it is of another API", () => {
  const route = (action: "create" | "delete", name: string, api_id = "one") => {
    const values = { api_id, route_key: "GET /a", authorization_type: "JWT" };
    const sides = action === "create" ? { before: null, after: values } : { before: values, after: null };
    return change("aws_apigatewayv2_route", { action, address: `aws_apigatewayv2_route.${name}`, ...sides });
  };
  expect(told([route("delete", "old"), route("create", "new")]).findings).toEqual([]);
  const opened = route("create", "new");
  const open = { ...opened, after: { ...opened.after, authorization_type: "NONE" } };
  expect(told([route("delete", "old"), open]).findings).toEqual([
    { title: "Access changes", findings: [{ subject: "test/one", lines: ["~ GET /a: JWT → public"] }] },
  ]);
  const titles = told([route("delete", "old"), route("create", "new", "two")]).findings.map(
    ({ title }) => title,
  );
  expect(titles).toEqual(["Access changes", "What callers would miss"]);
});

test("what a deletion is about is told once", () => {
  const whole = told([
    change("aws_dynamodb_table", { action: "delete", after: null }),
    change("aws_iam_role", { action: "delete", address: "aws_iam_role.one", after: null }),
  ]);
  expect(whole.constructs).toEqual([{ subject: "test/one", lines: ["- aws_iam_role"] }]);
});

test("what a concern does not tell stands in the rest", () => {
  const authorizer = (uri: string, ttl: number) => ({
    authorizer_uri: uri,
    authorizer_result_ttl_in_seconds: ttl,
  });
  const one = change("aws_apigatewayv2_authorizer", {
    before: authorizer("a", 0),
    after: authorizer("b", 3600),
  });
  expect(concerns(one)).toEqual(["Access changes", "~ authorizer_uri: a → b"]);
  expect(rest(one)).toContain("    authorizer_result_ttl_in_seconds: 0 → 3600");
});

test("a policy that is none, and a tag called like what objects have, are no trouble", () => {
  const one = change("aws_sqs_queue", {
    before: { tags: {}, policy: '{"Statement":[null]}' },
    after: { tags: { constructor: "a" }, policy: '{"Statement":[]}' },
  });
  expect(concerns(one)).toEqual([]);
  expect(rest(one)).toContain("    tags.constructor: (none) → a");
});
