import type { MonitoredApi } from "../api/common/monitored-api";
import type { Table } from "../dynamodb/table";
import type { KeyReference } from "../log-group";
import {
  BOOLEAN,
  distinctRule,
  LIST,
  listRule,
  literalRule,
  NUMBER,
  objectRule,
  TAGS,
  WITH_ARN,
} from "../prop-rules";
import { type PropRules, required } from "../props";
import type { AlarmReceivers } from "./alarm-group";
import { API_WITHOUT_FUNCTIONS, TABLES } from "./monitored-constructs";

/** Options of {@link ApiAlarms}. Only `api` is required. */
export interface ApiAlarmsProps {
  /** API to monitor, together with all functions of its routes and of its Lambda authorizers. */
  readonly api: MonitoredApi;
  /** Tables to monitor. Default: none. */
  readonly tables?: readonly Table[];
  /**
   * Receivers of the alarms that need an engineer now, because callers are affected. Default: none, so that the topic
   * has no subscription until you add one to `page.topic`.
   */
  readonly page?: AlarmReceivers;
  /** Receivers of all other alarms, which are not urgent. Default: none. */
  readonly inform?: AlarmReceivers;
  /**
   * Threshold for 5xx responses, in percent of all requests of five minutes, greater than 0 and less than 100. For a
   * `WebSocketApi`, failed calls of integrations, in percent of all calls. Default: 1, because callers of a healthy API
   * rarely see a 5xx.
   */
  readonly serverErrorPercent?: number;
  /**
   * Threshold for 4xx responses, in percent of all requests of five minutes. For a `WebSocketApi`, messages and handshakes
   * that API Gateway rejects. Default: no alarm, because one wrong caller can cause most of them.
   */
  readonly clientErrorPercent?: number;
  /**
   * Threshold for 429 responses, in percent of all requests of five minutes. A `WebSocketApi` needs access logs for this
   * alarm. Default: 5, because a throttle is meant to reject the peaks of a few callers.
   */
  readonly throttledPercent?: number;
  /**
   * Threshold for requests above the quota of a usage plan, in percent of all requests of five minutes. Only a `RestApi`
   * has quotas. Default: no alarm, because a quota is meant to be used up.
   */
  readonly overQuotaPercent?: number;
  /**
   * Threshold for the p99 latency of the API, in milliseconds, 1 to 30,000. A `WebSocketApi` has no metric of it. Default:
   * 3000, the longest wait that most users accept.
   */
  readonly latencyP99Ms?: number;
  /**
   * Threshold for the p99 latency of the integrations, in milliseconds, 1 to 30,000. Default: the value of
   * `latencyP99Ms`, so that both alarms together show whether a function is the cause.
   */
  readonly integrationLatencyP99Ms?: number;
  /**
   * Threshold for failed invocations of a function, in percent of its invocations of five minutes. Default: 5. It is
   * higher than `serverErrorPercent`, because one function has fewer requests.
   */
  readonly functionErrorPercent?: number;
  /**
   * Threshold for the p99 duration of a function, in percent of its timeout. Default: 80, which leaves time to act before
   * callers get a 5xx.
   */
  readonly durationPercent?: number;
  /**
   * Threshold for the concurrency of a function with `reservedConcurrency`, in percent. Default: 80, because the
   * rest is a reserve for bursts.
   */
  readonly concurrencyPercent?: number;
  /**
   * Threshold for the requests to cached routes whose response is not in the cache, in percent of these requests. Only a
   * `RestApi` with a `cache` can have it. Default: none, so that there is no alarm, because the usual share depends on the
   * traffic and on the cache keys.
   */
  readonly cacheMissPercent?: number;
  /**
   * Minimum number of requests in five minutes for an alarm on a percentage, at least 1. Default: 10, because a
   * percentage of fewer requests varies by chance. A single failure never triggers such an alarm.
   */
  readonly minRequests?: number;
  /**
   * Creates an alarm for a number of requests that is outside of the range that CloudWatch expects from the past two
   * weeks. Default: false, because it costs as much as three alarms and needs regular traffic.
   */
  readonly trafficAnomalies?: boolean;
  /**
   * Customer managed KMS key that encrypts the topics. Its policy must allow `cloudwatch.amazonaws.com` to call
   * `kms:Decrypt` and `kms:GenerateDataKey*`. Default: the topics are not encrypted, because CloudWatch cannot use the
   * key that AWS manages for SNS.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
   */
  readonly encryptionKey?: KeyReference;
  /** Tags of the topics and the alarms. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

const RECEIVERS = literalRule(
  objectRule<AlarmReceivers>(
    { emails: distinctRule(LIST), topics: listRule(WITH_ARN, "a list of topics", "[topic]") },
    '{ emails: ["on-call@example.com"] }',
  ),
);

export const API_ALARMS_RULES: PropRules<ApiAlarmsProps> = {
  api: required(API_WITHOUT_FUNCTIONS),
  tables: TABLES,
  page: RECEIVERS,
  inform: RECEIVERS,
  serverErrorPercent: NUMBER,
  clientErrorPercent: NUMBER,
  throttledPercent: NUMBER,
  overQuotaPercent: NUMBER,
  latencyP99Ms: NUMBER,
  integrationLatencyP99Ms: NUMBER,
  functionErrorPercent: NUMBER,
  durationPercent: NUMBER,
  concurrencyPercent: NUMBER,
  cacheMissPercent: NUMBER,
  minRequests: NUMBER,
  trafficAnomalies: literalRule(BOOLEAN),
  encryptionKey: WITH_ARN,
  tags: TAGS,
};
