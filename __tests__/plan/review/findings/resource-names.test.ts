import type { Change } from "gatewright/plan";
import { change, policy, review } from "../support";

/** Returns the creation of a resource in the construct of a function, such as `test/create`. */
function created(type: string, constructPath: string, after: object, name = "x"): Change {
  const address = `${type}.${constructPath.split("/").slice(1).join("_")}_${name}`;
  return change(type, { action: "create", before: null, after: { ...after }, address, constructPath });
}

/** Returns the resources of a function, with a policy that allows it to write its log. */
function functionChanges(name: string, ...statements: object[]): Change[] {
  const logs = created("aws_cloudwatch_log_group", `test/${name}/logs`, {});
  const log = (action: string) => ({
    Effect: "Allow",
    Action: action,
    Resource: `\${${logs.address}.arn}:*`,
  });
  return [
    logs,
    created("aws_lambda_function", `test/${name}`, {}),
    created("aws_iam_role", `test/${name}/role`, {
      assume_role_policy: policy({
        Action: "sts:AssumeRole",
        Principal: { Service: "lambda.amazonaws.com" },
      }),
    }),
    created("aws_iam_role_policy", `test/${name}/run`, {
      policy: policy(log("logs:CreateLogStream"), log("logs:PutLogEvents")),
    }),
    created("aws_iam_role_policy", `test/${name}/grants`, { policy: policy(...statements) }),
  ];
}

const table = created("aws_dynamodb_table", "test/products/table", {});
const onTable = (action: string, suffix = "") => ({
  Effect: "Allow",
  Action: action,
  Resource: `\${${table.address}.arn}${suffix}`,
});

function findings(...changes: readonly Change[]): (readonly [string, readonly string[]])[] {
  return review(changes).findings.flatMap((group) =>
    group.findings.map(({ subject, lines }) => [subject, lines] as const),
  );
}

test("permissions that all functions have are listed once, and each other permission with its functions", () => {
  const changes = [
    table,
    ...functionChanges("create", onTable("dynamodb:PutItem")),
    ...functionChanges("list", onTable("dynamodb:Scan"), onTable("dynamodb:Query", "/index/*")),
    ...functionChanges("replace", onTable("dynamodb:PutItem")),
  ];
  expect(findings(...changes)).toEqual([
    ["test/create, test/replace", ['+ Allow dynamodb:PutItem on table "products"']],
    [
      "test/create, test/list, test/replace",
      [
        "+ lambda.amazonaws.com can assume the role",
        "+ Allow logs:CreateLogStream, logs:PutLogEvents on all streams of its log group",
      ],
    ],
    [
      "test/list",
      [
        '+ Allow dynamodb:Query on all indexes of table "products"',
        '+ Allow dynamodb:Scan on table "products"',
      ],
    ],
  ]);
});

test("the new permissions and routes of an API are one finding each", () => {
  const permission = (name: string) =>
    created("aws_lambda_permission", `test/api/permission-${name}`, {
      principal: "apigateway.amazonaws.com",
      action: "lambda:InvokeFunction",
      function_name: `aws_lambda_function.${name}_x.function_name`,
      source_arn: "${aws_apigatewayv2_api.api_x.execution_arn}/*/*",
    });
  const route = (key: string) =>
    created("aws_apigatewayv2_route", `test/api/${key}`, { route_key: key, authorization_type: "NONE" }, key);
  const changes = [
    created("aws_apigatewayv2_api", "test/api", {}),
    created("aws_lambda_function", "test/a", {}),
    created("aws_lambda_function", "test/b", {}),
    permission("a"),
    permission("b"),
    route("GET -a"),
    route("GET -b"),
  ];
  expect(findings(...changes)).toEqual([
    [
      "test/api",
      [
        '+ apigateway.amazonaws.com can invoke function "a" (only from API "api", all stages and routes)',
        '+ apigateway.amazonaws.com can invoke function "b" (only from API "api", all stages and routes)',
      ],
    ],
    ["test/api", ["+ GET -a: public", "+ GET -b: public"]],
  ]);
});

test("a policy of a construct with two roles keeps its path", () => {
  const role = (name: string) =>
    created("aws_iam_role_policy", `test/worker/${name}`, { policy: policy(onTable("dynamodb:Scan")) });
  expect(findings(table, role("read"), role("write"))).toEqual([
    ["test/worker/read, test/worker/write", ['+ Allow dynamodb:Scan on table "products"']],
  ]);
});

test.each<[string, readonly Change[], string]>([
  [
    "of a type without a noun has its Terraform type",
    [created("aws_wafv2_web_acl", "test/acl", {})],
    'aws_wafv2_web_acl "acl"',
  ],
  [
    "that is not the only one of its type in a construct has its path",
    [created("aws_sqs_queue", "test/jobs/queue", {}), created("aws_sqs_queue", "test/jobs/dead-letters", {})],
    'queue "jobs/queue"',
  ],
  [
    "without a construct has the name of its address",
    [change("aws_sqs_queue", { address: "aws_sqs_queue.jobs", constructPath: undefined })],
    'queue "jobs"',
  ],
  [
    "with the name of a resource without a construct keeps its reference",
    [
      created("aws_sqs_queue", "test/jobs", {}),
      change("aws_sqs_queue", { address: "aws_sqs_queue.jobs", constructPath: undefined }),
    ],
    "${aws_sqs_queue.jobs_x.arn}",
  ],
  [
    "with the same construct as another one keeps its reference",
    [created("aws_sqs_queue", "test/jobs", {}, "a"), created("aws_sqs_queue", "test/jobs", {}, "b")],
    "${aws_sqs_queue.jobs_a.arn}",
  ],
])("a resource %s", (_, resources, name) => {
  const Resource = `\${${resources[0]?.address}.arn}`;
  const changed = created("aws_iam_role_policy", "test/p", { policy: policy({ Action: "a:B", Resource }) });
  expect(findings(...resources, changed)).toEqual([["test/p", [`+ Allow a:B on ${name}`]]]);
});

test("other attributes and unknown resources keep their references", () => {
  const statements = ["stream_arn", "arn"].map((attribute) => ({
    Action: "dynamodb:GetRecords",
    Resource: `\${${attribute === "arn" ? "aws_dynamodb_table.unknown" : table.address}.${attribute}}`,
  }));
  const changed = created("aws_iam_role_policy", "test/p", { policy: policy(...statements) });
  expect(findings(table, changed)).toEqual([
    [
      "test/p",
      [
        "+ Allow dynamodb:GetRecords on ${aws_dynamodb_table.products_table_x.stream_arn}",
        "+ Allow dynamodb:GetRecords on ${aws_dynamodb_table.unknown.arn}",
      ],
    ],
  ]);
});

test("references stay if an added and a removed line would be equal", () => {
  const statement = (attribute: string) =>
    policy({ Action: "dynamodb:Scan", Resource: `\${${table.address}.${attribute}}` });
  const changed = change("aws_iam_role_policy", {
    before: { policy: statement("id") },
    after: { policy: statement("arn") },
  });
  expect(findings(table, changed)).toEqual([
    [
      "test/one",
      [
        "+ Allow dynamodb:Scan on ${aws_dynamodb_table.products_table_x.arn}",
        "- Allow dynamodb:Scan on ${aws_dynamodb_table.products_table_x.id}",
      ],
    ],
  ]);
});

test("a line break in an added line does not make it two lines", () => {
  const changed = created("aws_iam_role_policy", "test/p", {
    policy: policy({ Action: "a:B\n+ Allow c:D", Resource: "*" }),
  });
  expect(findings(changed)).toEqual([["test/p", ["+ Allow a:B\n+ Allow c:D on all resources"]]]);
});
