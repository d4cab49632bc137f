import type { Change } from "gatewright/plan";
import { Stack } from "#terraform";
import { change, configured, findingLines, policy, review, stackWith, WRITE } from "../support";

const PROTECTED = { lifecycle: { prevent_destroy: true } };
const REMOVED = ["prevent_destroy removed", "- prevent_destroy"];

function table(parts: Partial<Change>): Change {
  return change("aws_dynamodb_table", { before: {}, after: {}, ...parts });
}

test.each<[string, Partial<Change>, object, object]>([
  ["an unchanged resource", { action: "no-op" }, PROTECTED, {}],
  ["a changed resource", { action: "update" }, PROTECTED, { lifecycle: {} }],
  ["a lifecycle that is written as a list", { action: "no-op" }, { lifecycle: [PROTECTED.lifecycle] }, {}],
  ["an instance of a resource", { action: "no-op", address: 'aws_dynamodb_table.one["a"]' }, PROTECTED, {}],
])("the review reports removed prevent_destroy: %s", (_, parts, before, after) => {
  expect(findingLines(table(parts), configured("aws_dynamodb_table", before, after))).toEqual(REMOVED);
});

test.each<[string, object, object]>([
  ["a resource that still has prevent_destroy", PROTECTED, PROTECTED],
  ["a resource that never had prevent_destroy", {}, {}],
])("%s is not a finding", (_, before, after) => {
  const options = configured("aws_dynamodb_table", before, after);
  expect(findingLines(table({ action: "update" }), options)).toEqual([]);
});

test("prevent_destroy of a moved resource is read at its previous address", () => {
  const moved = table({
    action: "no-op",
    address: "aws_dynamodb_table.two",
    previousAddress: "aws_dynamodb_table.one",
  });
  const after = Stack.parse('{"resource":{"aws_dynamodb_table":{"two":{}}}}');
  const before = stackWith("aws_dynamodb_table", PROTECTED);
  expect(findingLines(moved, { configurations: { before, after } })).toEqual(REMOVED);
});

test("removed prevent_destroy is reported after data loss and before permissions", () => {
  const changes = [
    change("aws_iam_role_policy", { after: { policy: policy(WRITE) } }),
    table({ action: "no-op" }),
    change("aws_sqs_queue", { action: "delete", after: null }),
  ];
  const { findings } = review(changes, configured("aws_dynamodb_table", PROTECTED, {}));
  expect(findings.map(({ title }) => title)).toEqual(["Data loss", REMOVED[0], "Permission changes"]);
});

test("a resource that is destroyed is reported as data loss only", () => {
  const before = stackWith("aws_dynamodb_table", PROTECTED);
  const deleted = table({ action: "delete", after: null });
  expect(findingLines(deleted, { configurations: { before, after: Stack.parse("{}") } })).toEqual([
    "Data loss",
    "- aws_dynamodb_table.one is deleted with its data",
  ]);
});
