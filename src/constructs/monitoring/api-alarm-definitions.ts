import type { MonitoredApi } from "../api/common/monitored-api";
import { Token } from "../cdktf";
import type { Table } from "../dynamodb/table";
import type { FunctionTarget } from "../function/function-target";
import { expression, isUnresolved } from "../tokens";
import {
  type AlarmDefinition,
  anomalyAlarm,
  type Metric,
  metricAlarm,
  shareAlarm,
  splitAlarm,
  sumAlarm,
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

/** Alarms by construct ID. */
type Definitions = Readonly<Record<string, AlarmDefinition>>;

/** Window of an alarm on a latency: each of the last five minutes is above the threshold. */
const LATENCY_WINDOW: Window = { periodSeconds: 60, evaluationPeriods: 5 };
/** Window of an alarm that ignores one short burst: three of the last five minutes are above the threshold. */
const REPEATED_WINDOW: Window = { periodSeconds: 60, evaluationPeriods: 5, datapointsToAlarm: 3 };
/** Window of an alarm on a value that changes slowly: ten minutes, in two periods, are above the threshold. */
const SLOW_WINDOW: Window = { periodSeconds: 300, evaluationPeriods: 2 };
/**
 * Width of the expected range of the traffic, in standard deviations: the default of `ANOMALY_DETECTION_BAND`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
const ANOMALY_WIDTH = 2;

/**
 * Returns the alarms of an API by construct ID.
 *
 * @param throttled metric that counts the 429 responses in the access logs, because API Gateway has no metric for them
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function apiDefinitions(api: MonitoredApi, throttled: Metric, thresholds: Thresholds): Definitions {
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
function cacheDefinition(api: MonitoredApi, { cacheMissPercent, minRequests }: Thresholds): Definitions {
  if (cacheMissPercent === undefined) return {};
  const parts = { part: apiMetric(api, "CacheMissCount"), rest: apiMetric(api, "CacheHitCount") };
  return {
    "cache-misses": {
      severity: "inform",
      condition: `More than ${cacheMissPercent}% of the requests to cached routes were not in the cache, for ten minutes.`,
      firstLook:
        "Look for a new header or query parameter in a cache key, a lower TTL, or callers that send Cache-Control: max-age=0.",
      config: splitAlarm(
        { ...parts, minTotal: minRequests },
        "cache misses, percent",
        SLOW_WINDOW,
        cacheMissPercent,
      ),
    },
  };
}

function apiShares(api: MonitoredApi, throttled: Metric, thresholds: Thresholds): Definitions {
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
  api: MonitoredApi,
  count: () => Metric,
  thresholds: Thresholds,
): Definitions {
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
export function apiMetric(api: MonitoredApi, metricName: keyof typeof API_STATISTICS): Metric {
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

/**
 * Returns the alarms of a function by construct ID.
 *
 * @param path path of the function within the stack, for the construct IDs
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function functionDefinitions(
  target: FunctionTarget,
  path: string,
  thresholds: Thresholds & { readonly api: MonitoredApi },
): Definitions {
  const { functionErrorPercent, durationPercent, minRequests, api } = thresholds;
  const { path: name } = target.node;
  const metric = (metricName: string, stat = "Sum") => lambdaMetric(target, metricName, stat);
  // The factor 10 converts seconds to milliseconds (1000) and percent to a fraction (1/100).
  const durationMs = scale(scale(target.timeoutSeconds, 10), durationPercent);
  return {
    [`errors-${path}`]: {
      severity: "page",
      condition: `More than ${functionErrorPercent}% of the invocations of ${name} failed, in five minutes.`,
      firstLook: "Read the errors in the log of the function.",
      config: shareAlarm(
        { part: metric("Errors"), total: metric("Invocations"), minTotal: minRequests },
        "failed, percent of invocations",
        functionErrorPercent,
      ),
    },
    [`throttles-${path}`]: {
      severity: "inform",
      condition: `Lambda throttled ${name} in three of five minutes, because no concurrency was available.`,
      firstLook: "Compare its concurrency with its reserved concurrency and with the limit of the account.",
      config: metricAlarm(metric("Throttles"), REPEATED_WINDOW, 0),
    },
    [`duration-${path}`]: {
      severity: "inform",
      condition: `The p99 duration of ${name} was above ${durationPercent}% of its timeout for ten minutes.`,
      firstLook: `Find the slow call in its traces. A timeout becomes a ${api.metrics.timeoutStatus} response.`,
      config: metricAlarm(metric("Duration", "p99"), SLOW_WINDOW, durationMs),
    },
    ...concurrencyDefinition(target, path, thresholds),
    ...deadLetterDefinition(target, path),
  };
}

/** Returns the alarm of a function with reserved concurrency. Other functions share the quota of the account. */
function concurrencyDefinition(
  target: FunctionTarget,
  path: string,
  { concurrencyPercent }: Thresholds,
): Definitions {
  const { reservedConcurrency, node } = target;
  if (reservedConcurrency === undefined || reservedConcurrency === 0) return {};
  return {
    [`concurrency-${path}`]: {
      severity: "inform",
      condition: `${node.path} used more than ${concurrencyPercent}% of its reserved concurrency for ten minutes.`,
      firstLook: "Raise reservedConcurrency, or make the function faster. Lambda throttles above the limit.",
      config: metricAlarm(
        lambdaMetric(target, "ConcurrentExecutions", "Maximum"),
        SLOW_WINDOW,
        scale(scale(reservedConcurrency, 0.01), concurrencyPercent),
      ),
    },
  };
}

/**
 * Returns the alarm of a function with a dead-letter queue.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
function deadLetterDefinition({ deadLetterQueue, node }: FunctionTarget, path: string): Definitions {
  if (deadLetterQueue === undefined) return {};
  // The sixth part of the ARN is the name of the queue: `arn:aws:sqs:<region>:<account>:<name>`.
  const queueName = Token.asString(expression`element(split(":", ${deadLetterQueue.arn}), 5)`);
  const metric: Metric = {
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: queueName },
    stat: "Maximum",
  };
  return {
    [`dead-letters-${path}`]: {
      severity: "inform",
      condition: `The dead-letter queue of ${node.path} is not empty.`,
      firstLook:
        "Read a message of the queue: it contains the event that failed. Send it again after the fix.",
      config: metricAlarm(metric, { periodSeconds: 300, evaluationPeriods: 1 }, 0),
    },
  };
}

/** Returns a metric of a function. @param stat statistic, such as `Sum` or `p99` */
export function lambdaMetric({ functionName }: FunctionTarget, metricName: string, stat: string): Metric {
  return { namespace: "AWS/Lambda", metricName, dimensions: { FunctionName: functionName }, stat };
}

/** DynamoDB operations that have separate metrics of their errors. */
const TABLE_OPERATIONS = [
  "GetItem",
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "Query",
  "Scan",
  "BatchGetItem",
  "BatchWriteItem",
];

/**
 * Returns the alarms of a table by construct ID. DynamoDB publishes `SystemErrors` for each operation separately.
 *
 * @param path path of the table within the stack, for the construct IDs
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export function tableDefinitions({ name, node }: Table, path: string): Definitions {
  const metric = (metricName: string, dimensions = {}): Metric => ({
    namespace: "AWS/DynamoDB",
    metricName,
    dimensions: { TableName: name, ...dimensions },
    stat: "Sum",
  });
  return {
    [`throttles-${path}`]: {
      severity: "inform",
      condition: `DynamoDB throttled requests to ${node.path} in three of five minutes.`,
      firstLook:
        "Look for a hot partition key. With provisioned capacity, compare it with the consumed capacity.",
      config: sumAlarm(
        [metric("ReadThrottleEvents"), metric("WriteThrottleEvents")],
        "throttled",
        REPEATED_WINDOW,
        0,
      ),
    },
    [`system-errors-${path}`]: {
      severity: "inform",
      condition: `DynamoDB failed to handle requests to ${node.path} in three of five minutes.`,
      firstLook: "Look at the AWS Health Dashboard: the errors are internal to DynamoDB.",
      config: sumAlarm(
        TABLE_OPERATIONS.map((operation) => metric("SystemErrors", { Operation: operation })),
        "system errors",
        REPEATED_WINDOW,
        0,
      ),
    },
  };
}

/** Multiplies two numbers. Returns a Terraform expression if only Terraform knows one of them. */
function scale(value: number, factor: number): number {
  if (!isUnresolved(value) && !isUnresolved(factor)) return value * factor;
  return Token.asNumber(expression`(${value} * ${factor})`);
}
