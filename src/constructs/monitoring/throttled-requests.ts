import type { MonitoredApi } from "../api/common/monitored-api";
import { CloudwatchLogMetricFilter, type Construct } from "../cdktf";
import { physicalName } from "../names";
import { escapeTemplates } from "../tokens";
import type { Metric } from "./alarm-definition";

/**
 * Returns the metric that {@link countThrottled} creates for a construct. API Gateway has no metric for 429 responses.
 */
export function throttledMetric(monitor: Construct): Metric {
  return { namespace: "Gatewright", metricName: `${physicalName(monitor)}-throttled-requests`, stat: "Sum" };
}

/** Creates a metric that counts the 429 responses in the access logs of an API. */
export function countThrottled(monitor: Construct, api: MonitoredApi): Metric {
  const metric = throttledMetric(monitor);
  const name = escapeTemplates(metric.metricName);
  new CloudwatchLogMetricFilter(monitor, "throttled-requests-filter", {
    name,
    logGroupName: api.accessLogs.name,
    pattern: '{ $.status = "429" }',
    metricTransformation: { namespace: metric.namespace, name, value: "1" },
  });
  return metric;
}
