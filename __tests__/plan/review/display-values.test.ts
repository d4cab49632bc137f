import type { Change } from "#plan";
import { Stack } from "#terraform";
import { change, concerns, policy, READ, rest, told, WRITE } from "./support";

/** A stack with one resource, `one`, and data sources. */
function stack(type: string, values: object, more: object = {}): Stack {
  return Stack.parse(JSON.stringify({ resource: { [type]: { one: values } }, ...more }));
}

/** The same resource as it was declared before and after. */
function declared(type: string, before: object, after: object, ...data: readonly object[]) {
  return {
    configurations: { before: stack(type, before, data[0]), after: stack(type, after, data[1] ?? data[0]) },
  };
}

test("what only an apply will tell is shown as it was written", () => {
  const one = change("aws_lambda_function", {
    before: { role: "arn:aws:iam::123456789012:role/old" },
    after: {},
    afterUnknown: { role: true, arn: true },
  });
  const options = declared(
    "aws_lambda_function",
    { role: "${aws_iam_role.old.arn}" },
    { role: "${aws_iam_role.new.arn}" },
  );
  expect(rest(one, options)).toEqual([
    "~ aws_lambda_function.one",
    "    role: aws_iam_role.old.arn → aws_iam_role.new.arn",
  ]);
});

test("a policy is compared as it was written, so that a table that is new adds nothing", () => {
  const one = change("aws_iam_role_policy", {
    before: { policy: policy({ ...READ, Resource: "arn:1" }) },
    after: {},
    afterUnknown: { policy: true },
  });
  const written = { policy: policy({ ...READ, Resource: "${aws_dynamodb_table.t.arn}" }) };
  const options = declared("aws_iam_role_policy", written, written);
  expect(concerns(one, options)).toEqual([]);
  expect(rest(one, options)).toEqual(["~ aws_iam_role_policy.one", "    policy: for what is referred to"]);
});

test("each of several references in a set stands as it was written", () => {
  const one = change("aws_apigatewayv2_authorizer", {
    before: { jwt_configuration: [{ audience: ["made-up"], issuer: "a" }] },
    after: { jwt_configuration: [{ audience: ["made-up"], issuer: "a" }] },
    afterUnknown: { jwt_configuration: [{ audience: [false, true] }] },
  });
  const written = (...names: string[]) => ({
    jwt_configuration: {
      audience: names.map((name) => `\${aws_cognito_user_pool_client.${name}.id}`),
      issuer: "a",
    },
  });
  const options = declared("aws_apigatewayv2_authorizer", written("web"), written("web", "cli"));
  expect(concerns(one, options)).toEqual([
    "Access changes",
    "~ jwt_configuration.0.audience: + aws_cognito_user_pool_client.cli.id",
  ]);
});

test("of a resource that is there several times, each is what was written once", () => {
  const one = change("aws_sqs_queue_policy", {
    address: 'aws_sqs_queue_policy.one["a"]',
    before: { policy: policy({ ...READ, Resource: "arn:1" }) },
    after: {},
    afterUnknown: { policy: true },
  });
  const written = (Action: string) => ({ policy: policy({ Action, Resource: "${aws_sqs_queue.q.arn}" }) });
  const options = declared("aws_sqs_queue_policy", written("sqs:SendMessage"), written("sqs:*"));
  expect(concerns(one, options)).toEqual([
    "Permissions that are added",
    "+ Allow sqs:* on ${aws_sqs_queue.q.arn}",
    "- Allow sqs:SendMessage on ${aws_sqs_queue.q.arn}",
  ]);
});

describe("a policy out of aws_iam_policy_document", () => {
  const document = (statement: object, more: object = {}) => ({
    data: { aws_iam_policy_document: { d: { statement: [statement], ...more } } },
  });
  const reference = { policy: "${data.aws_iam_policy_document.d.json}" };
  const one: Change = change("aws_iam_role_policy", { before: { policy: "{}" }, after: { policy: "{ }" } });
  const widened = (before: object, after: object) =>
    concerns(one, declared("aws_iam_role_policy", reference, reference, before, after));

  test("is told by its statements", () => {
    const lines = widened(
      document({ actions: ["s3:GetObject"], resources: ["*"] }),
      document({ actions: ["s3:*"], resources: ["*"] }),
    );
    expect(lines).toEqual(["Permissions that are added", "+ Allow s3:* on *", "- Allow s3:GetObject on *"]);
  });

  test("has its principals, conditions and effect", () => {
    const lines = widened(
      document({ effect: "Deny", actions: ["a"] }),
      document({
        effect: "Allow",
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }],
        condition: { test: "StringEquals", variable: "aws:SourceAccount", values: ["1"] },
      }),
    );
    expect(lines.slice(1)).toEqual([
      '+ Allow sts:AssumeRole by {"Service":["lambda.amazonaws.com"]} if {"StringEquals aws:SourceAccount":["1"]}',
      "- Deny a",
    ]);
  });

  test("has the statements of those that it is made of", () => {
    const made = {
      data: {
        aws_iam_policy_document: {
          d: { source_policy_documents: ["${data.aws_iam_policy_document.e.json}"] },
          e: { statement: { actions: ["s3:*"], resources: ["*"] } },
        },
      },
    };
    expect(widened(document({ actions: [] }), made).slice(1)).toEqual(["+ Allow s3:* on *"]);
  });

  test("has all principals of a type", () => {
    const to = (...names: string[]) =>
      document({ actions: ["a"], principals: names.map((name) => ({ type: "AWS", identifiers: [name] })) });
    expect(widened(to("one", "two"), to("one", "two", "evil")).slice(1)).toEqual([
      '+ Allow a by {"AWS":["evil","one","two"]}',
      '- Allow a by {"AWS":["one","two"]}',
    ]);
  });

  test.each<[string, object, object]>([
    ["a local", { actions: "${local.actions}" }, { locals: { actions: ["s3:*"] } }],
    ["a function", { actions: ['${lower("S3:*")}'] }, {}],
    ["statements made of others", { dynamic: { statement: {} } }, {}],
  ])("is not known where it is made of %s", (_, statement, more) => {
    const lines = widened(document({ actions: ["a"] }), { ...document(statement), ...more });
    expect(lines.slice(1)).toEqual([
      "~ policy: what it allows is not known here: (made of more than is read here)",
    ]);
  });

  test("is not known where another document is put over it", () => {
    const over = document({ actions: ["a"] }, { override_policy_documents: ["{}"] });
    expect(widened(document({ actions: ["a"] }), over)).toHaveLength(2);
  });
});

describe("what is made by Terraform's own means is told by its value", () => {
  test.each([
    ["a variable", "${var.days}"],
    ["each", "${each.value.days}"],
    ["a function", "${max(1, aws_x.y.days)}"],
  ])("of %s", (_, written) => {
    const one = change("aws_cloudwatch_log_group", {
      before: { retention_in_days: 30 },
      after: { retention_in_days: 7 },
    });
    const values = { retention_in_days: written };
    const options = declared("aws_cloudwatch_log_group", values, values);
    expect(concerns(one, options)).toEqual(["Logs that are kept for a shorter time", "~ 30 days → 7 days"]);
  });

  test.each([
    ["a function", "${jsonencode({ Resource = aws_x.y.arn })}"],
    ["a variable beside a reference", policy({ ...READ, Resource: ["${var.v}", "${aws_sqs_queue.q.arn}"] })],
  ])("a policy of %s", (_, written) => {
    const one = change("aws_iam_role_policy", {
      before: { policy: policy(READ) },
      after: { policy: policy(WRITE) },
    });
    const options = declared("aws_iam_role_policy", { policy: written }, { policy: written });
    expect(concerns(one, options).slice(1)).toEqual([
      "+ Allow s3:PutObject on *",
      "- Allow s3:GetObject on *",
    ]);
  });

  test("a policy of a function that is not known yet", () => {
    const written = { policy: "${jsonencode({ Resource = aws_x.y.arn })}" };
    const one = change("aws_iam_role_policy", {
      before: { policy: policy(READ) },
      after: {},
      afterUnknown: { policy: true },
    });
    expect(concerns(one, declared("aws_iam_role_policy", written, written)).slice(1)).toEqual([
      "~ policy: what it allows is not known here: ${jsonencode({ Resource = aws_x.y.arn })}",
    ]);
  });
});

test("an authorizer is told by its name", () => {
  const route = (authorizer_id: string) => ({
    route_key: "GET /a",
    authorization_type: "JWT",
    authorizer_id,
  });
  const one = change("aws_apigatewayv2_route", { before: route("64qzbw"), after: route("cx62av") });
  const id = (name: string) => `\${aws_apigatewayv2_authorizer.${name}.id}`;
  expect(concerns(one, declared("aws_apigatewayv2_route", route(id("old")), route(id("new"))))).toEqual([
    "Access changes",
    "~ GET /a: JWT aws_apigatewayv2_authorizer.old → JWT aws_apigatewayv2_authorizer.new",
  ]);
});

test("another state, and another place, are told before all else", () => {
  const at = (bucket: string, region: string) =>
    Stack.parse(
      JSON.stringify({ terraform: { backend: { s3: { bucket } } }, provider: { aws: [{ region }] } }),
    );
  const { findings: before } = told([], {
    configurations: { before: at("a", "eu-central-1"), after: at("b", "eu-west-1") },
  });
  expect(before).toEqual([
    {
      title: "Where it is deployed",
      findings: [
        {
          subject: "the stack",
          lines: ["~ backend.s3.bucket: a → b", "~ provider.aws.0.region: eu-central-1 → eu-west-1"],
        },
      ],
    },
  ]);
});

test("of where it is deployed no key is told", () => {
  const at = (secret_key: string, conn_str: string) =>
    Stack.parse(
      JSON.stringify({ terraform: { backend: { pg: { conn_str } } }, provider: { aws: [{ secret_key }] } }),
    );
  const { findings: lines } = told([], {
    configurations: { before: at("a", "b"), after: at("hunter2", "hunter3") },
  });
  expect(lines[0]?.findings[0]?.lines).toEqual([
    "~ backend.pg.conn_str: (sensitive) → (sensitive)",
    "~ provider.aws.0.secret_key: (sensitive) → (sensitive)",
  ]);
});

describe("a resource that terraform refused to destroy", () => {
  const kept = { lifecycle: { prevent_destroy: true } };
  const table = (parts: Partial<Change>) => change("aws_dynamodb_table", { before: {}, after: {}, ...parts });
  const GOES = ["What terraform would no longer refuse to destroy", "- prevent_destroy"];

  test.each<[string, Partial<Change>, object, object, readonly string[]]>([
    ["that it would now destroy, and does not change", { action: "no-op" }, kept, {}, GOES],
    ["that it would now destroy, and changes", { action: "update" }, kept, { lifecycle: {} }, GOES],
    ["written as a list", { action: "no-op" }, { lifecycle: [{ prevent_destroy: true }] }, {}, GOES],
    ["by its instances", { action: "no-op", address: 'aws_dynamodb_table.one["a"]' }, kept, {}, GOES],
    ["and refuses still", { action: "update" }, kept, kept, []],
    ["and never was", { action: "update" }, {}, {}, []],
  ])("%s", (_, parts, before, after, expected) => {
    expect(concerns(table(parts), declared("aws_dynamodb_table", before, after))).toEqual(expected);
  });

  test("that moves is looked for where it was", () => {
    const moved = table({
      action: "no-op",
      address: "aws_dynamodb_table.two",
      previousAddress: "aws_dynamodb_table.one",
    });
    const after = Stack.parse('{"resource":{"aws_dynamodb_table":{"two":{}}}}');
    expect(concerns(moved, { configurations: { before: stack("aws_dynamodb_table", kept), after } })).toEqual(
      GOES,
    );
  });

  test("is told after data that would be lost, and before permissions", () => {
    const changes = [
      change("aws_iam_role_policy", { after: { policy: policy(WRITE) } }),
      table({ action: "no-op" }),
      change("aws_sqs_queue", { action: "delete", after: null }),
    ];
    const titles = told(changes, declared("aws_dynamodb_table", kept, {})).findings.map(({ title }) => title);
    expect(titles).toEqual(["Data that would be lost", GOES[0], "Permissions that are added"]);
  });

  test("that is destroyed is told as that alone", () => {
    const after = Stack.parse("{}");
    const gone = table({ action: "delete", after: null });
    expect(concerns(gone, { configurations: { before: stack("aws_dynamodb_table", kept), after } })).toEqual([
      "Data that would be lost",
      "- aws_dynamodb_table.one is deleted, with all that it holds",
    ]);
  });
});
