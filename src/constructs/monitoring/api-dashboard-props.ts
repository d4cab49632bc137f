import type { MonitoredApi } from "../api/common/monitored-api";
import type { Table } from "../dynamodb/table";
import { BOOLEAN, listRule, literalRule, MAP, NUMBER, objectRule, TEXT, textRule } from "../prop-rules";
import { type PropRules, required } from "../props";
import type { ApiAlarms } from "./api-alarms";
import { API_WITHOUT_FUNCTIONS, constructRule, TABLES } from "./monitored-constructs";

/** Metric that the code of an application publishes. */
export interface DashboardMetric {
  /** Namespace of the metric, as in `new Metrics({ namespace })`. */
  readonly namespace: string;
  /** Name of the metric, as in `metrics.addMetric(name, …)`. */
  readonly metricName: string;
  /**
   * Dimensions of the metric, exactly as it is published: `{ service: "create-thing" }` for
   * `new Metrics({ serviceName: "create-thing" })`. Default: none.
   */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** Statistic of each minute: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or a percentile. Default: `Sum`. */
  readonly stat?: string;
  /** Name of the line in the graph. Default: the name of the metric. */
  readonly label?: string;
}

/** Options of {@link ApiDashboard}. Only `api` is required. */
export interface ApiDashboardProps {
  /** API of the dashboard, together with all functions of its routes and of its Lambda authorizers. */
  readonly api: MonitoredApi;
  /** Alarms of the API. Their states are at the top, and their thresholds are in the graphs. Default: none. */
  readonly alarms?: ApiAlarms;
  /** Tables of the dashboard. Default: none. */
  readonly tables?: readonly Table[];
  /** Metrics that the code of the functions publishes, with one graph per namespace. Default: none. */
  readonly metrics?: readonly DashboardMetric[];
  /**
   * Links at the top of the dashboard by their text: `{ Runbook: "https://wiki.example.com/products" }`. Default: only
   * links to the logs and the traces.
   */
  readonly links?: Readonly<Record<string, string>>;
  /** Name of the dashboard, unique in the AWS account. Default: the path of the construct. */
  readonly name?: string;
  /** Time range that the dashboard shows when it is opened, in hours. Default: 3. */
  readonly rangeHours?: number;
  /**
   * Adds the widgets that query logs. CloudWatch bills the data that each query scans, whenever the dashboard is opened
   * or refreshed. Default: true, because only the logs contain the callers.
   */
  readonly logQueries?: boolean;
}

const API_ALARMS = constructRule("an ApiAlarms", "addLink");

const METRIC = objectRule<DashboardMetric>(
  {
    namespace: required(TEXT),
    metricName: required(TEXT),
    dimensions: MAP,
    stat: literalRule(textRule("a statistic", '"Sum"')),
    label: TEXT,
  },
  '{ namespace: "things", metricName: "thingCreated" }',
);

export const API_DASHBOARD_RULES: PropRules<ApiDashboardProps> = {
  api: required(API_WITHOUT_FUNCTIONS),
  alarms: API_ALARMS,
  tables: TABLES,
  metrics: literalRule(
    listRule(METRIC, "a list of metrics", '[{ namespace: "things", metricName: "thingCreated" }]'),
  ),
  links: MAP,
  name: TEXT,
  rangeHours: NUMBER,
  logQueries: literalRule(BOOLEAN),
};
