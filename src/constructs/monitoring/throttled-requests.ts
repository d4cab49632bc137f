import type { ApiMetrics } from "../api/common/monitored-api";
import { type CloudwatchLogGroup, CloudwatchLogMetricFilter, type Construct } from "../cdktf";
import { physicalName } from "../names";
import { escapeTemplates } from "../tokens";
import type { Metric } from "./alarm-definition";

/**
 * Returns the metric that {@link countThrottled} creates for a construct. API Gateway has no metric for 429 responses.
 */
export function throttledMetric(monitor: Construct): Metric {
  return countMetric(monitor, "throttled-requests");
}

/**
 * Creates a metric that counts the 429 responses in the access logs of an API, or its throttled messages. The responses to requests above the quota
 * of a usage plan are left out, because no throttle rejects them.
 */
export function countThrottled(
  monitor: Construct,
  accessLogs: CloudwatchLogGroup,
  { hasApiKeys }: ApiMetrics,
): Metric {
  const pattern = hasApiKeys
    ? '{ ($.status = "429") && ($.errorType != "QUOTA_EXCEEDED") }'
    : '{ $.status = "429" }';
  return countEntries(monitor, accessLogs, "throttled-requests", pattern);
}

/** Creates a metric that counts the requests above the quota of a usage plan in the access logs of an API. */
export function countOverQuota(monitor: Construct, accessLogs: CloudwatchLogGroup): Metric {
  return countEntries(monitor, accessLogs, "over-quota-requests", '{ $.errorType = "QUOTA_EXCEEDED" }');
}

function countEntries(
  monitor: Construct,
  accessLogs: CloudwatchLogGroup,
  id: string,
  pattern: string,
): Metric {
  const metric = countMetric(monitor, id);
  const name = escapeTemplates(metric.metricName);
  new CloudwatchLogMetricFilter(monitor, `${id}-filter`, {
    name,
    logGroupName: accessLogs.name,
    pattern,
    metricTransformation: { namespace: metric.namespace, name, value: "1" },
  });
  return metric;
}

function countMetric(monitor: Construct, id: string): Metric {
  return { namespace: "Gatewright", metricName: `${physicalName(monitor)}-${id}`, stat: "Sum" };
}
