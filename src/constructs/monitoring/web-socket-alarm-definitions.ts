import type { MonitoredMessageApi } from "../api/common/monitored-api";
import {
  type AlarmDefinitions,
  anomalyAlarm,
  type MathShare,
  type Metric,
  mathShareAlarm,
  metricAlarm,
  SLOW_WINDOW,
} from "./alarm-definition";
import { ANOMALY_WIDTH, LATENCY_WINDOW, type Thresholds } from "./api-alarm-definitions";

/** Percentage of the messages and handshakes of an API, without the minimum of its total. */
type Share = Omit<MathShare, "minTotal">;

/**
 * Returns the alarms of a WebSocket API by construct ID. There are no alarms on single routes. The metrics of a route have
 * different dimensions in different accounts, and an alarm cannot search metrics.
 *
 * @param throttled metric that counts the throttled messages and handshakes in the access logs, if there are any
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 */
export function webSocketDefinitions(
  api: MonitoredMessageApi,
  throttled: Metric | undefined,
  thresholds: Thresholds,
): AlarmDefinitions {
  const { integrationLatencyP99Ms, trafficAnomalies } = thresholds;
  return {
    ...failureDefinition(api, thresholds),
    ...rejectionDefinitions(api, throttled, thresholds),
    "integration-latency": {
      // Clients wait for the integration of their handshake and of a two-way route. No other latency has a metric.
      severity: "page",
      condition: `The p99 latency of the integrations was above ${integrationLatencyP99Ms} ms for five minutes.`,
      firstLook: api.accessLogs
        ? "Find the slow route with the saved query slowest-routes."
        : "Compare the durations of the functions.",
      config: metricAlarm(
        webSocketMetric(api, "IntegrationLatency"),
        LATENCY_WINDOW,
        integrationLatencyP99Ms,
      ),
    },
    ...(trafficAnomalies
      ? {
          traffic: {
            severity: "inform",
            condition: "The number of messages was outside of the expected range for ten minutes.",
            firstLook: "Compare the number of messages with the number of new connections.",
            config: anomalyAlarm(webSocketMetric(api, "MessageCount"), SLOW_WINDOW, ANOMALY_WIDTH),
          },
        }
      : {}),
  };
}

function failureDefinition(
  api: MonitoredMessageApi,
  { serverErrorPercent, minRequests }: Thresholds,
): AlarmDefinitions {
  return {
    "server-errors": {
      severity: "page",
      condition: `More than ${serverErrorPercent}% of the messages and handshakes failed in their integration, in five minutes.`,
      firstLook: api.accessLogs
        ? "Find the cause with the saved query errors, which lists the failed messages with their errors."
        : "Read the errors in the logs of the functions.",
      config: mathShareAlarm(
        { ...failureShare(api), minTotal: minRequests },
        "failed, percent of calls of integrations",
        serverErrorPercent,
      ),
    },
  };
}

/** Returns the alarms on messages and handshakes that reach no integration. */
function rejectionDefinitions(
  api: MonitoredMessageApi,
  throttled: Metric | undefined,
  { clientErrorPercent, throttledPercent, minRequests }: Thresholds,
): AlarmDefinitions {
  const share = (part: Metric, name: string, percent: number) =>
    mathShareAlarm(
      { ...rejectionShare(api, part), minTotal: minRequests },
      `${name}, percent of messages and handshakes`,
      percent,
    );
  return {
    ...(clientErrorPercent === undefined
      ? {}
      : {
          "client-errors": {
            severity: "inform",
            condition: `API Gateway rejected more than ${clientErrorPercent}% of the messages and handshakes, in five minutes.`,
            firstLook: "Look for rejected handshakes, messages without a route, and throttled clients.",
            config: share(webSocketMetric(api, "ClientError"), "rejected", clientErrorPercent),
          },
        }),
    ...(throttled === undefined
      ? {}
      : {
          "throttled-requests": {
            severity: "inform",
            condition: `API Gateway throttled more than ${throttledPercent}% of the messages and handshakes, in five minutes.`,
            firstLook:
              "Find the clients with the saved query top-clients. Raise the throttle if they are legitimate.",
            config: share(throttled, "throttled", throttledPercent),
          },
        }),
  };
}

/**
 * Returns the percentage of the calls of integrations that failed. `IntegrationLatency` has one sample per call, unlike
 * `MessageCount`, which also counts the messages to the clients. The total is at least the number of failures, because it
 * is not documented that a failed call has a latency.
 */
export function failureShare(api: MonitoredMessageApi): Share {
  return {
    part: "FILL(integration, 0) + FILL(execution, 0)",
    total: "IF(part > FILL(calls, 0), part, FILL(calls, 0))",
    metrics: {
      integration: webSocketMetric(api, "IntegrationError"),
      execution: webSocketMetric(api, "ExecutionError"),
      calls: integrationCalls(api),
    },
  };
}

/** Returns the percentage of the messages and handshakes that API Gateway rejected before it called an integration. */
function rejectionShare(api: MonitoredMessageApi, rejected: Metric): Share {
  return {
    part: "FILL(rejected, 0)",
    total: "part + FILL(calls, 0)",
    metrics: { rejected, calls: integrationCalls(api) },
  };
}

function integrationCalls(api: MonitoredMessageApi): Metric {
  return { ...webSocketMetric(api, "IntegrationLatency"), stat: "SampleCount" };
}

/** Returns a metric of a WebSocket API: a number, or the p99 of the latency in milliseconds. */
export function webSocketMetric(
  { metrics }: MonitoredMessageApi,
  metricName: keyof typeof WEB_SOCKET_STATISTICS,
): Metric {
  const stat = WEB_SOCKET_STATISTICS[metricName];
  return { namespace: "AWS/ApiGateway", metricName, dimensions: metrics.dimensions, stat };
}

/** Statistics of the metrics of a WebSocket API. */
const WEB_SOCKET_STATISTICS = {
  ConnectCount: "Sum",
  MessageCount: "Sum",
  IntegrationError: "Sum",
  ExecutionError: "Sum",
  ClientError: "Sum",
  IntegrationLatency: "p99",
} as const;
