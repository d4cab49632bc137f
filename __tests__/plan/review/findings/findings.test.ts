import { change, constructLines, findingLines, review } from "../support";

test("findings with the same lines are printed once", () => {
  const logs = (name: string) =>
    change("aws_cloudwatch_log_group", {
      constructPath: `test/${name}/logs`,
      before: { retention_in_days: 14 },
      after: { retention_in_days: 7 },
    });
  expect(review([logs("b"), logs("a")]).findings[0]?.findings).toEqual([
    { subject: "test/a/logs, test/b/logs", lines: ["~ 14 days → 7 days"] },
  ]);
});

test("a deletion that is a finding is not repeated among the other changes", () => {
  const { constructs } = review([
    change("aws_dynamodb_table", { action: "delete", after: null }),
    change("aws_iam_role", { action: "delete", address: "aws_iam_role.one", after: null }),
  ]);
  expect(constructs).toEqual([{ subject: "test/one", lines: ["- aws_iam_role"] }]);
});

test("a changed argument that no finding reports is printed among the other changes", () => {
  const authorizer = (uri: string, role: string) => ({
    authorizer_uri: uri,
    authorizer_credentials_arn: role,
  });
  const changed = change("aws_apigatewayv2_authorizer", {
    before: authorizer("a", "arn:one"),
    after: authorizer("b", "arn:two"),
  });
  expect(findingLines(changed)).toEqual(["Access changes", "~ authorizer_uri: a → b"]);
  expect(constructLines(changed)).toContain("    authorizer_credentials_arn: arn:one → arn:two");
});

test("an invalid policy and a tag with the name of an object property cause no error", () => {
  const changed = change("aws_sqs_queue", {
    before: { tags: {}, policy: '{"Statement":[null]}' },
    after: { tags: { constructor: "a" }, policy: '{"Statement":[]}' },
  });
  expect(findingLines(changed)).toEqual([]);
  expect(constructLines(changed)).toContain("    tags.constructor: (none) → a");
});
