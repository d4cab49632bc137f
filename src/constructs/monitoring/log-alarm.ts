import { MONITORING_QUOTAS } from "#aws";
import { CloudwatchLogMetricFilter, CloudwatchMetricAlarm, Construct, Token } from "../cdktf";
import { physicalName, uniqueName } from "../names";
import { listRule, NUMBER, TAGS, TEXT, WITH_ARN } from "../prop-rules";
import { type PropRule, type PropRules, readProps, required } from "../props";
import { escapeTemplates, isUnresolved, terraformMap } from "../tokens";
import { addValidation, knownAtSynth, validateName, validateRange } from "../validation";
import { LOG_GROUP, type LogGroupReference, validateLength, validatePattern } from "./log-group-reference";
import { validateRegion } from "./validate-region";

/** Options of {@link LogAlarm}. `logGroup`, `pattern` and `notify` are required. */
export interface LogAlarmProps {
  /** Log group to monitor: `create.logGroup` of a function, or `api.accessLogs` of an API. */
  readonly logGroup: LogGroupReference;
  /**
   * Pattern of the log entries to count, in the syntax of filter patterns, up to 1,024 characters. This pattern matches a
   * message of `log`: `{ $.message.message = "payment failed" }`.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   */
  readonly pattern: string;
  /**
   * Number of matching entries above which the alarm goes into the state `ALARM`. Default: 0, so that one entry triggers
   * the alarm.
   */
  readonly threshold?: number;
  /** Period in which the alarm counts the entries, in seconds: a multiple of 60, up to 86,400. Default: 60. */
  readonly periodSeconds?: number;
  /** Description of the alarm, such as what to do, up to 1,024 characters. Default: the threshold and the period. */
  readonly description?: string;
  /**
   * Targets of the notifications, 1 to 5, such as the SNS topic of an `ApiAlarms`. The alarm notifies them when it goes
   * into the state `ALARM`, and when it returns to `OK`.
   */
  readonly notify: readonly { readonly arn: string }[];
  /** Tags of the alarm. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

const TARGETS = listRule(WITH_ARN, "a list of objects with an arn", "[alarms.inform.topic]");

const NOTIFY: PropRule = {
  ...TARGETS,
  validate: (value, path) =>
    Array.isArray(value) && value.length === 0
      ? [`${path} is empty; expected a target. Pass a topic, such as alarms.inform.topic.`]
      : TARGETS.validate(value, path),
  placeholder: () => [{ arn: Token.asString(Token.asAny("unknown")) }],
};

const ALARM_RULES: PropRules<LogAlarmProps> = {
  logGroup: required(LOG_GROUP),
  pattern: required(TEXT),
  threshold: NUMBER,
  periodSeconds: NUMBER,
  description: TEXT,
  notify: required(NOTIFY),
  tags: TAGS,
};

/**
 * CloudWatch alarm on log entries that match a pattern. A metric filter counts the entries. Time without matching entries
 * does not trigger the alarm. Invalid options are reported when the app is synthesized.
 *
 * @example
 * const pay = new NodejsFunction(this, "pay", { entry: "functions/health/get.ts" });
 * new LogAlarm(this, "payment-failed", {
 *   logGroup: pay.logGroup,
 *   pattern: '{ $.message.message = "payment failed" }',
 *   notify: [new SnsTopic(this, "on-call")],
 * });
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
 */
export class LogAlarm extends Construct {
  /** The Terraform resource `aws_cloudwatch_log_metric_filter`. */
  readonly metricFilter: CloudwatchLogMetricFilter;
  /** The Terraform resource `aws_cloudwatch_metric_alarm`. */
  readonly alarm: CloudwatchMetricAlarm;

  constructor(scope: Construct, id: string, props: LogAlarmProps) {
    super(scope, id);
    const settings = withDefaults(this, readProps(this, props, ALARM_RULES));
    uniqueName(this, "alarm name", settings.name, NAME.fix);
    addValidation(this, () => [
      ...validateLogAlarm(settings),
      ...validateRegion(this, { logGroup: settings.logGroup }),
    ]);
    this.metricFilter = createMetricFilter(this, settings);
    this.alarm = createAlarm(this, settings);
  }
}

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: LogAlarmProps) {
  const { threshold = 0, periodSeconds = MINUTE_SECONDS } = props;
  return {
    ...props,
    name: physicalName(scope),
    threshold,
    periodSeconds,
    description:
      props.description ??
      `More than ${threshold} log entries matched the pattern within ${periodSeconds} s.`,
    notify: knownAtSynth(scope, "notify", props.notify, "Write a list of objects with an arn."),
    tags: props.tags && terraformMap(props.tags),
  };
}

const MINUTE_SECONDS = 60;
/** Namespace of the metrics of all log alarms. */
const NAMESPACE = "Gatewright/LogAlarms";

function createMetricFilter(scope: Construct, settings: Settings): CloudwatchLogMetricFilter {
  const name = escapeTemplates(settings.name);
  return new CloudwatchLogMetricFilter(scope, "filter", {
    name,
    logGroupName: escapeTemplates(settings.logGroup.name),
    pattern: escapeTemplates(settings.pattern),
    metricTransformation: { name, namespace: NAMESPACE, value: "1", unit: "Count" },
  });
}

function createAlarm(scope: Construct, settings: Settings): CloudwatchMetricAlarm {
  const name = escapeTemplates(settings.name);
  const actions = escapeTemplates(settings.notify?.map(({ arn }) => arn));
  return new CloudwatchMetricAlarm(scope, "Default", {
    ...escapeTemplates({ alarmDescription: settings.description, tags: settings.tags }),
    alarmName: name,
    namespace: NAMESPACE,
    metricName: name,
    statistic: "Sum",
    period: settings.periodSeconds,
    evaluationPeriods: 1,
    threshold: settings.threshold,
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData: "notBreaching",
    alarmActions: actions,
    okActions: actions,
  });
}

/**
 * Rule for the name of the alarm, which is also the name of the filter and of the metric.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
 */
const NAME = {
  kind: "alarm name",
  max: MONITORING_QUOTAS.alarmNameLength,
  pattern: /^[^:*$\n]+$/,
  characters: "one line of text without :, * and $",
  fix: "Change a construct ID in the path.",
};

function validateLogAlarm({
  name,
  pattern,
  threshold,
  periodSeconds,
  description,
  notify,
}: Settings): string[] {
  return [
    ...validateName(name, NAME),
    ...validatePattern(pattern),
    ...validateRange("threshold", threshold, { min: 0 }),
    ...validatePeriod(periodSeconds),
    ...validateLength("description", description, MONITORING_QUOTAS.alarmDescriptionLength),
    ...validateActions(notify),
  ];
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
function validatePeriod(seconds: number): string[] {
  const max = MONITORING_QUOTAS.alarmSeconds;
  const isValid = seconds >= MINUTE_SECONDS && seconds <= max && seconds % MINUTE_SECONDS === 0;
  if (isUnresolved(seconds) || isValid) return [];
  return [
    `periodSeconds is ${seconds}; expected a multiple of ${MINUTE_SECONDS} from ${MINUTE_SECONDS} to ${max}`,
  ];
}

function validateActions(notify: LogAlarmProps["notify"] = []): string[] {
  const max = MONITORING_QUOTAS.alarmActions;
  if (notify.length <= max) return [];
  return [
    `notify has ${notify.length} targets; the maximum is ${max}. Subscribe several receivers to one topic.`,
  ];
}
