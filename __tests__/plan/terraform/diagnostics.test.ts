import { Stack } from "#terraform";
import { parseDiagnostics } from "../../../src/plan/terraform";

function resource(path: string): object {
  return { "//": { metadata: { path } } };
}

const STACK = Stack.parse(
  JSON.stringify({
    resource: {
      aws_iam_role: { role: resource("test/answer/role") },
      aws_lambda_function: { answer: resource("test/answer/Default"), bare: {} },
    },
  }),
);

const PLACE = { filename: "cdk.tf.json", start: { line: 7 } };

function error(other: object): object {
  return { severity: "error", summary: "Wrong", detail: "It is\nwrong.", ...other };
}

function parse(...diagnostics: readonly object[]): readonly string[] {
  return parseDiagnostics(JSON.stringify({ diagnostics }), STACK);
}

describe("a Terraform error", () => {
  test("an error names the construct of its resource", () => {
    expect(parse(error({ address: "aws_iam_role.role" }))).toEqual(["test/answer/role: Wrong: It is wrong."]);
    expect(parse(error({ address: 'aws_lambda_function.answer["a"]' }))).toEqual([
      "test/answer: Wrong: It is wrong.",
    ]);
  });

  test("an error names the construct of its block and the position", () => {
    const snippet = { context: "resource.aws_iam_role.role.inline_policy", code: '    "nam": 1,' };
    expect(parse(error({ range: PLACE, snippet }))).toEqual([
      'test/answer/role: Wrong: It is wrong. (cdk.tf.json, line 7: "nam": 1,)',
    ]);
  });

  test("an error names the constructs of the resources in its message", () => {
    const cycle = { summary: "Cycle: aws_lambda_function.answer, aws_iam_role.role", detail: "" };
    expect(parse(error(cycle))).toEqual([
      "test/answer, test/answer/role: Cycle: aws_lambda_function.answer, aws_iam_role.role",
    ]);
  });

  test("an error without a construct is printed without a path", () => {
    expect(
      parse(error({ address: "aws_lambda_function.bare" }), error({ range: PLACE, detail: undefined })),
    ).toEqual(["Wrong: It is wrong.", "Wrong (cdk.tf.json, line 7: )"]);
  });
});

test("errors on separate lines are found among other messages", () => {
  const lines = [
    { type: "version" },
    { type: "diagnostic", diagnostic: error({ address: "aws_iam_role.role" }) },
    { type: "diagnostic", diagnostic: { severity: "warning", summary: "Old" } },
  ];
  expect(
    parseDiagnostics(`${lines.map((line) => JSON.stringify(line)).join("\n")}\nnot JSON\n`, STACK),
  ).toEqual(["test/answer/role: Wrong: It is wrong."]);
});
