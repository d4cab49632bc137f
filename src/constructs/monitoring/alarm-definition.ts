import type { CloudwatchMetricAlarmConfig, CloudwatchMetricAlarmMetricQuery } from "../cdktf";

/**
 * Urgency of an alarm. `page`: callers are affected now, so an engineer must act. `inform`: the cause of a problem, or a
 * problem that is not urgent.
 */
export type Severity = "page" | "inform";

/** Arguments of an `aws_cloudwatch_metric_alarm`, with its severity and the parts of its description. */
export interface AlarmDefinition {
  readonly severity: Severity;
  /** Condition of the alarm, as the start of its description. */
  readonly condition: string;
  /** Instruction for the engineer: where to look first. */
  readonly firstLook: string;
  readonly config: Partial<CloudwatchMetricAlarmConfig>;
}

/** Alarms by construct ID. */
export type AlarmDefinitions = Readonly<Record<string, AlarmDefinition>>;

/** Metric of CloudWatch with one value per period. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Record<string, string>;
  readonly stat: string;
}

/** Periods that an alarm evaluates. */
export interface Window {
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  /** Number of these periods that must be above the threshold. Default: all. */
  readonly datapointsToAlarm?: number;
}

/**
 * Window of an alarm on a percentage: one period of five minutes. With little traffic, a shorter period contains too
 * few requests for a percentage.
 */
const SHARE_WINDOW: Window = { periodSeconds: 300, evaluationPeriods: 1 };

/** Window of an alarm that ignores one short burst: three of the last five minutes are above the threshold. */
export const REPEATED_WINDOW: Window = { periodSeconds: 60, evaluationPeriods: 5, datapointsToAlarm: 3 };

/** Window of an alarm on a value that changes slowly: ten minutes, in two periods, are above the threshold. */
export const SLOW_WINDOW: Window = { periodSeconds: 300, evaluationPeriods: 2 };

/** Returns an alarm on a metric that is above a threshold. */
export function metricAlarm(metric: Metric, window: Window, threshold: number): AlarmDefinition["config"] {
  const { stat, ...identity } = metric;
  const statistic = /^p\d/.test(stat) ? { extendedStatistic: stat } : { statistic: stat };
  return { ...identity, ...statistic, period: window.periodSeconds, ...above(threshold, window) };
}

/** Metrics of a percentage: `part` in percent of `total`. */
export interface Share {
  readonly part: Metric;
  readonly total: Metric;
  /** Minimum of `total` in a period. With less, the percentage is 0. */
  readonly minTotal: number;
}

/**
 * Returns an alarm on `part` in percent of `total`. The percentage is 0 if `part` is only 1, so that a single failure
 * never triggers an alarm.
 *
 * @param threshold percentage above which the alarm goes into the state `ALARM`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function shareAlarm(
  { part, total, minTotal }: Share,
  label: string,
  threshold: number,
): AlarmDefinition["config"] {
  return {
    ...above(threshold, SHARE_WINDOW),
    metricQuery: [
      shareQuery(minTotal, label),
      metricQuery("part", part, SHARE_WINDOW.periodSeconds),
      metricQuery("total", total, SHARE_WINDOW.periodSeconds),
    ],
  };
}

/** Percentage whose terms are expressions of metric math. `part` and `total` refer to `metrics` by their IDs. */
export interface MathShare {
  readonly part: string;
  /** Expression that can also refer to `part`. */
  readonly total: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Minimum of `total` in a period. With less, the percentage is 0. */
  readonly minTotal: number;
}

/** Returns an alarm on a percentage, as {@link shareAlarm} does. */
export function mathShareAlarm(
  { part, total, metrics, minTotal }: MathShare,
  label: string,
  threshold: number,
): AlarmDefinition["config"] {
  return {
    ...above(threshold, SHARE_WINDOW),
    metricQuery: [
      shareQuery(minTotal, label),
      { id: "part", expression: part },
      { id: "total", expression: total },
      ...Object.entries(metrics).map(([id, metric]) => metricQuery(id, metric, SHARE_WINDOW.periodSeconds)),
    ],
  };
}

/** Metrics of a percentage: `part` in percent of the sum of `part` and `rest`. */
export interface PartAndRest {
  readonly part: Metric;
  readonly rest: Metric;
  /** Minimum of the sum in a period. With less, the percentage is 0. */
  readonly minTotal: number;
}

/** Returns an alarm on `part` in percent of the sum of `part` and `rest`. */
export function partAlarm(
  { part, rest, minTotal }: PartAndRest,
  label: string,
  window: Window,
  threshold: number,
): AlarmDefinition["config"] {
  const total = "(FILL(part, 0) + FILL(rest, 0))";
  const expression = `IF(${total} >= ${minTotal}, 100 * FILL(part, 0) / ${total}, 0)`;
  return {
    ...above(threshold, window),
    metricQuery: [
      { id: "share", expression, label, returnData: true },
      metricQuery("part", part, window.periodSeconds),
      metricQuery("rest", rest, window.periodSeconds),
    ],
  };
}

/** Returns an alarm on the sum of several metrics. Metrics without data in a period count as 0. */
export function sumAlarm(
  metrics: readonly Metric[],
  label: string,
  window: Window,
  threshold: number,
): AlarmDefinition["config"] {
  const queries = metrics.map((metric, index) => metricQuery(`m${index}`, metric, window.periodSeconds));
  const sum = queries.map(({ id }) => `FILL(${id}, 0)`).join(" + ");
  return {
    ...above(threshold, window),
    metricQuery: [{ id: "sum", expression: sum, label, returnData: true }, ...queries],
  };
}

/**
 * Returns an alarm on a metric that is above or below the range that CloudWatch expects from its past values.
 *
 * @param width width of the range, in standard deviations
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
 */
export function anomalyAlarm(metric: Metric, window: Window, width: number): AlarmDefinition["config"] {
  return {
    evaluationPeriods: window.evaluationPeriods,
    comparisonOperator: "LessThanLowerOrGreaterThanUpperThreshold",
    thresholdMetricId: "expected",
    metricQuery: [
      {
        id: "expected",
        expression: `ANOMALY_DETECTION_BAND(actual, ${width})`,
        label: "expected",
        returnData: true,
      },
      { ...metricQuery("actual", metric, window.periodSeconds), returnData: true },
    ],
  };
}

function above(threshold: number, { evaluationPeriods, datapointsToAlarm }: Window) {
  return { comparisonOperator: "GreaterThanThreshold", threshold, evaluationPeriods, datapointsToAlarm };
}

/** Returns the expression of `part` in percent of `total`. It is 0 with a small `total`, and if `part` is only 1. */
function shareQuery(minTotal: number, label: string): CloudwatchMetricAlarmMetricQuery {
  const isRelevant = `total >= ${minTotal} AND part > 1`;
  const expression = `IF(${isRelevant}, 100 * part / total, 0)`;
  return { id: "share", expression, label, returnData: true };
}

function metricQuery(id: string, metric: Metric, period: number): CloudwatchMetricAlarmMetricQuery {
  return { id, metric: { ...metric, period } };
}
