import type { Change } from "#plan";
import { Stack } from "#terraform";
import { change, concerns, policy, READ, rest, told } from "./support";

/** A stack with one resource, `one`, and data sources. */
function stack(type: string, values: object, more: object = {}): Stack {
  return Stack.parse(JSON.stringify({ resource: { [type]: { one: values } }, ...more }));
}

/** The same resource as it was declared before and after. */
function declared(type: string, before: object, after: object, ...data: readonly object[]) {
  return {
    declared: { before: stack(type, before, data[0]), after: stack(type, after, data[1] ?? data[0]) },
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
  expect(rest(one, options)).toEqual(["~ aws_iam_role_policy.one", "    for what it refers to"]);
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

  test("has the statements of those that it is made of, and names what it cannot read", () => {
    const parts = ["${data.aws_iam_policy_document.e.json}", "${aws_x.y.policy}"];
    const made = {
      data: {
        aws_iam_policy_document: {
          d: { source_policy_documents: parts },
          e: { statement: { actions: ["s3:*"], resources: ["*"] } },
        },
      },
    };
    expect(widened(document({ actions: [] }), made).slice(1)).toEqual([
      "+ Allow s3:* on *",
      '+ Allow what "${aws_x.y.policy}" says',
    ]);
  });
});

describe("a variable's default that changes", () => {
  const variables = (more: object) => ({ variable: { v: more } });

  test("is told by its value, where the plan has that", () => {
    const one = change("aws_cloudwatch_log_group", {
      before: { retention_in_days: 30 },
      after: { retention_in_days: 7 },
    });
    const written = { retention_in_days: "${var.v}" };
    const options = declared("aws_cloudwatch_log_group", written, written, variables({ default: 30 }), {
      ...variables({ default: 7 }),
    });
    expect(concerns(one, options)).toEqual(["Logs that are kept for a shorter time", "~ 30 days → 7 days"]);
  });

  test("is told in a policy", () => {
    const written = { policy: policy({ ...READ, Resource: ["${var.v}", "${aws_sqs_queue.q.arn}"] }) };
    const one = change("aws_iam_role_policy", { before: { policy: "{}" }, after: { policy: "{ }" } });
    const options = declared("aws_iam_role_policy", written, written, variables({ default: "a" }), {
      ...variables({ default: "*" }),
    });
    expect(concerns(one, options).slice(1)).toEqual([
      "+ Allow s3:GetObject on *",
      "- Allow s3:GetObject on a",
    ]);
  });

  test("is not told where it is sensitive", () => {
    const written = { name: "${var.v}-${aws_sqs_queue.q.name}" };
    const one = change("aws_sns_topic", { before: { name: "a" }, after: { name: "b", fifo_topic: true } });
    const secret = variables({ default: "hunter2", sensitive: true });
    expect(rest(one, declared("aws_sns_topic", { name: "x" }, written, secret)).join("\n")).not.toContain(
      "hunter2",
    );
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
    "Who may call",
    "~ GET /a: a token (aws_apigatewayv2_authorizer.old) → a token (aws_apigatewayv2_authorizer.new)",
  ]);
});

test("another state, and another place, are told before all else", () => {
  const at = (bucket: string, region: string) =>
    Stack.parse(
      JSON.stringify({ terraform: { backend: { s3: { bucket } } }, provider: { aws: [{ region }] } }),
    );
  const { concerns } = told([], {
    declared: { before: at("a", "eu-central-1"), after: at("b", "eu-west-1") },
  });
  expect(concerns).toEqual([
    {
      title: "Where it is deployed",
      concerns: [
        {
          who: "the stack",
          lines: ["~ backend.s3.bucket: a → b", "~ provider.aws.0.region: eu-central-1 → eu-west-1"],
        },
      ],
    },
  ]);
});
