import { HTTP_API_QUOTAS, MONITORING_QUOTAS } from "#aws";
import { hasMessages, type MonitoredApi } from "../api/common/monitored-api";
import type { CloudwatchMetricAlarm } from "../cdktf";
import { isUnresolved } from "../tokens";
import { describeWrongValue, validateName, validateRange } from "../validation";
import type { Severity } from "./alarm-definition";
import type { AlarmReceivers } from "./alarm-group";
import type { Thresholds } from "./api-alarm-definitions";
import type { ApiAlarmsProps } from "./api-alarms-props";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const ALARM_NAME = {
  kind: "alarm name",
  max: MONITORING_QUOTAS.alarmNameLength,
  // The rule of a composite alarm contains the name in quotes.
  pattern: /^[^\n"\\]+$/,
  characters: 'one line of text without " and \\',
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

/** Thresholds in percent of a number of requests. */
const SHARES = [
  "serverErrorPercent",
  "clientErrorPercent",
  "throttledPercent",
  "overQuotaPercent",
  "functionErrorPercent",
  "cacheMissPercent",
] as const;
/** Thresholds in percent of a maximum, which they can reach. */
const PERCENTS_OF_MAXIMUM = ["durationPercent", "concurrencyPercent"] as const;
const LATENCIES = ["latencyP99Ms", "integrationLatencyP99Ms"] as const;

type AlarmSettings = Thresholds & { readonly name: string; readonly api: MonitoredApi } & Readonly<
    Record<Severity, AlarmReceivers>
  >;

/** Returns the errors of the options of `ApiAlarms`, and of the names that result from its path. */
export function validateAlarms(
  settings: AlarmSettings,
  alarms: readonly CloudwatchMetricAlarm[],
): readonly string[] {
  const names = alarms.map(({ alarmNameInput = "" }) => alarmNameInput);
  return [
    ...validateName(`${settings.name}-inform`, TOPIC_NAME),
    ...names.flatMap((name) => validateName(name, ALARM_NAME)),
    ...validateEmails("page", settings.page),
    ...validateEmails("inform", settings.inform),
    ...SHARES.flatMap((name) => validatePercent(name, settings[name], 100)),
    ...(settings.overQuotaPercent !== undefined && !settings.api.metrics.hasApiKeys
      ? [
          `overQuotaPercent is set, but ${hasMessages(settings.api) ? "a WebSocketApi" : "an HttpApi"} has no quotas. Remove it, or use a RestApi.`,
        ]
      : []),
    ...PERCENTS_OF_MAXIMUM.flatMap((name) => validatePercent(name, settings[name], 101)),
    ...LATENCIES.flatMap((name) =>
      validateRange(name, settings[name], {
        min: 1,
        max: HTTP_API_QUOTAS.integrationTimeoutMs.max,
        unit: "ms",
      }),
    ),
    ...validateRange("minRequests", settings.minRequests, { min: 1 }),
  ];
}

/**
 * Returns the errors of the texts of `addLink`, and of the descriptions that contain them.
 * @param descriptions descriptions of the alarms without the links, by construct ID
 */
export function validateLinks(
  links: readonly unknown[],
  descriptions: ReadonlyMap<string, string>,
): readonly string[] {
  const wrong = links.filter((link) => typeof link !== "string" || link.trim() === "");
  if (wrong.length > 0)
    return wrong.map((link) => describeWrongValue("the text of addLink()", link, "a text that is not empty"));
  const known = links.filter((link) => !isUnresolved(link));
  const [id, longest] = [...descriptions].reduce((a, b) => (b[1].length > a[1].length ? b : a), ["", ""]);
  const { length } = [longest, ...known].join(" ");
  const max = MONITORING_QUOTAS.alarmDescriptionLength;
  if (length <= max) return [];
  return [
    `the description of the alarm "${id}" has ${length} characters with its links; the maximum is ${max}. Shorten the texts of addLink().`,
  ];
}

function validateEmails(severity: Severity, { emails = [] }: AlarmReceivers): string[] {
  return emails.flatMap((email, index) =>
    isUnresolved(email) || /^[^@\s]+@[^@\s]+$/.test(email)
      ? []
      : [
          `${severity}.emails[${index}] is "${email}"; expected an email address. Correct it, or subscribe to the topic in another way.`,
        ],
  );
}

/** @param limit value that the threshold must be below */
function validatePercent(name: string, value: number | undefined, limit: number): string[] {
  if (value === undefined || isUnresolved(value) || (value > 0 && value < limit)) return [];
  const rule = limit === 100 ? "greater than 0 and less than 100" : "greater than 0 and at most 100";
  return [`${name} is ${value}; expected a number ${rule}. It is a percentage.`];
}

/** Returns the error of a threshold for the cache of an API without a cache, whose metrics have no data. */
export function validateCacheAlarm(percent: number | undefined, { metrics }: MonitoredApi): string[] {
  if (percent === undefined || metrics.hasCache) return [];
  return ["cacheMissPercent is set, but the API has no cache. Set `cache` of a RestApi, or remove it."];
}

/** Returns the errors of thresholds for metrics that a WebSocket API does not have. */
export function validateWebSocketAlarms({
  api,
  latencyP99Ms,
  throttledPercent,
}: Pick<ApiAlarmsProps, "api" | "latencyP99Ms" | "throttledPercent">): string[] {
  if (!hasMessages(api)) return [];
  return [
    ...(latencyP99Ms === undefined
      ? []
      : [
          "latencyP99Ms is set, but API Gateway has no metric of the latency of a WebSocketApi. Set integrationLatencyP99Ms.",
        ]),
    ...(throttledPercent === undefined || api.accessLogs
      ? []
      : [
          "throttledPercent is set, but the API has no access logs, in which throttled messages are counted. Set `account` of the WebSocketApi, or remove it.",
        ]),
  ];
}
