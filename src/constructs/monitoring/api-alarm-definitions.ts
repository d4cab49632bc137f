import type { MonitoredRequestApi } from "../api/common/monitored-api";
import {
  type AlarmDefinition,
  type AlarmDefinitions,
  anomalyAlarm,
  type Metric,
  metricAlarm,
  partAlarm,
  SLOW_WINDOW,
  shareAlarm,
  type Window,
} from "./alarm-definition";

/** Thresholds of {@link ApiAlarmsProps}, which defines their units, with the defaults applied. */
export interface Thresholds {
  readonly serverErrorPercent: number;
  readonly clientErrorPercent?: number;
  readonly throttledPercent: number;
  readonly cacheMissPercent?: number;
  readonly overQuotaPercent?: number;
  readonly latencyP99Ms: number;
  readonly integrationLatencyP99Ms: number;
  readonly functionErrorPercent: number;
  readonly durationPercent: number;
  readonly concurrencyPercent: number;
  readonly minRequests: number;
  readonly trafficAnomalies: boolean;
}

/** Window of an alarm on a latency: each of the last five minutes is above the threshold. */
export const LATENCY_WINDOW: Window = { periodSeconds: 60, evaluationPeriods: 5 };
/**
 * Width of the expected range of the traffic, in standard deviations: the default of `ANOMALY_DETECTION_BAND`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const ANOMALY_WIDTH = 2;

/**
 * Returns the alarms of an API by construct ID.
 *
 * @param throttled metric that counts the 429 responses in the access logs, because API Gateway has no metric for them
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function apiDefinitions(
  api: MonitoredRequestApi,
  throttled: Metric,
  thresholds: Thresholds,
): AlarmDefinitions {
  const { latencyP99Ms, integrationLatencyP99Ms, trafficAnomalies } = thresholds;
  const traffic = apiMetric(api, "Count");
  return {
    ...apiShares(api, throttled, thresholds),
    latency: {
      severity: "page",
      condition: `The p99 latency of the API was above ${latencyP99Ms} ms for five minutes.`,
      firstLook: "Compare it with the integration latency: if both are high, a function is slow.",
      config: metricAlarm(apiMetric(api, "Latency"), LATENCY_WINDOW, latencyP99Ms),
    },
    "integration-latency": {
      severity: "inform",
      condition: `The p99 latency of the integrations was above ${integrationLatencyP99Ms} ms for five minutes.`,
      firstLook: "Find the slow route with the saved query slowest-routes.",
      config: metricAlarm(apiMetric(api, "IntegrationLatency"), LATENCY_WINDOW, integrationLatencyP99Ms),
    },
    ...cacheDefinition(api, thresholds),
    ...(trafficAnomalies
      ? {
          traffic: {
            severity: "inform",
            condition: "The number of requests was outside of the expected range for ten minutes.",
            firstLook: "Look at the traffic by route, and at the top callers.",
            config: anomalyAlarm(traffic, SLOW_WINDOW, ANOMALY_WIDTH),
          },
        }
      : {}),
  };
}

/** Returns the alarm on the cache of an API, if it has a threshold. */
function cacheDefinition(
  api: MonitoredRequestApi,
  { cacheMissPercent, minRequests }: Thresholds,
): AlarmDefinitions {
  if (cacheMissPercent === undefined) return {};
  const parts = { part: apiMetric(api, "CacheMissCount"), rest: apiMetric(api, "CacheHitCount") };
  return {
    "cache-misses": {
      severity: "inform",
      condition: `More than ${cacheMissPercent}% of the requests to cached routes were not in the cache, for ten minutes.`,
      firstLook:
        "Look for a new header or query parameter in a cache key, a lower TTL, or callers that send Cache-Control: max-age=0.",
      config: partAlarm(
        { ...parts, minTotal: minRequests },
        "cache misses, percent",
        SLOW_WINDOW,
        cacheMissPercent,
      ),
    },
  };
}

function apiShares(api: MonitoredRequestApi, throttled: Metric, thresholds: Thresholds): AlarmDefinitions {
  const { serverErrorPercent, clientErrorPercent, throttledPercent, minRequests } = thresholds;
  const share = (part: Metric, name: string, percent: number) =>
    shareAlarm(
      { part, total: apiMetric(api, "Count"), minTotal: minRequests },
      `${name}, percent of requests`,
      percent,
    );
  return {
    "server-errors": {
      severity: "page",
      condition: `More than ${serverErrorPercent}% of the responses were 5xx, in five minutes.`,
      firstLook:
        "Find the cause with the saved query errors, which lists the failed requests with their errors.",
      config: share(apiMetric(api, "5xx"), "5xx", serverErrorPercent),
    },
    ...(clientErrorPercent === undefined
      ? {}
      : {
          "client-errors": {
            severity: "inform",
            condition: `More than ${clientErrorPercent}% of the responses were 4xx, in five minutes.`,
            firstLook: "Look for one caller, or one route, with most of the 4xx responses.",
            config: share(apiMetric(api, "4xx"), "4xx", clientErrorPercent),
          } satisfies AlarmDefinition,
        }),
    "throttled-requests": {
      severity: "inform",
      condition: `More than ${throttledPercent}% of the responses were 429, in five minutes.`,
      firstLook:
        "Find the callers with the saved query top-callers. Raise the throttle if they are legitimate.",
      config: share(throttled, "429", throttledPercent),
    },
  };
}

/**
 * Returns the alarm on requests above the quota of a usage plan. There is none without a threshold.
 * @param count creates the metric that counts these requests
 */
export function quotaDefinitions(
  api: MonitoredRequestApi,
  count: () => Metric,
  thresholds: Thresholds,
): AlarmDefinitions {
  const { overQuotaPercent, minRequests } = thresholds;
  if (overQuotaPercent === undefined) return {};
  const share = { part: count(), total: apiMetric(api, "Count"), minTotal: minRequests };
  return {
    "over-quota-requests": {
      severity: "inform",
      condition: `More than ${overQuotaPercent}% of the requests were above the quota of a usage plan, in five minutes.`,
      firstLook:
        "Find the keys with the saved query usage-by-key. Offer their owners a plan with a larger quota.",
      config: shareAlarm(share, "over quota, percent of requests", overQuotaPercent),
    },
  };
}

/** Returns a metric of an API: the number of responses, or the p99 of a latency in milliseconds. */
export function apiMetric(api: MonitoredRequestApi, metricName: keyof typeof API_STATISTICS): Metric {
  const { clientErrors, serverErrors, dimensions } = api.metrics;
  return {
    namespace: "AWS/ApiGateway",
    metricName: metricName === "4xx" ? clientErrors : metricName === "5xx" ? serverErrors : metricName,
    dimensions,
    stat: API_STATISTICS[metricName],
  };
}

/**
 * Statistics of the metrics of an API. `Count` has one sample per request. A sample of the errors, and of the hits and
 * misses of the cache, is 0 or 1, so the sum is the number of responses.
 */
const API_STATISTICS = {
  Count: "SampleCount",
  "4xx": "Sum",
  "5xx": "Sum",
  Latency: "p99",
  IntegrationLatency: "p99",
  CacheHitCount: "Sum",
  CacheMissCount: "Sum",
} as const;
