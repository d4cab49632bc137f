import type { Change } from "gatewright/plan";
import { change, findingLines } from "../support";

test.each<[string, Change, string[]]>([
  [
    "a table that is deleted",
    change("aws_dynamodb_table", { action: "delete", after: null }),
    ["Data loss", "- aws_dynamodb_table.one is deleted with its data"],
  ],
  [
    "a user pool that is replaced",
    change("aws_cognito_user_pool", { action: "replace" }),
    ["Data loss", "- aws_cognito_user_pool.one is deleted with its data and created again"],
  ],
  [
    "a protected table that is replaced and loses its protection",
    change("aws_dynamodb_table", {
      action: "replace",
      before: { deletion_protection_enabled: true },
      after: { deletion_protection_enabled: false },
    }),
    [
      "Data loss",
      "- aws_dynamodb_table.one is deleted with its data and created again; deletion protection is on, so AWS rejects the deletion",
      "Data protection removed",
      "~ deletion_protection_enabled: true → false",
    ],
  ],
  [
    "a table whose keys change, with the cause of its replacement",
    change("aws_dynamodb_table", {
      action: "replace",
      before: { hash_key: "id", local_secondary_index: [] },
      after: { hash_key: "sku", local_secondary_index: [{ name: "a" }] },
      replacePaths: [["local_secondary_index", 0, "name"], ["hash_key"]],
    }),
    [
      "Data loss",
      "- aws_dynamodb_table.one is deleted with its data and created again, because hash_key (id → sku) and local_secondary_index change",
    ],
  ],
  [
    "a protected user pool that is deleted",
    change("aws_cognito_user_pool", {
      action: "delete",
      before: { deletion_protection: "ACTIVE" },
      after: null,
    }),
    [
      "Data loss",
      "- aws_cognito_user_pool.one is deleted with its data; deletion protection is on, so AWS rejects the deletion",
    ],
  ],
])("the review reports data loss: %s", (_, changed, lines) => {
  expect(findingLines(changed)).toEqual(lines);
});

test("a changed delay of a queue is not a finding", () => {
  const changed = change("aws_sqs_queue", { before: { delay_seconds: 1 }, after: { delay_seconds: 2 } });
  expect(findingLines(changed)).toEqual([]);
});
