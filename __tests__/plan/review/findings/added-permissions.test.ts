import type { Change } from "gatewright/plan";
import { change, configured, findingLines, policy, READ, WRITE } from "../support";

/** Returns the creation of a role with this trust policy. */
function newRole(...statements: object[]): Change {
  return change("aws_iam_role", {
    action: "create",
    before: null,
    after: { assume_role_policy: policy(...statements) },
  });
}

/** Returns the policy of a REST API that any caller can use on a condition. */
function invokePolicy(Condition: object): string {
  return policy({ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*", Condition });
}

test.each<[string, Change, string[]]>([
  [
    "a statement is added and another one is removed",
    change("aws_iam_role_policy", { before: { policy: policy(READ) }, after: { policy: policy(WRITE) } }),
    ["+ Allow s3:PutObject on all resources", "- Allow s3:GetObject on all resources"],
  ],
  [
    "a service can assume a new role",
    newRole({ Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }),
    ["+ lambda.amazonaws.com can assume the role"],
  ],
  [
    "an account and a service can assume a new role on a condition",
    newRole({
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Principal: { Service: ["lambda.amazonaws.com"], AWS: "123456789012" },
      Condition: { Bool: { "aws:SecureTransport": "true" } },
    }),
    [
      "+ 123456789012, lambda.amazonaws.com can assume the role if aws:SecureTransport Bool true",
      "+ Allow sts:TagSession by 123456789012, lambda.amazonaws.com if aws:SecureTransport Bool true",
    ],
  ],
  [
    "any caller can use an API from any address",
    change("aws_api_gateway_rest_api_policy", {
      before: { policy: invokePolicy({ IpAddress: { "aws:SourceIp": ["192.0.2.0/24", "10.0.0.0/8"] } }) },
      after: { policy: invokePolicy({ IpAddress: { "aws:SourceIp": ["0.0.0.0/0"] } }) },
    }),
    [
      "+ Allow execute-api:Invoke on all resources by any caller if aws:SourceIp is in 0.0.0.0/0 (any address)",
      "- Allow execute-api:Invoke on all resources by any caller if aws:SourceIp is in 10.0.0.0/8 or 192.0.2.0/24",
    ],
  ],
  [
    "only the operator of a condition changes",
    change("aws_api_gateway_rest_api_policy", {
      before: { policy: invokePolicy({ StringEquals: { "aws:PrincipalOrgID": "o-1" } }) },
      after: { policy: invokePolicy({ StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } }) },
    }),
    [
      "+ Allow execute-api:Invoke on all resources by any caller if aws:PrincipalOrgID StringEqualsIfExists o-1",
      "- Allow execute-api:Invoke on all resources by any caller if aws:PrincipalOrgID is o-1",
    ],
  ],
  [
    "a federated identity can assume a new role",
    newRole({
      Action: "sts:AssumeRoleWithWebIdentity",
      Principal: { Federated: "accounts.google.com" },
    }),
    ["+ Allow sts:AssumeRoleWithWebIdentity by Federated accounts.google.com"],
  ],
  [
    "a service can invoke a function",
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
    ["+ apigateway.amazonaws.com can invoke f (only from a)"],
  ],
  [
    "an organization can invoke the URL of a function",
    change("aws_lambda_permission", {
      action: "create",
      before: null,
      after: {
        principal: "*",
        action: "lambda:InvokeFunctionUrl",
        function_name: "f",
        principal_org_id: "o-1",
        function_url_auth_type: "AWS_IAM",
      },
    }),
    [
      "+ * is allowed lambda:InvokeFunctionUrl on f (organization o-1, function URL with authorization AWS_IAM)",
    ],
  ],
  [
    "a NotAction list becomes shorter",
    change("aws_iam_role_policy", {
      before: { policy: policy({ NotAction: ["iam:*", "s3:*"], Resource: "*" }) },
      after: { policy: policy({ NotAction: ["s3:*"], Resource: "*" }) },
    }),
    ["+ Allow all except s3:* on all resources", "- Allow all except iam:*, s3:* on all resources"],
  ],
  [
    "a denial is removed",
    change("aws_iam_role_policy", {
      before: { policy: policy(READ, { Effect: "Deny", Action: "iam:*", Resource: "*" }) },
      after: { policy: policy(READ) },
    }),
    ["- Deny iam:* on all resources"],
  ],
  [
    "a denial to assume a role is removed",
    change("aws_iam_role", {
      before: {
        assume_role_policy: policy({ Effect: "Deny", Action: "sts:AssumeRole", Principal: { AWS: "1" } }),
      },
      after: { assume_role_policy: policy() },
    }),
    ["- Deny sts:AssumeRole by 1"],
  ],
  [
    "a principal is no longer excluded",
    change("aws_sqs_queue_policy", {
      before: { policy: policy({ Action: "sqs:*", NotPrincipal: { AWS: ["1", "2"] } }) },
      after: { policy: policy({ Action: "sqs:*", NotPrincipal: { AWS: ["1"] } }) },
    }),
    ["+ Allow sqs:* by all except 1", "- Allow sqs:* by all except 1, 2"],
  ],
  [
    "a policy of any resource type is added",
    change("aws_secretsmanager_secret_policy", { before: {}, after: { policy: policy(READ) } }),
    ["+ Allow s3:GetObject on all resources"],
  ],
  [
    "the policy of a secret is widened",
    change("aws_secretsmanager_secret_policy", {
      before: { policy: policy(READ) },
      after: { policy: policy(READ, WRITE) },
    }),
    ["+ Allow s3:PutObject on all resources"],
  ],
  [
    "the policy argument of a secret is widened",
    change("aws_secretsmanager_secret", {
      before: { policy: policy(READ) },
      after: { policy: policy(READ, WRITE) },
    }),
    ["+ Allow s3:PutObject on all resources"],
  ],
  [
    "an inline policy of a role gets a statement",
    change("aws_iam_role", {
      before: { inline_policy: [{ name: "a", policy: policy(READ) }] },
      after: { inline_policy: [{ name: "a", policy: policy(READ, WRITE) }] },
    }),
    ["+ Allow s3:PutObject on all resources"],
  ],
  [
    "another policy is attached",
    change("aws_iam_role_policy_attachment", {
      action: "replace",
      before: { policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
      after: { policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    }),
    ["+ arn:aws:iam::aws:policy/AdministratorAccess", "- arn:aws:iam::aws:policy/ReadOnlyAccess"],
  ],
  [
    "a managed policy of a role is added",
    change("aws_iam_role", {
      before: { managed_policy_arns: ["a"] },
      after: { managed_policy_arns: ["a", "b"] },
    }),
    ["+ b"],
  ],
  [
    "a permissions boundary is removed",
    change("aws_iam_role", {
      before: { permissions_boundary: "arn:b" },
      after: { permissions_boundary: null },
    }),
    ["- permissions boundary arn:b"],
  ],
  [
    "a policy is known only after apply",
    change("aws_iam_role_policy", {
      before: { policy: policy(READ) },
      after: {},
      afterUnknown: { policy: true },
    }),
    ["~ policy known only after apply"],
  ],
  [
    "a sensitive policy changes",
    change("aws_iam_role_policy", {
      before: { policy: policy(READ) },
      after: { policy: policy(WRITE) },
      afterSensitive: { policy: true },
    }),
    ["~ policy changes, but is sensitive"],
  ],
  [
    "a condition of a Lambda permission is removed",
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
      "+ s3.amazonaws.com can invoke the function",
      "- s3.amazonaws.com can invoke the function (account 123456789012)",
    ],
  ],
  [
    "a policy moves to another role",
    change("aws_iam_role_policy", {
      action: "replace",
      before: { role: "reader", policy: policy(READ) },
      after: { role: "public", policy: policy(READ) },
    }),
    ["+ Allow s3:GetObject on all resources"],
  ],
  [
    "a function gets another role",
    change("aws_lambda_function", { before: { role: "a" }, after: { role: "admin" } }),
    ["+ role admin", "- role a"],
  ],
  [
    "two long ARNs differ at their end",
    change("aws_iam_role_policy_attachment", {
      before: { policy_arn: `arn:${"a".repeat(150)}/reader` },
      after: { policy_arn: `arn:${"a".repeat(150)}/admin` },
    }),
    [`+ arn:${"a".repeat(150)}/admin`, `- arn:${"a".repeat(150)}/reader`],
  ],
])("the review reports added permissions: %s", (_, changed, lines) => {
  expect(findingLines(changed)).toEqual(["Permission changes", ...lines]);
});

test.each<[string, Change]>([
  [
    "a policy with another notation",
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
    "a denial that is added",
    change("aws_iam_role_policy", {
      before: { policy: policy(READ) },
      after: { policy: policy(READ, { Effect: "Deny", Action: "iam:*", Resource: "*" }) },
    }),
  ],
  [
    "a removed inline policy next to one that stays",
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
    "a list of principals in another order",
    change("aws_iam_role", {
      before: { assume_role_policy: policy({ Action: "a", Principal: { AWS: ["1", "2"] } }) },
      after: { assume_role_policy: policy({ Action: "a", Principal: { AWS: ["2", "1"] } }) },
    }),
  ],
  [
    "a topic's policy that the provider computes, and a redrive policy",
    change("aws_sns_topic", {
      action: "create",
      before: null,
      after: { name: "a" },
      afterUnknown: { policy: true, redrive_policy: true },
    }),
  ],
  [
    "a permissions boundary that is added",
    change("aws_iam_role", { before: {}, after: { permissions_boundary: "arn:b" } }),
  ],
])("%s is not a finding", (_, changed) => {
  expect(findingLines(changed)).toEqual([]);
});

test("the policy of a resource that only moves to another Terraform address is not a finding", () => {
  const values = { policy: policy(READ), role: "a" };
  const moved = change("aws_iam_role_policy", {
    action: "no-op",
    previousAddress: "aws_iam_role_policy.old",
    before: { ...values, role: "b" },
    after: values,
  });
  expect(findingLines(moved)).toEqual([]);
});

describe("a policy that is the result of a Terraform expression", () => {
  test.each([
    ["a function", "${jsonencode({ Resource = aws_x.y.arn })}"],
    ["a variable next to a reference", policy({ ...READ, Resource: ["${var.v}", "${aws_sqs_queue.q.arn}"] })],
  ])("a policy with %s is compared by its planned value", (_, expression) => {
    const changed = change("aws_iam_role_policy", {
      before: { policy: policy(READ) },
      after: { policy: policy(WRITE) },
    });
    const options = configured("aws_iam_role_policy", { policy: expression }, { policy: expression });
    expect(findingLines(changed, options).slice(1)).toEqual([
      "+ Allow s3:PutObject on all resources",
      "- Allow s3:GetObject on all resources",
    ]);
  });

  test("a policy that is known only after apply is reported with its expression", () => {
    const configuration = { policy: "${jsonencode({ Resource = aws_x.y.arn })}" };
    const changed = change("aws_iam_role_policy", {
      before: { policy: policy(READ) },
      after: {},
      afterUnknown: { policy: true },
    });
    const options = configured("aws_iam_role_policy", configuration, configuration);
    expect(findingLines(changed, options).slice(1)).toEqual([
      "~ policy known only after apply: ${jsonencode({ Resource = aws_x.y.arn })}",
    ]);
  });
});
