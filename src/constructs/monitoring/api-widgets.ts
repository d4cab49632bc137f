import { MONITORING_QUOTAS } from "#aws";
import type { MonitoredApi, MonitoredRequestApi } from "../api/common/monitored-api";
import { Token } from "../cdktf";
import { expression } from "../tokens";
import type { Metric } from "./alarm-definition";
import { apiMetric } from "./api-alarm-definitions";
import type { ApiAlarms } from "./api-alarms";
import {
  type Annotation,
  FIVE_MINUTES,
  graphWidget,
  logWidget,
  type MetricEntry,
  MINUTE,
  mathEntry,
  metricEntry,
  sectionWidget,
  textWidget,
  type Widget,
} from "./dashboard-widget";

/** Data of the widgets of an API. */
export interface AnyApiView {
  readonly api: MonitoredApi;
  readonly region: string;
  readonly alarms?: ApiAlarms;
  /** Metric that counts the 429 responses in the access logs. */
  readonly throttled: Metric;
  readonly links: Readonly<Record<string, string>>;
  /** True if the dashboard may query logs. */
  readonly logQueries: boolean;
}

/** Data of the widgets of an API with requests. */
export interface ApiView extends AnyApiView {
  readonly api: MonitoredRequestApi;
}

/** Returns the title of the dashboard, with links to the logs and the traces. */
export function headerWidget({ api, region, links }: AnyApiView): Widget {
  const console = `https://console.aws.amazon.com/cloudwatch/home?region=${region}`;
  const all: Readonly<Record<string, string>> = {
    ...links,
    ...(api.accessLogs && {
      "Access logs": `${console}#logsV2:log-groups/log-group/${linkName(api.accessLogs)}`,
    }),
    "Query logs": `${console}#logsV2:logs-insights`,
    Traces: `${console}#xray:traces/query`,
  };
  const list = Object.entries(all).map(([text, url]) => `[${text}](${url})`);
  return textWidget([`# ${api.api.name}`, `${api.url} · ${list.join(" · ")}`], 2);
}

/** Returns the name of a log group as a part of a link. The console expects a slash as `$252F`. */
function linkName({ name }: { readonly name: string }): string {
  return Token.asString(expression`replace(${name}, "/", "$252F")`);
}

/** Number of alarms in a row of an alarm widget with half of the width. */
const ALARMS_PER_ROW = 3;
const ALARM_ROWS = 6;

const ALARM_TITLES = {
  page: "Urgent alarms: callers are affected",
  inform: "Other alarms: causes, and problems that are not urgent",
} as const;

/** Returns the states of the alarms: the urgent ones on the left, and in each widget those in ALARM first. */
export function alarmWidgets({ alarms }: AnyApiView): readonly Widget[] {
  if (alarms === undefined) return [];
  const severities = ["page", "inform"] as const;
  const counts = severities.map((severity) => alarms[severity].alarms.length + 1);
  const rows = Math.min(ALARM_ROWS, Math.ceil(Math.max(...counts) / ALARMS_PER_ROW));
  return severities.map((severity) => {
    const { composite, alarms: children } = alarms[severity];
    return {
      type: "alarm",
      width: 12,
      height: rows + 1,
      properties: {
        title: ALARM_TITLES[severity],
        alarms: [composite, ...children].slice(0, MONITORING_QUOTAS.alarmsPerWidget).map(({ arn }) => arn),
        sortBy: "stateUpdatedTimestamp",
      },
    };
  });
}

/** Returns the graphs of the requests of an API. */
export function requestWidgets({ api, region, alarms, throttled }: ApiView): readonly Widget[] {
  const graph = { region, width: 8 };
  return [
    sectionWidget(
      "Requests",
      "If the latency and the latency of the integrations are both high, a function or an endpoint is slow.",
    ),
    graphWidget(region, {
      ...graph,
      title: "Requests",
      unit: "requests per minute",
      periodSeconds: MINUTE,
      metrics: [metricEntry(apiMetric(api, "Count"), { label: "requests" })],
    }),
    graphWidget(region, {
      ...graph,
      title: "Failed and rejected requests",
      unit: "percent of requests, 5 minutes",
      periodSeconds: FIVE_MINUTES,
      metrics: shareEntries(api, throttled),
      annotations: thresholds(alarms, SHARE_ALARMS),
    }),
    graphWidget(region, {
      ...graph,
      title: "Latency",
      unit: "milliseconds",
      periodSeconds: MINUTE,
      metrics: [
        ...["p50", "p90", "p99"].map((stat) =>
          metricEntry({ ...apiMetric(api, "Latency"), stat }, { label: stat }),
        ),
        metricEntry(apiMetric(api, "IntegrationLatency"), { label: "integrations p99" }),
      ],
      annotations: thresholds(alarms, LATENCY_ALARMS),
    }),
    ...(api.metrics.hasCache ? cacheWidgets({ api, region, alarms }) : []),
  ];
}

/** Returns the graphs of the cache of an API. */
function cacheWidgets({
  api,
  region,
  alarms,
}: Pick<ApiView, "api" | "region" | "alarms">): readonly Widget[] {
  const [hits, misses] = [apiMetric(api, "CacheHitCount"), apiMetric(api, "CacheMissCount")];
  const hidden = (metric: Metric, id: string) => metricEntry(metric, { id, visible: false });
  return [
    graphWidget(region, {
      title: "Cache",
      unit: "requests per minute",
      periodSeconds: MINUTE,
      metrics: [metricEntry(hits, { label: "hits" }), metricEntry(misses, { label: "misses" })],
      width: 12,
    }),
    graphWidget(region, {
      title: "Cache misses",
      unit: "percent of requests to cached routes, 5 minutes",
      periodSeconds: FIVE_MINUTES,
      metrics: [
        mathEntry(
          "100 * FILL(misses, 0) / (FILL(hits, 0) + FILL(misses, 0))",
          "sharemisses",
          "not in the cache",
        ),
        hidden(hits, "hits"),
        hidden(misses, "misses"),
      ],
      annotations: thresholds(alarms, { "cache-misses": "misses" }),
      width: 12,
    }),
  ];
}

const SHARE_ALARMS = {
  "server-errors": "5xx",
  "client-errors": "4xx",
  "throttled-requests": "429",
};
const LATENCY_ALARMS = { latency: "p99", "integration-latency": "integrations p99" };

/**
 * Returns the thresholds of alarms. Equal thresholds are one line, because their labels would overlap.
 * @param labels labels of the lines by the construct ID of the alarm
 */
export function thresholds(
  alarms: ApiAlarms | undefined,
  labels: Readonly<Record<string, string>>,
): Annotation[] {
  const byValue = new Map<number, string>();
  for (const [id, label] of Object.entries(labels)) {
    const value = alarms?.alarms.get(id)?.thresholdInput;
    if (value === undefined) continue;
    const other = byValue.get(value);
    byValue.set(value, other === undefined ? `alarm on ${label}` : `${other} and ${label}`);
  }
  return [...byValue].map(([value, label]) => ({ label, value }));
}

function shareEntries(api: MonitoredRequestApi, throttled: Metric): readonly MetricEntry[] {
  const hidden = (metric: Metric, id: string) => metricEntry(metric, { id, visible: false });
  // The metric of the 429 responses has no value in a period without a 429.
  return [
    mathEntry("100 * m5xx / requests", "share5xx", "5xx (failed)"),
    mathEntry("100 * m4xx / requests", "share4xx", "4xx (rejected, with 429)"),
    mathEntry("100 * FILL(m429, 0) / requests", "share429", "429 (throttled)"),
    hidden(apiMetric(api, "5xx"), "m5xx"),
    hidden(apiMetric(api, "4xx"), "m4xx"),
    hidden(throttled, "m429"),
    hidden(apiMetric(api, "Count"), "requests"),
  ];
}

/** Number of the routes in a graph: those with the highest values. */
export const ROUTES_PER_GRAPH = 10;

/**
 * Returns the widgets by route. The graphs need the detailed metrics of API Gateway. They search the metrics, so that
 * the names in the dimensions of a route such as `$default` need not be known.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-search-expressions.html
 */
export function routeWidgets(view: ApiView): readonly Widget[] {
  const widgets = [
    ...(view.api.metrics.hasRouteMetrics() ? routeGraphs(view) : []),
    ...(view.logQueries ? routeLogs(view) : []),
  ];
  if (widgets.length === 0) return [];
  const title = "Routes and callers";
  return [sectionWidget(title, "Which routes fail, since when, and for how many callers."), ...widgets];
}

function routeGraphs({ api, region }: ApiView): readonly Widget[] {
  const { dimensions, routeDimensions } = api.metrics;
  const filter = Object.entries(dimensions)
    .map(([name, value]) => `${name}="${value}"`)
    .join(" ");
  const graph = (title: string, unit: string, periodSeconds: number, metric: Metric): Widget => {
    const { metricName, stat } = metric;
    const search = `SEARCH('{AWS/ApiGateway,${routeDimensions.join(",")}} MetricName="${metricName}" ${filter}', '${stat}', ${periodSeconds})`;
    const label = "${PROP('Dim.Method')} ${PROP('Dim.Resource')}";
    const metrics = [mathEntry(`SORT(${search}, SUM, DESC, ${ROUTES_PER_GRAPH})`, "routes", label)];
    return graphWidget(region, {
      title: `${title}: top ${ROUTES_PER_GRAPH} routes`,
      unit,
      periodSeconds,
      metrics,
      width: 6,
    });
  };
  return [
    graph("Requests", "requests per minute", MINUTE, apiMetric(api, "Count")),
    graph("5xx", "responses in 5 minutes", FIVE_MINUTES, apiMetric(api, "5xx")),
    graph("4xx", "responses in 5 minutes", FIVE_MINUTES, apiMetric(api, "4xx")),
    graph("p99 latency", "milliseconds", MINUTE, apiMetric(api, "Latency")),
  ];
}

/**
 * Returns the tables of the access logs.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
function routeLogs({ api, region }: ApiView): readonly Widget[] {
  const table = (title: string, width: number, commands: readonly string[]) =>
    logWidget(region, { title, width, logGroups: [api.accessLogs.name], commands });
  return [
    table("Failing routes (5xx), with the number of affected users", 12, [
      "filter status >= 500",
      "stats count(*) as failed, count_distinct(subject) as users, count_distinct(sourceIp) as addresses, earliest(requestTime) as since, latest(requestTime) as until by routeKey, status",
      "sort failed desc",
      "limit 20",
    ]),
    table("Callers with the most rejected requests (4xx)", 12, [
      "filter status >= 400 and status < 500",
      "stats count(*) as rejected by routeKey, status, subject, sourceIp",
      "sort rejected desc",
      "limit 20",
    ]),
    table("Latest failed requests (5xx)", 24, [
      "filter status >= 500",
      "fields @timestamp, routeKey, status, functionStatus, integrationError, error, subject, requestId",
      "sort @timestamp desc",
      "limit 20",
    ]),
  ];
}
