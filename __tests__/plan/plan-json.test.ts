import { Stack } from "#terraform";
import { constructPath } from "../../src/plan/plan-json";

function resource(path: string): object {
  return { "//": { metadata: { path } } };
}

const STACK = Stack.parse(
  JSON.stringify({
    resource: {
      aws_iam_role: { role: resource("test/answer/role") },
      aws_lambda_function: { answer: resource("test/answer/Default") },
    },
  }),
);

test("a main resource has the construct path without Default, and an instance has the path of its resource", () => {
  expect(constructPath(STACK, "aws_lambda_function.answer")).toBe("test/answer");
  expect(constructPath(STACK, 'aws_iam_role.role["a.b"]')).toBe("test/answer/role");
  expect(constructPath(STACK, "aws_lambda_function.gone")).toBeUndefined();
});
