import type { HttpApi } from "../api/http/http-api";
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
  Construct,
  SnsTopic,
  SnsTopicSubscription,
  Token,
} from "../cdktf";
import type { FunctionTarget } from "../function/function-target";
import { physicalName, relativePath, uniqueName } from "../names";
import { addValidation, validateName, validateRange } from "../validation";

export interface ApiAlarmsProps {
  /** What is watched, with every function that its routes lead to and that guards them. */
  readonly api: HttpApi;
  /** The email address that is told; its owner has to confirm once. Default: nobody, the topic is there to subscribe to. */
  readonly notify?: string;
  /** Of all answers, how many in a hundred may be 5xx, for five minutes. Default: 1. */
  readonly serverErrorPercent?: number;
  /** How long the slowest answer in a hundred may take, in milliseconds, for five minutes. Default: 3000. */
  readonly latencyP99Ms?: number;
  /** Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Alarms on an API and its functions, told through one SNS topic: the share of 5xx and the p99 latency of the API, the
 * errors and throttles of each function. No requests are no alarm.
 *
 * @example
 * const api = new HttpApi(this, "api");
 * new ApiAlarms(this, "alarms", { api, notify: "on-call@example.com" });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export class ApiAlarms extends Construct {
  /** `aws_sns_topic`. Not encrypted: CloudWatch cannot publish to a topic under AWS's own key for SNS. */
  readonly topic: SnsTopic;
  /** `aws_cloudwatch_metric_alarm`, by id. */
  readonly alarms: ReadonlyMap<string, CloudwatchMetricAlarm>;

  readonly #alarms = new Map<string, CloudwatchMetricAlarm>();
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, props: ApiAlarmsProps) {
    super(scope, id);
    const settings = withDefaults(this, props);
    this.#settings = settings;
    this.alarms = this.#alarms;
    addValidation(this, () => validateAlarms(settings, [...this.#alarms.values()]));
    this.topic = createTopic(this, settings);
    this.#add("server-errors", serverErrors(settings));
    this.#add("latency", latency(settings));
    props.api.onFunction((target) => this.#watch(target));
  }

  #watch(target: FunctionTarget): void {
    const path = relativePath(this, target);
    this.#add(`errors-${path}`, functionAlarm(target, "Errors", "failed"));
    this.#add(`throttles-${path}`, functionAlarm(target, "Throttles", "was refused for lack of concurrency"));
  }

  #add(id: string, alarm: Alarm): void {
    const alarmName = `${this.#settings.name}-${id.replaceAll("/", "-")}`;
    uniqueName(this, "alarm name", alarmName, "change an id in its path");
    const made = new CloudwatchMetricAlarm(this, id, {
      ...alarm,
      alarmName,
      alarmActions: [this.topic.arn],
      okActions: [this.topic.arn],
      treatMissingData: "notBreaching",
      tags: this.#settings.tags,
    });
    this.#alarms.set(id, made);
  }
}

type Settings = ReturnType<typeof withDefaults>;
type Alarm = Pick<CloudwatchMetricAlarmConfig, "comparisonOperator" | "evaluationPeriods"> &
  Partial<CloudwatchMetricAlarmConfig>;

function withDefaults(scope: Construct, props: ApiAlarmsProps) {
  return {
    ...props,
    name: physicalName(scope),
    serverErrorPercent: props.serverErrorPercent ?? 1,
    latencyP99Ms: props.latencyP99Ms ?? 3000,
  };
}

function createTopic(scope: Construct, { name, notify, tags }: Settings): SnsTopic {
  const made = new SnsTopic(scope, "topic", { name, tags });
  if (notify !== undefined) {
    new SnsTopicSubscription(scope, "email", { topicArn: made.arn, protocol: "email", endpoint: notify });
  }
  return made;
}

const MINUTE = 60;
const FIVE_IN_A_ROW = { evaluationPeriods: 5, comparisonOperator: "GreaterThanThreshold" };

function serverErrors({ api, serverErrorPercent }: Settings): Alarm {
  return {
    ...FIVE_IN_A_ROW,
    alarmDescription: `More than ${serverErrorPercent}% of the API's answers were 5xx for five minutes.`,
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
    // Of both metrics: Count has one sample a request, 5xx a 0 or 1 for each.
    stat: metricName === "Count" ? "SampleCount" : "Sum",
    period: MINUTE,
  };
}

function latency({ api, latencyP99Ms }: Settings): Alarm {
  return {
    ...FIVE_IN_A_ROW,
    alarmDescription: `One answer in a hundred took the API over ${latencyP99Ms} ms for five minutes.`,
    namespace: "AWS/ApiGateway",
    metricName: "Latency",
    dimensions: { ApiId: api.api.id },
    extendedStatistic: "p99",
    period: MINUTE,
    threshold: latencyP99Ms,
  };
}

function functionAlarm(
  { functionName, node }: FunctionTarget,
  metricName: "Errors" | "Throttles",
  what: string,
): Alarm {
  return {
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanThreshold",
    alarmDescription: `A call of ${node.path} ${what} within the last minute.`,
    namespace: "AWS/Lambda",
    metricName,
    dimensions: { FunctionName: functionName },
    statistic: "Sum",
    period: MINUTE,
    threshold: 0,
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const ALARM_NAME = {
  what: "alarm name",
  max: 255,
  pattern: /^[^\n]+$/,
  characters: "characters of one line",
  fix: "shorten an id in its path",
};
/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
const TOPIC_NAME = {
  what: "topic name",
  max: 256,
  pattern: /^[A-Za-z0-9_-]+$/,
  characters: "letters, digits, - and _",
  fix: "change an id in its path",
};

function validateAlarms(settings: Settings, alarms: readonly CloudwatchMetricAlarm[]): string[] {
  const { name, notify, serverErrorPercent, latencyP99Ms } = settings;
  return [
    ...validateName(name, TOPIC_NAME),
    ...alarms.flatMap(({ alarmNameInput = "" }) => validateName(alarmNameInput, ALARM_NAME)),
    ...(notify === undefined || Token.isUnresolved(notify) || /^[^@\s]+@[^@\s]+$/.test(notify)
      ? []
      : [
          `notify must be an email address, found "${notify}"; leave it out to subscribe to the topic in another way`,
        ]),
    ...validateRange("latencyP99Ms", latencyP99Ms, { min: 1, max: 30_000, unit: "ms" }),
    ...(Token.isUnresolved(serverErrorPercent) || (serverErrorPercent > 0 && serverErrorPercent < 100)
      ? []
      : [`serverErrorPercent must be between 0 and 100, found ${serverErrorPercent}`]),
  ];
}
