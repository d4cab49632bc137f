import type { MonitoredMessageApi } from "../api/common/monitored-api";
import type { Metric } from "./alarm-definition";
import { type AnyApiView, ROUTES_PER_GRAPH, thresholds } from "./api-widgets";
import {
  FIVE_MINUTES,
  type Graph,
  graphWidget,
  hiddenMathEntry,
  logWidget,
  type MetricEntry,
  MINUTE,
  mathEntry,
  metricEntry,
  sectionWidget,
  type Widget,
} from "./dashboard-widget";
import { failureShare, webSocketMetric } from "./web-socket-alarm-definitions";

/** Data of the widgets of a WebSocket API. */
interface MessageView extends AnyApiView {
  readonly api: MonitoredMessageApi;
}

/**
 * Returns the widgets of a WebSocket API. The tables of its logs need access logs.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 */
export function messageWidgets(view: MessageView): readonly Widget[] {
  const { api, logQueries } = view;
  const routes = [
    ...(api.metrics.hasRouteMetrics() ? routeGraphs(view) : []),
    ...(logQueries && api.accessLogs ? messageLogs(view.region, api.accessLogs.name) : []),
  ];
  return [
    sectionWidget(
      "Connections and messages",
      "API Gateway has no metric of the open connections. A slow integration delays handshakes and the replies of two-way routes.",
    ),
    ...messageGraphs(view),
    ...(routes.length === 0
      ? []
      : [sectionWidget("Routes and clients", "Which routes fail, since when, and for how many clients.")]),
    ...routes,
  ];
}

function messageGraphs({ api, region, alarms, throttled }: MessageView): readonly Widget[] {
  const graph = (content: Omit<Graph, "width">) => graphWidget(region, { ...content, width: 12 });
  return [
    graph({
      title: "New connections",
      unit: "handshakes per minute",
      periodSeconds: MINUTE,
      metrics: [metricEntry(webSocketMetric(api, "ConnectCount"), { label: "handshakes" })],
    }),
    graph({
      title: "Messages",
      unit: "messages per minute, in both directions",
      periodSeconds: MINUTE,
      metrics: [metricEntry(webSocketMetric(api, "MessageCount"), { label: "messages" })],
    }),
    graph({
      title: "Failed and rejected messages and handshakes",
      unit: "percent, 5 minutes",
      periodSeconds: FIVE_MINUTES,
      metrics: shareEntries(api, throttled),
      annotations: thresholds(alarms, SHARE_ALARMS),
    }),
    graph({
      title: "Latency of the integrations",
      unit: "milliseconds",
      periodSeconds: MINUTE,
      metrics: ["p50", "p90", "p99"].map((stat) =>
        metricEntry({ ...webSocketMetric(api, "IntegrationLatency"), stat }, { label: stat }),
      ),
      annotations: thresholds(alarms, { "integration-latency": "p99" }),
    }),
  ];
}

const SHARE_ALARMS = {
  "server-errors": "failed",
  "client-errors": "rejected",
  "throttled-requests": "throttled",
};

/** Returns the percentages that the alarms evaluate. */
function shareEntries(api: MonitoredMessageApi, throttled: Metric): readonly MetricEntry[] {
  const { part, total, metrics } = failureShare(api);
  const all: Readonly<Record<string, Metric>> = {
    ...metrics,
    rejected: webSocketMetric(api, "ClientError"),
    ...(api.accessLogs && { throttled }),
  };
  const rejectedShare = (id: string) => `100 * FILL(${id}, 0) / (FILL(${id}, 0) + FILL(calls, 0))`;
  return [
    mathEntry("100 * part / total", "sharefailed", "failed in an integration"),
    mathEntry(
      rejectedShare("rejected"),
      "sharerejected",
      api.accessLogs ? "rejected, with throttled" : "rejected",
    ),
    ...(api.accessLogs ? [mathEntry(rejectedShare("throttled"), "sharethrottled", "throttled")] : []),
    hiddenMathEntry(part, "part"),
    hiddenMathEntry(total, "total"),
    ...Object.entries(all).map(([id, metric]) => metricEntry(metric, { id, visible: false })),
  ];
}

/**
 * Dimensions of the metrics of a route, and a label. AWS documents the first ones. Metrics with the others are also known.
 * A graph searches both.
 */
const ROUTE_DIMENSIONS = [
  { names: ["ApiId", "Method", "Resource", "Stage"], label: "${PROP('Dim.Method')} ${PROP('Dim.Resource')}" },
  { names: ["ApiId", "Route", "Stage"], label: "${PROP('Dim.Route')}" },
];

/** Returns the graphs by route, which need the detailed metrics of API Gateway. */
function routeGraphs({ api, region }: MessageView): readonly Widget[] {
  const filter = Object.entries(api.metrics.dimensions)
    .map(([name, value]) => `${name}="${value}"`)
    .join(" ");
  const graph = (title: string, unit: string, periodSeconds: number, metric: Metric): Widget => {
    const { metricName, stat } = metric;
    const metrics = ROUTE_DIMENSIONS.map(({ names, label }, index) => {
      const search = `SEARCH('{AWS/ApiGateway,${names.join(",")}} MetricName="${metricName}" ${filter}', '${stat}', ${periodSeconds})`;
      return mathEntry(`SORT(${search}, SUM, DESC, ${ROUTES_PER_GRAPH})`, `routes${index}`, label);
    });
    const content = { title: `${title}: top ${ROUTES_PER_GRAPH} routes`, unit, periodSeconds, metrics };
    return graphWidget(region, { ...content, width: 6 });
  };
  return [
    graph("Messages", "messages per minute", MINUTE, webSocketMetric(api, "MessageCount")),
    graph(
      "Failed integrations",
      "errors in 5 minutes",
      FIVE_MINUTES,
      webSocketMetric(api, "IntegrationError"),
    ),
    graph("Client errors", "errors in 5 minutes", FIVE_MINUTES, webSocketMetric(api, "ClientError")),
    graph("p99 integration latency", "milliseconds", MINUTE, webSocketMetric(api, "IntegrationLatency")),
  ];
}

/**
 * Returns the tables of the access logs. A function can return a failure, although API Gateway invoked it with success.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
function messageLogs(region: string, accessLogs: string): readonly Widget[] {
  const table = (title: string, width: number, commands: readonly string[]) =>
    logWidget(region, { title, width, logGroups: [accessLogs], commands });
  return [
    table("Failing routes, with the number of affected clients", 12, [
      FAILED,
      "stats count(*) as failed, count_distinct(connectionId) as connections, count_distinct(sourceIp) as addresses, earliest(requestTime) as since, latest(requestTime) as until by routeKey, status",
      "sort failed desc",
      "limit 20",
    ]),
    table("Rejected handshakes and messages (4xx)", 12, [
      "filter status >= 400 and status < 500",
      "stats count(*) as rejected, count_distinct(sourceIp) as addresses by eventType, routeKey, status, error",
      "sort rejected desc",
      "limit 20",
    ]),
    table("Latest failed messages and handshakes", 24, [
      FAILED,
      "fields @timestamp, eventType, routeKey, status, functionStatus, integrationError, error, connectionId, requestId",
      "sort @timestamp desc",
      "limit 20",
    ]),
  ];
}

const FAILED = "filter status >= 500 or integrationStatus >= 500 or functionStatus >= 500";
