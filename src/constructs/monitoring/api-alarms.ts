import { HTTP_API_QUOTAS, MONITORING_QUOTAS } from "#aws";
import type { HttpApi } from "../api/http/http-api";
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
  Construct,
  SnsTopic,
  SnsTopicSubscription,
} from "../cdktf";
import type { FunctionTarget } from "../function/function-target";
import { physicalName, relativePath, uniqueName } from "../names";
import { MAP, NUMBER, TEXT } from "../prop-rules";
import { isRecord, type PropRule, type PropRules, readProps, required } from "../props";
import { escapeTemplates, isUnresolved, terraformMap } from "../tokens";
import { addValidation, describeWrongValue, validateName, validateRange } from "../validation";

/** Options of {@link ApiAlarms}. Only `api` is required. */
export interface ApiAlarmsProps {
  /** API to monitor, together with all functions of its routes and of its Lambda authorizers. */
  readonly api: HttpApi;
  /**
   * Email address to which the topic sends notifications, after the owner of the address has confirmed the
   * subscription. Default: none, so that the topic has no subscription until you add one to `topic`.
   */
  readonly notify?: string;
  /**
   * Threshold for 5xx responses, in percent of all responses, greater than 0 and less than 100. The alarm
   * goes into the state `ALARM` when the percentage is above the threshold for five consecutive minutes.
   * Default: 1.
   */
  readonly serverErrorPercent?: number;
  /**
   * Threshold for the p99 latency of the API, in milliseconds, 1 to 30,000. The alarm goes into the state
   * `ALARM` when the p99 latency is above the threshold for five consecutive minutes. Default: 3000.
   */
  readonly latencyP99Ms?: number;
  /** Tags of the topic and the alarms. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

const API: PropRule = {
  expected: "an HttpApi",
  validate: (value, path) =>
    isRecord(value) && typeof value.onFunction === "function"
      ? []
      : [describeWrongValue(path, value, "an HttpApi", "Pass the construct of the API.")],
  placeholder: () => ({ api: {}, onFunction: () => undefined }),
};

const ALARM_RULES: PropRules<ApiAlarmsProps> = {
  api: required(API),
  notify: TEXT,
  serverErrorPercent: NUMBER,
  latencyP99Ms: NUMBER,
  tags: MAP,
};

/**
 * CloudWatch alarms of an API and its functions. All alarms notify one SNS topic. The alarms of the API
 * monitor the percentage of 5xx responses and the p99 latency. The alarms of each function monitor its errors
 * and its throttles. Minutes without requests do not trigger an alarm. Invalid options are reported when the
 * app is synthesized.
 *
 * @example
 * const api = new HttpApi(this, "api");
 * new ApiAlarms(this, "alarms", { api, notify: "on-call@example.com" });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export class ApiAlarms extends Construct {
  /**
   * The Terraform resource `aws_sns_topic`. The topic is not encrypted, because CloudWatch cannot publish to
   * a topic that is encrypted with the AWS managed key of SNS.
   */
  readonly topic: SnsTopic;
  /**
   * The `aws_cloudwatch_metric_alarm` resources by construct ID: `server-errors`, `latency`, and for each
   * function `errors-<function>` and `throttles-<function>`.
   */
  readonly alarms: ReadonlyMap<string, CloudwatchMetricAlarm>;

  readonly #alarms = new Map<string, CloudwatchMetricAlarm>();
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, props: ApiAlarmsProps) {
    super(scope, id);
    const settings = withDefaults(this, readProps(this, props, ALARM_RULES));
    this.#settings = settings;
    this.alarms = this.#alarms;
    addValidation(this, () => validateAlarms(settings, [...this.#alarms.values()]));
    this.topic = createTopic(this, settings);
    this.#addAlarm("server-errors", serverErrorAlarm(settings));
    this.#addAlarm("latency", latencyAlarm(settings));
    settings.api.onFunction((target) => this.#monitorFunction(target));
  }

  #monitorFunction(target: FunctionTarget): void {
    const path = relativePath(this, target);
    this.#addAlarm(`errors-${path}`, functionAlarm(target, "Errors", "failed"));
    this.#addAlarm(
      `throttles-${path}`,
      functionAlarm(target, "Throttles", "was throttled for lack of concurrency"),
    );
  }

  #addAlarm(id: string, config: AlarmConfig): void {
    const alarmName = `${this.#settings.name}-${id.replaceAll("/", "-")}`;
    uniqueName(this, "alarm name", alarmName, "Change a construct ID in the path.");
    const alarm = new CloudwatchMetricAlarm(this, id, {
      ...escapeTemplates(config),
      alarmName: escapeTemplates(alarmName),
      alarmActions: [this.topic.arn],
      okActions: [this.topic.arn],
      treatMissingData: "notBreaching",
      tags: escapeTemplates(this.#settings.tags),
    });
    this.#alarms.set(id, alarm);
  }
}

type Settings = ReturnType<typeof withDefaults>;
type AlarmConfig = Pick<CloudwatchMetricAlarmConfig, "comparisonOperator" | "evaluationPeriods"> &
  Partial<CloudwatchMetricAlarmConfig>;

function withDefaults(scope: Construct, props: ApiAlarmsProps) {
  return {
    ...props,
    name: physicalName(scope),
    tags: props.tags && terraformMap(props.tags),
    serverErrorPercent: props.serverErrorPercent ?? 1,
    latencyP99Ms: props.latencyP99Ms ?? 3000,
  };
}

function createTopic(scope: Construct, { name, notify, tags }: Settings): SnsTopic {
  const topic = new SnsTopic(scope, "topic", escapeTemplates({ name, tags }));
  if (notify !== undefined) {
    new SnsTopicSubscription(scope, "email", {
      topicArn: topic.arn,
      protocol: "email",
      endpoint: escapeTemplates(notify),
    });
  }
  return topic;
}

const MINUTE_SECONDS = 60;
/** Condition of the API's alarms: the metric is above the threshold for five consecutive minutes. */
const FIVE_MINUTES_ABOVE = { evaluationPeriods: 5, comparisonOperator: "GreaterThanThreshold" };

function serverErrorAlarm({ api, serverErrorPercent }: Settings): AlarmConfig {
  return {
    ...FIVE_MINUTES_ABOVE,
    alarmDescription: `More than ${serverErrorPercent}% of the API's responses were 5xx for five minutes.`,
    threshold: serverErrorPercent,
    metricQuery: [
      {
        id: "percent",
        expression: "100 * errors / requests",
        label: "5xx, percent of answers",
        returnData: true,
      },
      { id: "errors", metric: apiMetric(api, "5xx") },
      { id: "requests", metric: apiMetric(api, "Count") },
    ],
  };
}

function apiMetric(api: HttpApi, metricName: string) {
  return {
    namespace: "AWS/ApiGateway",
    metricName,
    dimensions: { ApiId: api.api.id },
    // The metrics `Count` and `5xx` have one sample per request. A sample of `5xx` is 0 or 1, so the sum of
    // the samples is the number of 5xx responses.
    stat: metricName === "Count" ? "SampleCount" : "Sum",
    period: MINUTE_SECONDS,
  };
}

function latencyAlarm({ api, latencyP99Ms }: Settings): AlarmConfig {
  return {
    ...FIVE_MINUTES_ABOVE,
    alarmDescription: `The p99 latency of the API was over ${latencyP99Ms} ms for five minutes.`,
    namespace: "AWS/ApiGateway",
    metricName: "Latency",
    dimensions: { ApiId: api.api.id },
    extendedStatistic: "p99",
    period: MINUTE_SECONDS,
    threshold: latencyP99Ms,
  };
}

function functionAlarm(
  { functionName, node }: FunctionTarget,
  metricName: "Errors" | "Throttles",
  outcome: string,
): AlarmConfig {
  return {
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanThreshold",
    alarmDescription: `An invocation of ${node.path} ${outcome} within the last minute.`,
    namespace: "AWS/Lambda",
    metricName,
    dimensions: { FunctionName: functionName },
    statistic: "Sum",
    period: MINUTE_SECONDS,
    threshold: 0,
  };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const ALARM_NAME = {
  kind: "alarm name",
  max: MONITORING_QUOTAS.alarmNameLength,
  pattern: /^[^\n]+$/,
  characters: "one line of text",
  fix: "Shorten a construct ID in the path.",
};
/** @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
const TOPIC_NAME = {
  kind: "topic name",
  max: MONITORING_QUOTAS.topicNameLength,
  pattern: /^[A-Za-z0-9_-]+$/,
  characters: "letters, digits, - and _",
  fix: "Change a construct ID in the path.",
};

function validateAlarms(settings: Settings, alarms: readonly CloudwatchMetricAlarm[]): string[] {
  const { name, notify, serverErrorPercent, latencyP99Ms } = settings;
  return [
    ...validateName(name, TOPIC_NAME),
    ...alarms.flatMap(({ alarmNameInput = "" }) => validateName(alarmNameInput, ALARM_NAME)),
    ...(notify === undefined || isUnresolved(notify) || /^[^@\s]+@[^@\s]+$/.test(notify)
      ? []
      : [
          `notify is "${notify}"; expected an email address. Correct the address, or remove notify and subscribe to the topic in another way.`,
        ]),
    ...validateRange("latencyP99Ms", latencyP99Ms, {
      min: 1,
      max: HTTP_API_QUOTAS.integrationTimeoutMs.max,
      unit: "ms",
    }),
    ...(isUnresolved(serverErrorPercent) || (serverErrorPercent > 0 && serverErrorPercent < 100)
      ? []
      : [`serverErrorPercent is ${serverErrorPercent}; expected a number greater than 0 and less than 100`]),
  ];
}
