import type { MonitoredApi } from "../api/common/monitored-api";
import { Token } from "../cdktf";
import type { FunctionTarget } from "../function/function-target";
import { expression, isUnresolved } from "../tokens";
import {
  type AlarmDefinitions,
  type Metric,
  metricAlarm,
  REPEATED_WINDOW,
  SLOW_WINDOW,
  shareAlarm,
} from "./alarm-definition";
import type { Thresholds } from "./api-alarm-definitions";

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
): AlarmDefinitions {
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
      firstLook: `Find the slow call in its traces. A timeout becomes ${api.metrics.timeoutResponse} response.`,
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
): AlarmDefinitions {
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
function deadLetterDefinition({ deadLetterQueue, node }: FunctionTarget, path: string): AlarmDefinitions {
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

/** Multiplies two numbers. Returns a Terraform expression if only Terraform knows one of them. */
function scale(value: number, factor: number): number {
  if (!isUnresolved(value) && !isUnresolved(factor)) return value * factor;
  return Token.asNumber(expression`(${value} * ${factor})`);
}
