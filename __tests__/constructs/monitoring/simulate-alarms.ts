import { type TerraformStack, Testing } from "gatewright";

/** Values of metrics by name, one per minute. Undefined: the service published nothing in that minute. */
export type Series = Readonly<Record<string, (minute: number) => number | undefined>>;

interface Metric {
  readonly metric_name: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly stat: string;
  readonly period: number;
}

interface Alarm {
  readonly alarm_name: string;
  readonly comparison_operator: string;
  readonly threshold: number;
  readonly evaluation_periods: number;
  readonly datapoints_to_alarm?: number;
  readonly treat_missing_data: string;
  readonly metric_name?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly period?: number;
  readonly statistic?: string;
  readonly extended_statistic?: string;
  readonly metric_query?: readonly {
    readonly id: string;
    readonly expression?: string;
    readonly return_data?: boolean;
    readonly metric?: Metric;
  }[];
}

/** Minutes in which an alarm is in the state ALARM: `[first, last]` of each interval. */
export type Intervals = readonly (readonly [first: number, last: number])[];

/**
 * Evaluates the alarms of a stack minute by minute, as CloudWatch does, and returns the intervals in which each alarm is
 * in ALARM, by the end of its name. Alarms that never start are left out. Metrics that `series` does not name have no
 * data. A name in `series` is the name of a metric, the name with a dimension: `Errors list`, or the name with a
 * statistic: `IntegrationLatency SampleCount`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function simulateAlarms(
  stack: TerraformStack,
  series: Series,
  minutes: number,
): Readonly<Record<string, Intervals>> {
  const { resource } = JSON.parse(Testing.synth(stack));
  const alarms: Readonly<Record<string, Alarm>> = resource.aws_cloudwatch_metric_alarm;
  const rules: readonly { readonly alarm_name: string; readonly alarm_rule: string }[] = Object.values(
    resource.aws_cloudwatch_composite_alarm,
  );
  const states = new Map<string, boolean[]>();
  for (let minute = 0; minute < minutes; minute++) {
    const started = new Set<string>();
    for (const [id, alarm] of Object.entries(alarms)) {
      const isStarted = evaluateAlarm(alarm, series, minute);
      record(states, alarm.alarm_name, isStarted);
      if (isStarted) started.add(`\${aws_cloudwatch_metric_alarm.${id}.alarm_name}`);
    }
    for (const { alarm_name, alarm_rule } of rules) {
      const children = [...alarm_rule.matchAll(/ALARM\("(.*?)"\)/g)].map(([, name = ""]) => name);
      record(
        states,
        alarm_name,
        children.some((name) => started.has(name)),
      );
    }
  }
  const entries = [...states].map(([name, values]) => [name.replace(/^test-alarms-/, ""), intervals(values)]);
  return Object.fromEntries(entries.filter(([, list]) => list?.length));
}

function record(states: Map<string, boolean[]>, name: string, value: boolean): void {
  states.set(name, [...(states.get(name) ?? []), value]);
}

function intervals(values: readonly boolean[]): [number, number][] {
  const starts = values.flatMap((value, minute) => (value && !values[minute - 1] ? [minute] : []));
  return starts.map((start) => {
    const end = values.indexOf(false, start);
    return [start, (end === -1 ? values.length : end) - 1];
  });
}

/** Returns true if enough of the last periods that end with a minute are above the threshold. */
function evaluateAlarm(alarm: Alarm, series: Series, minute: number): boolean {
  const queries = alarm.metric_query ?? [{ id: "value", return_data: true, metric: toMetric(alarm) }];
  if (queries.some(({ expression }) => expression?.startsWith("ANOMALY_DETECTION_BAND"))) return false;
  const periodMinutes = (queries.find(({ metric }) => metric)?.metric?.period ?? 60) / 60;
  const values = Array.from({ length: alarm.evaluation_periods }, (_, index) =>
    evaluateQueries(queries, series, minute - index * periodMinutes, periodMinutes),
  );
  if (alarm.treat_missing_data !== "notBreaching") throw new Error("missing data is not simulated");
  if (alarm.comparison_operator !== "GreaterThanThreshold") throw new Error("the operator is not simulated");
  const breaching = values.filter((value) => value !== undefined && value > alarm.threshold);
  return breaching.length >= (alarm.datapoints_to_alarm ?? alarm.evaluation_periods);
}

function toMetric({
  metric_name = "",
  dimensions,
  statistic,
  extended_statistic,
  period = 60,
}: Alarm): Metric {
  return { metric_name, dimensions, stat: statistic ?? extended_statistic ?? "", period };
}

function evaluateQueries(
  queries: NonNullable<Alarm["metric_query"]>,
  series: Series,
  lastMinute: number,
  periodMinutes: number,
): number | undefined {
  const values = new Map<string, number | undefined>();
  for (const { id, metric } of queries)
    if (metric) values.set(id, aggregate(metric, series, lastMinute, periodMinutes));
  // The expression that is returned comes first, and refers to the other ones. They refer to those above them.
  const isPart = (query: (typeof queries)[number]) => query.return_data !== true;
  for (const { id, expression } of queries.filter(isPart))
    if (expression !== undefined) values.set(id, evaluateExpression(expression, values));
  const returned = queries.find((query) => !isPart(query));
  return returned?.expression === undefined
    ? values.get(returned?.id ?? "")
    : evaluateExpression(returned.expression, values);
}

/** Evaluates the functions and operators of metric math that the alarms use. A missing value has no result. */
function evaluateExpression(
  expression: string,
  values: ReadonlyMap<string, number | undefined>,
): number | undefined {
  const names = [...values.keys()].filter((name) => new RegExp(`\\b${name}\\b`).test(expression));
  const functions = {
    IF: (condition: boolean, yes: number, no: number) => (condition ? yes : no),
    FILL: (value: number | undefined, filler: number) => value ?? filler,
  };
  const code = `return ${expression.replaceAll(/\bAND\b/g, "&&")};`;
  const evaluate = new Function(...Object.keys(functions), ...names, code);
  const result = evaluate(...Object.values(functions), ...names.map((name) => values.get(name)));
  const isMissing = names.some((name) => values.get(name) === undefined) && !expression.includes("FILL");
  return isMissing || Number.isNaN(result) ? undefined : result;
}

/** Combines the minutes of a period. The percentile of a period is its worst minute. */
function aggregate(metric: Metric, series: Series, lastMinute: number, minutes: number): number | undefined {
  const ids = Object.values(metric.dimensions ?? {}).map(
    (value) => /\.([\w-]+)\.\w+\}$/.exec(value)?.[1] ?? value,
  );
  const name = metric.metric_name.replace(/^test-alarms-/, "");
  const valueAt = series[[name, ...ids].join(" ")] ?? series[`${name} ${metric.stat}`] ?? series[name];
  const all = Array.from({ length: minutes }, (_, index) => lastMinute - index);
  const present = all.flatMap((minute) => (minute < 0 ? [] : (valueAt?.(minute) ?? [])));
  if (present.length === 0) return undefined;
  const isTotal = metric.stat === "Sum" || metric.stat === "SampleCount";
  return isTotal ? present.reduce((sum, value) => sum + value, 0) : Math.max(...present);
}
