import { hasMessages } from "../api/common/monitored-api";
import { CloudwatchDashboard, Construct, Lazy, Token } from "../cdktf";
import { physicalName, relativePath, uniqueName } from "../names";
import { readProps } from "../props";
import { escapeTemplates, expression } from "../tokens";
import { addValidation, knownAtSynth, WRITE_MEMBERS_FIX } from "../validation";
import { API_DASHBOARD_RULES, type ApiDashboardProps, type DashboardMetric } from "./api-dashboard-props";
import { type AnyApiView, alarmWidgets, headerWidget, requestWidgets, routeWidgets } from "./api-widgets";
import {
  chunks,
  graphWidget,
  MINUTE,
  metricEntry,
  type PlacedWidget,
  placeWidgets,
  sectionWidget,
  type Widget,
} from "./dashboard-widget";
import { type FunctionView, functionWidgets } from "./function-widgets";
import { tableWidgets } from "./table-widgets";
import { countThrottled, throttledMetric } from "./throttled-requests";
import { validateAlarmsApi, validateDashboard } from "./validate-dashboard";
import { validateRegion, validateTableRegions } from "./validate-region";
import { messageWidgets } from "./web-socket-widgets";

/**
 * CloudWatch dashboard of an API. It shows the states of the alarms at the top. The requests, the routes and callers,
 * the functions, the tables and the custom metrics follow. Invalid options are reported when the app is synthesized.
 *
 * @example
 * const api = new HttpApi(this, "api");
 * const alarms = new ApiAlarms(this, "alarms", { api });
 * new ApiDashboard(this, "dashboard", { api, alarms });
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export class ApiDashboard extends Construct {
  /** The Terraform resource `aws_cloudwatch_dashboard`. */
  readonly dashboard: CloudwatchDashboard;
  /** URL of the dashboard in the AWS console. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: ApiDashboardProps) {
    super(scope, id);
    const settings = withDefaults(this, readProps(this, props, API_DASHBOARD_RULES));
    const { name, api, alarms } = settings;
    // Without alarms, the dashboard creates the metric of the 429 responses, which must be in the Region of the API.
    const counted = alarms ? undefined : api.accessLogs;
    uniqueName(this, "dashboard name", name);
    const functions: FunctionView[] = [];
    api.onFunction((target) => functions.push({ target, path: relativePath(this, target) }));
    if (counted) countThrottled(this, counted, api.metrics);
    const throttled = throttledMetric(alarms ?? this);
    const widgets = () => placeWidgets(listWidgets(this, { ...settings, throttled, functions }));
    addValidation(this, () => [
      ...validateDashboard(settings, widgets()),
      ...(counted ? validateRegion(this, { api: api.api }) : []),
      ...validateTableRegions(settings.tables, api),
      ...validateAlarmsApi(alarms, api),
    ]);
    this.url = `https://console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/${name}`;
    alarms?.addLink(`Dashboard: ${this.url}`);
    this.dashboard = new CloudwatchDashboard(this, "Default", {
      dashboardName: escapeTemplates(name),
      dashboardBody: Lazy.stringValue({
        produce: reuse(
          () => functions.length,
          () => encodeBody(widgets(), settings.rangeHours),
        ),
      }),
    });
  }
}

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: ApiDashboardProps) {
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    region: props.api.api.region,
    tables: knownAtSynth(scope, "tables", props.tables) ?? [],
    metrics: knownAtSynth(scope, "metrics", props.metrics) ?? [],
    links: knownAtSynth(scope, "links", props.links, WRITE_MEMBERS_FIX) ?? {},
    rangeHours: props.rangeHours ?? 3,
    logQueries: knownAtSynth(scope, "logQueries", props.logQueries) ?? true,
  };
}

/** Settings, with the functions and the metric of the 429 responses. */
type DashboardContent = Settings & AnyApiView & { readonly functions: readonly FunctionView[] };

function listWidgets(scope: Construct, content: DashboardContent): readonly Widget[] {
  const { functions, tables, metrics, region } = content;
  const tableViews = tables.map((table) => ({ table, path: relativePath(scope, table) }));
  return [
    headerWidget(content),
    ...alarmWidgets(content),
    ...apiWidgets(content),
    ...functionWidgets(functions, content),
    ...tableWidgets(tableViews, region),
    ...customWidgets(metrics, region),
  ];
}

function apiWidgets(content: DashboardContent): readonly Widget[] {
  const { api } = content;
  if (hasMessages(api)) return messageWidgets({ ...content, api });
  const view = { ...content, api };
  return [...requestWidgets(view), ...routeWidgets(view)];
}

/** Maximum number of custom metrics in one graph. */
const METRICS_PER_GRAPH = 10;

/** Returns the graphs of the custom metrics. A graph contains metrics of one namespace only. */
function customWidgets(metrics: readonly DashboardMetric[], region: string): readonly Widget[] {
  const namespaces = [...new Set(metrics.map(({ namespace }) => namespace))];
  const graphs = namespaces.flatMap((namespace) =>
    chunks(
      metrics.filter((metric) => metric.namespace === namespace),
      METRICS_PER_GRAPH,
    ).map((part) =>
      graphWidget(region, {
        title: namespace,
        unit: "value per minute",
        periodSeconds: MINUTE,
        metrics: part.map(({ label, stat = "Sum", ...metric }) =>
          metricEntry({ ...metric, stat }, { label: label ?? metric.metricName }),
        ),
        width: 12,
      }),
    ),
  );
  return graphs.length === 0
    ? []
    : [sectionWidget("Application", "Metrics that the code of the functions publishes."), ...graphs];
}

/**
 * Returns a Terraform expression that encodes the body as JSON, because it contains values that only Terraform knows.
 * @param rangeHours time range that the console shows first, in hours
 */
function encodeBody(widgets: readonly PlacedWidget[], rangeHours: number): string {
  // The value `inherit` keeps the period of each graph. A graph with a threshold then has the period of its alarm.
  const body = { start: `-PT${rangeHours}H`, periodOverride: "inherit", widgets };
  return Token.asString(expression`jsonencode(${body})`);
}

/**
 * Returns a function that produces a value again only if its version changes. CDKTF finds a value of another stack only
 * if the body contains the same tokens each time.
 */
function reuse<Value>(version: () => number, produce: () => Value): () => Value {
  let last: { readonly version: number; readonly value: Value } | undefined;
  return () => {
    const current = version();
    if (last?.version !== current) last = { version: current, value: produce() };
    return last.value;
  };
}
