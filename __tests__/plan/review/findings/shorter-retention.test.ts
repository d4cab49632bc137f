import { change, configured, findingLines } from "../support";

function logGroup(before: number, after: number) {
  return change("aws_cloudwatch_log_group", {
    before: { retention_in_days: before },
    after: { retention_in_days: after },
  });
}

test("the review reports a new retention period for logs that did not expire before", () => {
  expect(findingLines(logGroup(0, 7))).toEqual(["Log retention shortened", "~ never expires → 7 days"]);
});

test("a longer retention period is not a finding", () => {
  expect(findingLines(logGroup(7, 14))).toEqual([]);
});

test.each([
  ["a variable", "${var.days}"],
  ["each", "${each.value.days}"],
  ["a function", "${max(1, aws_x.y.days)}"],
])("a retention period that %s defines is reported with its planned value", (_, expression) => {
  const values = { retention_in_days: expression };
  const options = configured("aws_cloudwatch_log_group", values, values);
  expect(findingLines(logGroup(30, 7), options)).toEqual(["Log retention shortened", "~ 30 days → 7 days"]);
});
