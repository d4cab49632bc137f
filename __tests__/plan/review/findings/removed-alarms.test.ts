import type { Change } from "gatewright/plan";
import { change, findingLines } from "../support";

test.each<[string, Change, string]>([
  [
    "an alarm that is deleted",
    change("aws_cloudwatch_metric_alarm", {
      action: "delete",
      before: { alarm_name: "errors" },
      after: null,
    }),
    "- errors is deleted",
  ],
  [
    "an alarm that loses its actions",
    change("aws_cloudwatch_metric_alarm", {
      before: { alarm_name: "errors", alarm_actions: ["a"] },
      after: { alarm_name: "errors", alarm_actions: [] },
    }),
    "- errors no longer notifies anyone",
  ],
  [
    "an alarm whose actions, on by default, are switched off",
    change("aws_cloudwatch_metric_alarm", {
      before: { alarm_name: "errors" },
      after: { alarm_name: "errors", actions_enabled: false },
    }),
    "- errors no longer notifies anyone",
  ],
  [
    "a subscription with another endpoint",
    change("aws_sns_topic_subscription", {
      action: "replace",
      before: { endpoint: "a@b.c" },
      after: { endpoint: "d@b.c" },
    }),
    "- a@b.c is no longer notified",
  ],
  [
    "a subscription that is deleted",
    change("aws_sns_topic_subscription", { action: "delete", before: { endpoint: "a@b.c" }, after: null }),
    "- a@b.c is no longer notified",
  ],
])("the review reports removed alarms: %s", (_, changed, line) => {
  expect(findingLines(changed)).toEqual(["Alarms removed", line]);
});

test("an alarm whose actions are known only after apply is not a finding", () => {
  const changed = change("aws_cloudwatch_metric_alarm", {
    before: { alarm_actions: ["a"] },
    after: {},
    afterUnknown: { alarm_actions: true },
  });
  expect(findingLines(changed)).toEqual([]);
});
