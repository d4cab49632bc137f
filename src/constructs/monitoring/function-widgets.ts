import { MONITORING_QUOTAS } from "#aws";
import type { MonitoredApi } from "../api/common/monitored-api";
import type { FunctionTarget } from "../function/function-target";
import type { Metric } from "./alarm-definition";
import type { ApiAlarms } from "./api-alarms";
import { thresholds } from "./api-widgets";
import {
  type Annotation,
  chunks,
  FIVE_MINUTES,
  type Graph,
  graphWidget,
  logWidget,
  type MetricEntry,
  MINUTE,
  mathEntry,
  metricEntry,
  sectionWidget,
  type Widget,
} from "./dashboard-widget";
import { lambdaMetric } from "./function-alarm-definitions";

/** Function with its name on the dashboard. */
export interface FunctionView {
  readonly target: FunctionTarget;
  /** Path of the function in its stack. */
  readonly path: string;
}

/** Options of the widgets of functions. */
interface FunctionWidgetOptions {
  /** API that invokes the functions. */
  readonly api: MonitoredApi;
  readonly region: string;
  readonly alarms?: ApiAlarms;
  readonly logQueries: boolean;
}

/** Number of the functions in a graph. With more lines, the colors would repeat too often. */
const FUNCTIONS_PER_GRAPH = 15;

/**
 * Returns the widgets of functions.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function functionWidgets(
  functions: readonly FunctionView[],
  options: FunctionWidgetOptions,
): readonly Widget[] {
  if (functions.length === 0) return [];
  const { timeoutResponse, throttleResponse } = options.api.metrics;
  const parts = chunks(functions, FUNCTIONS_PER_GRAPH);
  return [
    sectionWidget(
      "Functions",
      `A function that reaches 100 percent of its timeout is stopped, and its callers get ${timeoutResponse}. A throttled invocation becomes ${throttleResponse}, too.`,
    ),
    ...parts.flatMap((part, index) => functionGraphs(part, partName(index, parts.length), options)),
    ...(options.logQueries ? functionLogs(functions, options.region) : []),
  ];
}

/** Returns the end of a title, if a graph has several parts: ` (1 of 2)`. */
export function partName(index: number, count: number): string {
  return count === 1 ? "" : ` (${index + 1} of ${count})`;
}

function functionGraphs(
  functions: readonly FunctionView[],
  part: string,
  { region, alarms }: FunctionWidgetOptions,
): readonly Widget[] {
  const graph = (title: string, content: Omit<Graph, "title" | "width">) =>
    graphWidget(region, { ...content, title: `${title}${part}`, width: 12 });
  const lines = (metricName: string, stat: string) =>
    functions.map(({ target, path }) => metricEntry(lambdaMetric(target, metricName, stat), { label: path }));
  const [first] = functions;
  return [
    graph("Failed invocations", {
      unit: "percent of invocations, 5 minutes",
      periodSeconds: FIVE_MINUTES,
      metrics: functions.flatMap(errorShare),
      annotations: first && thresholds(alarms, { [`errors-${first.path}`]: "each function" }),
    }),
    graph("p99 duration", {
      unit: "percent of the timeout",
      periodSeconds: MINUTE,
      metrics: functions.flatMap(durationShare),
      annotations: [TIMEOUT],
    }),
    graph("Throttled invocations", {
      unit: "invocations per minute",
      periodSeconds: MINUTE,
      metrics: lines("Throttles", "Sum"),
    }),
    graph("Concurrent executions", {
      unit: "executions at the same time, maximum",
      periodSeconds: MINUTE,
      metrics: lines("ConcurrentExecutions", "Maximum"),
    }),
  ];
}

const TIMEOUT: Annotation = { label: "timeout", value: 100 };

function errorShare({ target, path }: FunctionView, index: number): readonly MetricEntry[] {
  const [errors, invocations] = [`errors${index}`, `invocations${index}`];
  return [
    mathEntry(`100 * ${errors} / ${invocations}`, `share${index}`, path),
    hidden(lambdaMetric(target, "Errors", "Sum"), errors),
    hidden(lambdaMetric(target, "Invocations", "Sum"), invocations),
  ];
}

function durationShare({ target, path }: FunctionView, index: number): readonly MetricEntry[] {
  const duration = `duration${index}`;
  // Milliseconds in percent of seconds: 100 * ms / (1000 * s).
  return [
    mathEntry(
      `${duration} / (10 * ${target.timeoutSeconds})`,
      `share${index}`,
      `${path}, of ${target.timeoutSeconds} s`,
    ),
    hidden(lambdaMetric(target, "Duration", "p99"), duration),
  ];
}

function hidden(metric: Metric, id: string): MetricEntry {
  return metricEntry(metric, { id, visible: false });
}

/**
 * Returns the queries of the logs of functions, which Lambda writes as JSON.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
 */
function functionLogs(functions: readonly FunctionView[], region: string): readonly Widget[] {
  const logGroups = functions.map(({ target }) => `/aws/lambda/${target.functionName}`);
  const parts = chunks(logGroups, MONITORING_QUOTAS.logGroupsPerQuery);
  return parts.flatMap((part, index) =>
    LOG_QUERIES.map(({ title, ...query }) =>
      logWidget(region, { ...query, title: `${title}${partName(index, parts.length)}`, logGroups: part }),
    ),
  );
}

const COLD_START = 'filter type = "platform.report" and ispresent(record.metrics.initDurationMs)';

const LOG_QUERIES = [
  {
    title: "Latest errors and timeouts",
    width: 24,
    commands: [
      'filter level = "ERROR" or record.status in ["error", "failure", "timeout"]',
      "fields @timestamp, @log, @message",
      "sort @timestamp desc",
      "limit 20",
    ],
  },
  {
    title: "Cold starts: p99 of the start-up time, milliseconds",
    width: 12,
    view: "timeSeries",
    commands: [COLD_START, "stats pct(record.metrics.initDurationMs, 99) as p99 by bin(5m)"],
  },
  {
    title: "Cold starts by function, milliseconds",
    width: 12,
    commands: [
      COLD_START,
      "stats count(*) as coldStarts, pct(record.metrics.initDurationMs, 50) as p50, pct(record.metrics.initDurationMs, 99) as p99 by @log",
      "sort coldStarts desc",
      "limit 20",
    ],
  },
] as const;
