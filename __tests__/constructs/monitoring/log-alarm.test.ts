import { ApiAlarms, HttpApi, LogAlarm, type LogAlarmProps, NodejsFunction } from "gatewright";
import { errorsOf, synthesized, testStack } from "../../support";

// Sources:
// - https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
// - https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html

const TOPIC = { arn: "arn:aws:sns:eu-central-1:123456789012:on-call" };
const PATTERN = '{ $.message.message = "payment failed" }';

function alarmStack(props: Partial<LogAlarmProps> = {}) {
  const stack = testStack();
  const fn = new NodejsFunction(stack, "pay", { entry: "a.ts" });
  const alarm = new LogAlarm(stack, "failed", {
    logGroup: fn.logGroup,
    pattern: PATTERN,
    notify: [TOPIC],
    ...props,
  });
  return { stack, alarm };
}

test("an alarm on log entries counts the entries that match the pattern, and one entry triggers it", () => {
  const { only, leadsTo } = synthesized(alarmStack().stack);
  const filter = only("aws_cloudwatch_log_metric_filter", {
    name: "test-failed",
    pattern: PATTERN,
    metric_transformation: {
      name: "test-failed",
      namespace: "Gatewright/LogAlarms",
      value: "1",
      unit: "Count",
    },
  });
  leadsTo(filter, ["log_group_name"], only("aws_cloudwatch_log_group"));
  only("aws_cloudwatch_metric_alarm", {
    alarm_name: "test-failed",
    metric_name: "test-failed",
    namespace: "Gatewright/LogAlarms",
    statistic: "Sum",
    period: 60,
    evaluation_periods: 1,
    threshold: 0,
    comparison_operator: "GreaterThanThreshold",
    treat_missing_data: "notBreaching",
    alarm_description: "More than 0 log entries matched the pattern within 60 s.",
    alarm_actions: [TOPIC.arn],
  });
});

test("an alarm on log entries has the given threshold, time, description and tags", () => {
  const tags = { team: "things" };
  const { stack } = alarmStack({ threshold: 5, periodSeconds: 300, description: "Look", tags });
  synthesized(stack).only("aws_cloudwatch_metric_alarm", {
    threshold: 5,
    period: 300,
    alarm_description: "Look",
    tags,
  });
});

test("an alarm on the access log notifies the topic of the alarms of the API", () => {
  const stack = testStack();
  const api = new HttpApi(stack, "api");
  const { topic } = new ApiAlarms(stack, "alarms", { api }).inform;
  const pattern = '{ $.status = "429" }';
  new LogAlarm(stack, "throttled", { logGroup: api.accessLogs, pattern, notify: [topic] });
  const { only, leadsTo } = synthesized(stack);
  const alarm = only("aws_cloudwatch_metric_alarm", { alarm_name: "test-throttled" });
  leadsTo(alarm, ["alarm_actions"], only("aws_sns_topic", { name: "test-alarms-inform" }));
  leadsTo(alarm, ["ok_actions"], only("aws_sns_topic", { name: "test-alarms-inform" }));
});

test("the resources of an alarm on log entries are its properties", () => {
  const { alarm } = alarmStack();
  expect([alarm.alarm.alarmNameInput, alarm.metricFilter.nameInput]).toEqual(["test-failed", "test-failed"]);
});

test.each<[string, Partial<LogAlarmProps>, string]>([
  [
    "a pattern that is too long",
    { pattern: "a".repeat(1025) },
    "pattern has 1025 characters; the maximum is 1024. Shorten it.",
  ],
  ["a negative threshold", { threshold: -1 }, "threshold is -1; expected a whole number of 0 or more"],
  [
    "a period of part of a minute",
    { periodSeconds: 90 },
    "periodSeconds is 90; expected a multiple of 60 from 60 to 86400",
  ],
  [
    "a period of more than a day",
    { periodSeconds: 86_460 },
    "periodSeconds is 86460; expected a multiple of 60 from 60 to 86400",
  ],
  [
    "a description that is too long",
    { description: "a".repeat(1025) },
    "description has 1025 characters; the maximum is 1024. Shorten it.",
  ],
  [
    "no target",
    { notify: [] },
    "notify is empty; expected a target. Pass a topic, such as alarms.inform.topic.",
  ],
  [
    "six targets",
    { notify: Array(6).fill(TOPIC) },
    "notify has 6 targets; the maximum is 5. Subscribe several receivers to one topic.",
  ],
])("%s is an error at synthesis", (_, props, error) => {
  expect(errorsOf(alarmStack(props).stack)).toEqual([`test/failed: ${error}`]);
});

test("a construct ID that CloudWatch does not allow in a name is an error at synthesis", () => {
  const stack = testStack();
  const { logGroup } = new NodejsFunction(stack, "pay", { entry: "a.ts" });
  new LogAlarm(stack, "a:b", { logGroup, pattern: PATTERN, notify: [TOPIC] });
  expect(errorsOf(stack)).toEqual([
    'test/a:b: alarm name "test-a:b" is invalid; expected one line of text without :, * and $. Change a construct ID in the path.',
  ]);
});
