import type { Change } from "gatewright/plan";
import { change, configured, constructLines, findingLines, policy, READ } from "./support";

test("a value that is known only after apply is printed as configured", () => {
  const changed = change("aws_lambda_function", {
    before: { role: "arn:aws:iam::123456789012:role/old" },
    after: {},
    afterUnknown: { role: true, arn: true },
  });
  const options = configured(
    "aws_lambda_function",
    { role: "${aws_iam_role.old.arn}" },
    { role: "${aws_iam_role.new.arn}" },
  );
  expect(constructLines(changed, options)).toEqual([
    "~ aws_lambda_function.one",
    "    role: aws_iam_role.old.arn → aws_iam_role.new.arn",
  ]);
});

test("a policy with references is compared as configured, so a new table adds no permission", () => {
  const changed = change("aws_iam_role_policy", {
    before: { policy: policy({ ...READ, Resource: "arn:1" }) },
    after: {},
    afterUnknown: { policy: true },
  });
  const configuration = { policy: policy({ ...READ, Resource: "${aws_dynamodb_table.t.arn}" }) };
  const options = configured("aws_iam_role_policy", configuration, configuration);
  expect(findingLines(changed, options)).toEqual([]);
  expect(constructLines(changed, options)).toEqual([
    "~ aws_iam_role_policy.one",
    "    policy: the configuration is unchanged; a value that it refers to changes",
  ]);
});

test("a trust policy with functions is printed as a policy", () => {
  const source =
    '${join(":", concat(slice(split(":", "${aws_cloudwatch_log_group.logs.arn}"), 0, 5), ["*"]))}';
  const trust = (Service: string) => {
    const Condition = { StringLike: { "aws:SourceArn": "SOURCE" } };
    const statement = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service }, Condition };
    return { assume_role_policy: policy(statement).replace("SOURCE", source) };
  };
  const created = change("aws_iam_role", {
    action: "create",
    before: undefined,
    after: {},
    afterUnknown: { assume_role_policy: true },
  });
  const expected = `logs.amazonaws.com can assume the role if aws:SourceArn is like ${JSON.stringify(source)}`;
  expect(findingLines(created, configured("aws_iam_role", {}, trust("logs.amazonaws.com")))).toEqual([
    "Permission changes",
    `+ ${expected}`,
  ]);
  const changed = { ...created, action: "update" as const, before: { assume_role_policy: "{}" } };
  const options = configured("aws_iam_role", trust("events.amazonaws.com"), trust("logs.amazonaws.com"));
  expect(findingLines(changed, options)).toContain(`+ ${expected}`);
});

test("each reference in a set is printed as configured", () => {
  const changed = change("aws_apigatewayv2_authorizer", {
    before: { jwt_configuration: [{ audience: ["fake"], issuer: "a" }] },
    after: { jwt_configuration: [{ audience: ["fake"], issuer: "a" }] },
    afterUnknown: { jwt_configuration: [{ audience: [false, true] }] },
  });
  const configuration = (...names: string[]) => ({
    jwt_configuration: {
      audience: names.map((name) => `\${aws_cognito_user_pool_client.${name}.id}`),
      issuer: "a",
    },
  });
  const options = configured(
    "aws_apigatewayv2_authorizer",
    configuration("web"),
    configuration("web", "cli"),
  );
  expect(findingLines(changed, options)).toEqual([
    "Access changes",
    "~ jwt_configuration.audience: + aws_cognito_user_pool_client.cli.id",
  ]);
});

test("each instance of a resource has the configuration of the resource", () => {
  const changed = change("aws_sqs_queue_policy", {
    address: 'aws_sqs_queue_policy.one["a"]',
    before: { policy: policy({ ...READ, Resource: "arn:1" }) },
    after: {},
    afterUnknown: { policy: true },
  });
  const configuration = (Action: string) => ({
    policy: policy({ Action, Resource: "${aws_sqs_queue.q.arn}" }),
  });
  const options = configured(
    "aws_sqs_queue_policy",
    configuration("sqs:SendMessage"),
    configuration("sqs:*"),
  );
  expect(findingLines(changed, options)).toEqual([
    "Permission changes",
    "+ Allow sqs:* on ${aws_sqs_queue.q.arn}",
    "- Allow sqs:SendMessage on ${aws_sqs_queue.q.arn}",
  ]);
});

describe("a policy from aws_iam_policy_document", () => {
  const document = (statement: object, more: object = {}) => ({
    data: { aws_iam_policy_document: { d: { statement: [statement], ...more } } },
  });
  const reference = { policy: "${data.aws_iam_policy_document.d.json}" };
  const changed: Change = change("aws_iam_role_policy", {
    before: { policy: "{}" },
    after: { policy: "{ }" },
  });
  const permissionLines = (before: object, after: object) =>
    findingLines(changed, configured("aws_iam_role_policy", reference, reference, before, after));

  test("the statements of the data source are compared", () => {
    const lines = permissionLines(
      document({ actions: ["s3:GetObject"], resources: ["*"] }),
      document({ actions: ["s3:*"], resources: ["*"] }),
    );
    expect(lines).toEqual([
      "Permission changes",
      "+ Allow s3:* on all resources",
      "- Allow s3:GetObject on all resources",
    ]);
  });

  test("principals, conditions and the effect of a statement are printed", () => {
    const lines = permissionLines(
      document({ effect: "Deny", actions: ["a"] }),
      document({
        effect: "Allow",
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }],
        condition: { test: "StringEquals", variable: "aws:SourceAccount", values: ["1"] },
      }),
    );
    expect(lines.slice(1)).toEqual([
      "+ lambda.amazonaws.com can assume the role if aws:SourceAccount is 1",
      "- Deny a",
    ]);
  });

  test("the statements of the source documents are compared", () => {
    const combined = {
      data: {
        aws_iam_policy_document: {
          d: { source_policy_documents: ["${data.aws_iam_policy_document.e.json}"] },
          e: { statement: { actions: ["s3:*"], resources: ["*"] } },
        },
      },
    };
    expect(permissionLines(document({ actions: [] }), combined).slice(1)).toEqual([
      "+ Allow s3:* on all resources",
    ]);
  });

  test("all principals of the same type are printed", () => {
    const allow = (...names: string[]) =>
      document({ actions: ["a"], principals: names.map((name) => ({ type: "AWS", identifiers: [name] })) });
    expect(permissionLines(allow("one", "two"), allow("one", "two", "evil")).slice(1)).toEqual([
      "+ Allow a by evil, one, two",
      "- Allow a by one, two",
    ]);
  });

  test.each<[string, object, object]>([
    ["a local", { actions: "${local.actions}" }, { locals: { actions: ["s3:*"] } }],
    ["a function", { actions: ['${lower("S3:*")}'] }, {}],
    ["dynamic statements", { dynamic: { statement: {} } }, {}],
  ])("a document with %s is reported as known only after apply", (_, statement, more) => {
    const lines = permissionLines(document({ actions: ["a"] }), { ...document(statement), ...more });
    expect(lines.slice(1)).toEqual([
      "~ policy known only after apply: (built by expressions that the plan cannot evaluate)",
    ]);
  });

  test("a document with an override document is reported as known only after apply", () => {
    const overridden = document({ actions: ["a"] }, { override_policy_documents: ["{}"] });
    expect(permissionLines(document({ actions: ["a"] }), overridden)).toHaveLength(2);
  });
});
