import type { Change } from "gatewright/plan";
import { change, findingLines } from "../support";

test.each<[string, Change, string[]]>([
  [
    "deletion protection and point-in-time recovery of a table",
    change("aws_dynamodb_table", {
      before: { deletion_protection_enabled: true, point_in_time_recovery: [{ enabled: true }] },
      after: { deletion_protection_enabled: false, point_in_time_recovery: [{ enabled: false }] },
    }),
    [
      "Data protection removed",
      "~ deletion_protection_enabled: true → false",
      "~ point_in_time_recovery.enabled: true → false",
    ],
  ],
  [
    "the point-in-time recovery block of a table",
    change("aws_dynamodb_table", {
      before: { point_in_time_recovery: [{ enabled: true }] },
      after: { point_in_time_recovery: [] },
    }),
    ["Data protection removed", "~ point_in_time_recovery.enabled: true → (none)"],
  ],
  [
    "a bucket that terraform may now destroy with its objects",
    change("aws_s3_bucket", { before: { force_destroy: false }, after: { force_destroy: true } }),
    ["Data protection removed", "~ force_destroy: false → true"],
  ],
  [
    "a secret that is deleted immediately",
    change("aws_secretsmanager_secret", {
      before: { recovery_window_in_days: 30 },
      after: { recovery_window_in_days: 0 },
    }),
    ["Data protection removed", "~ recovery_window_in_days: 30 → 0"],
  ],
])("the review reports removed protection: %s", (_, changed, lines) => {
  expect(findingLines(changed)).toEqual(lines);
});

test.each<[string, Change]>([
  [
    "protection that is added to a table",
    change("aws_dynamodb_table", {
      before: { deletion_protection_enabled: false },
      after: { deletion_protection_enabled: true },
    }),
  ],
  [
    "protection that is added to a user pool",
    change("aws_cognito_user_pool", {
      before: { deletion_protection: "INACTIVE" },
      after: { deletion_protection: "ACTIVE" },
    }),
  ],
  [
    "a shorter recovery window of a secret",
    change("aws_secretsmanager_secret", {
      before: { recovery_window_in_days: 30 },
      after: { recovery_window_in_days: 7 },
    }),
  ],
])("%s is not a finding", (_, changed) => {
  expect(findingLines(changed)).toEqual([]);
});
