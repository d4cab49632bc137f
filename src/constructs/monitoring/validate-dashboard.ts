import { MONITORING_QUOTAS } from "#aws";
import type { MonitoredApi } from "../api/common/monitored-api";
import { Construct } from "../cdktf";
import { isToken, isUnresolved } from "../tokens";
import { type NameRule, unknownAtSynth, validateName, validateRange, WRITE_MEMBERS_FIX } from "../validation";
import type { ApiAlarms } from "./api-alarms";
import type { DashboardMetric } from "./api-dashboard-props";
import type { PlacedWidget } from "./dashboard-widget";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
const DASHBOARD_NAME = {
  kind: "dashboard name",
  max: MONITORING_QUOTAS.dashboardNameLength,
  pattern: /^[A-Za-z0-9_-]+$/,
  characters: "letters, digits, - and _",
  fix: "Set name, or change a construct ID in the path.",
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
const STATISTIC = /^(Sum|Average|Minimum|Maximum|SampleCount|p(100|\d{1,2}(\.\d+)?))$/;

interface DashboardSettings {
  readonly name: string;
  readonly rangeHours: number;
  readonly metrics: readonly DashboardMetric[];
  readonly links: Readonly<Record<string, string>>;
}

/** Returns the errors of the options of `ApiDashboard`, and of the sizes of the dashboard. */
export function validateDashboard(
  { name, rangeHours, metrics, links }: DashboardSettings,
  widgets: readonly PlacedWidget[],
): readonly string[] {
  return [
    ...validateName(name, DASHBOARD_NAME),
    ...validateRange("rangeHours", rangeHours, { min: 1, max: MONITORING_QUOTAS.oneMinuteDataHours }),
    ...metrics.flatMap(validateMetric),
    ...Object.entries(links).flatMap(([text, url]) => validateLink(text, url)),
    ...validateSizes(widgets),
  ];
}

function validateMetric(
  { namespace, metricName, stat, dimensions }: DashboardMetric,
  index: number,
): string[] {
  const isValid = stat === undefined || isUnresolved(stat) || STATISTIC.test(stat);
  const names = dimensions === undefined || isToken(dimensions) ? [] : Object.keys(dimensions);
  const isUnknown = isToken(dimensions) || names.some(isUnresolved);
  return [
    ...validateName(namespace, metricRule(`metrics[${index}].namespace`)),
    ...validateName(metricName, metricRule(`metrics[${index}].metricName`)),
    ...(isValid
      ? []
      : [
          `metrics[${index}].stat is "${stat}"; expected Sum, Average, Minimum, Maximum, SampleCount or a percentile such as p99.`,
        ]),
    ...(isUnknown ? [unknownAtSynth(`metrics[${index}].dimensions`, WRITE_MEMBERS_FIX)] : []),
  ];
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
function metricRule(kind: string): NameRule {
  return {
    kind,
    max: MONITORING_QUOTAS.metricNameLength,
    pattern: /\S/,
    characters: "a character that is no space",
    fix: "Write the name that the code publishes.",
  };
}

function validateLink(text: string, url: string): string[] {
  if (isUnresolved(text)) return [unknownAtSynth("a text of links", WRITE_MEMBERS_FIX)];
  return [
    ...(isUnresolved(url) || /^https?:\/\/[^\s()]+$/.test(url)
      ? []
      : [
          `links["${text}"] is "${url}"; expected a URL without spaces and parentheses. Start it with https://.`,
        ]),
    ...(text.trim() === "" || /[[\]\n]/.test(text)
      ? [`links has the text "${text}"; expected one line of text without [ and ]. Change the text.`]
      : []),
  ];
}

/** Returns the error of alarms of another API, whose thresholds would be in the graphs of this API. */
export function validateAlarmsApi(alarms: ApiAlarms | undefined, api: MonitoredApi): string[] {
  // An invalid prop is replaced by an object that is no construct.
  if (!Construct.isConstruct(alarms?.api) || !Construct.isConstruct(api) || alarms.api === api) return [];
  return [
    `alarms are the alarms of ${alarms.api.node.path}; expected the alarms of ${api.node.path}. Pass the ApiAlarms of the same API.`,
  ];
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
function validateSizes(widgets: readonly PlacedWidget[]): string[] {
  const { widgetsPerDashboard, metricsPerDashboard } = MONITORING_QUOTAS;
  const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []).filter(isMetric).length;
  return [
    ...(widgets.length <= widgetsPerDashboard
      ? []
      : [
          `the dashboard has ${widgets.length} widgets; expected at most ${widgetsPerDashboard}. ${SPLIT_FIX}`,
        ]),
    ...(metrics <= metricsPerDashboard
      ? []
      : [`the dashboard has ${metrics} metrics; expected at most ${metricsPerDashboard}. ${SPLIT_FIX}`]),
  ];
}

const SPLIT_FIX = "Pass some of the tables and metrics to another ApiDashboard.";

/** Returns true for the entry of a metric, and false for an expression, which the limit does not count. */
function isMetric(entry: unknown): boolean {
  return Array.isArray(entry) && typeof entry[0] === "string";
}
