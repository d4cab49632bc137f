import type { Change } from "gatewright/plan";
import { change, findingLines } from "../support";

/** Returns the change of an alarm that starts above a threshold, unless the arguments set another operator. */
function alarmChange(before: object, after: object): Change {
  const alarm = { alarm_name: "errors", comparison_operator: "GreaterThanThreshold" };
  return change("aws_cloudwatch_metric_alarm", {
    before: { ...alarm, ...before },
    after: { ...alarm, ...after },
  });
}

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
  [
    "an alarm with a higher threshold",
    alarmChange({ threshold: 1 }, { threshold: 5 }),
    "~ errors starts later: threshold 1 → 5",
  ],
  [
    "an alarm on a minimum with a lower threshold",
    alarmChange(
      { threshold: 5, comparison_operator: "LessThanThreshold" },
      { threshold: 1, comparison_operator: "LessThanThreshold" },
    ),
    "~ errors starts later: threshold 5 → 1",
  ],
  [
    "an alarm that needs more periods",
    alarmChange({ evaluation_periods: 1 }, { evaluation_periods: 3 }),
    "~ errors starts later: evaluation_periods 1 → 3",
  ],
  [
    "an alarm that needs more datapoints",
    alarmChange({ datapoints_to_alarm: 3 }, { datapoints_to_alarm: 5 }),
    "~ errors starts later: datapoints_to_alarm 3 → 5",
  ],
  [
    "a composite alarm without one of its alarms",
    change("aws_cloudwatch_composite_alarm", {
      before: { alarm_name: "page", alarm_rule: 'ALARM("errors") OR ALARM("latency")' },
      after: { alarm_name: "page", alarm_rule: 'ALARM("errors")' },
    }),
    "- page no longer includes the alarm latency",
  ],
])("the review reports alarms that are removed or weakened: %s", (_, changed, line) => {
  expect(findingLines(changed)).toEqual(["Alarms removed or weakened", line]);
});

test.each<[string, Change]>([
  ["a lower threshold", alarmChange({ threshold: 5 }, { threshold: 1 })],
  ["fewer periods", alarmChange({ evaluation_periods: 3 }, { evaluation_periods: 1 })],
  [
    "an added alarm in a composite alarm",
    change("aws_cloudwatch_composite_alarm", {
      before: { alarm_name: "page", alarm_rule: 'ALARM("errors")' },
      after: { alarm_name: "page", alarm_rule: 'ALARM("errors") OR ALARM("latency")' },
    }),
  ],
])("a stricter alarm is not a finding: %s", (_, changed) => {
  expect(findingLines(changed)).toEqual([]);
});

test("an alarm whose actions are known only after apply is not a finding", () => {
  const changed = change("aws_cloudwatch_metric_alarm", {
    before: { alarm_actions: ["a"] },
    after: {},
    afterUnknown: { alarm_actions: true },
  });
  expect(findingLines(changed)).toEqual([]);
});
