/** Log groups that a query reads: access logs, logs of the functions, or both. */
type LogSource = "access" | "functions" | "both";

/** Query of CloudWatch Logs Insights. */
export interface LogQuery {
  readonly source: LogSource;
  /** Commands of the query, one a line. The name of a field of a JSON log is its path in the JSON. */
  readonly lines: readonly string[];
}

/** Text in the query `one-request` that the reader replaces with an ID. */
const ID = "REQUEST_ID";

/**
 * Queries of an API by name. The fields are those of the access log format, of Lambda's JSON logs and of the log of
 * `handle()`, which Lambda writes below `message`. CloudWatch Logs Insights compares and aggregates the numbers of the
 * access log although the format writes them as texts.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export const LOG_QUERIES = {
  "slowest-routes": {
    source: "access",
    lines: [
      'filter ispresent(routeKey) and routeKey != "-"',
      "stats count(*) as requests, pct(responseLatency, 50) as p50Ms, pct(responseLatency, 95) as p95Ms, pct(responseLatency, 99) as p99Ms, max(responseLatency) as maxMs by routeKey",
      "sort p95Ms desc",
      "limit 50",
    ],
  },
  errors: {
    source: "both",
    lines: [
      'filter status >= 500 or level = "ERROR" or level = "FATAL" or (type = "platform.report" and record.status != "success")',
      // API Gateway and `handle()` have one request ID, Lambda has another one. The access log contains both.
      "fields @timestamp, coalesce(message.requestId, requestId, record.requestId) as request, functionRequestId, coalesce(message.routeKey, routeKey) as route, status, coalesce(message.message, errorMessage, record.status) as functionError, coalesce(message.error.message, errorType, record.errorType) as cause, integrationError, error, authorizerError, @log",
      "sort @timestamp desc",
      "limit 200",
    ],
  },
  "one-request": {
    source: "both",
    lines: [
      `# Replace ${ID} with the header apigw-requestid (HTTP API) or x-amzn-requestid (REST API) of a response, or with the functionRequestId of its access log entry.`,
      `filter @message like "${ID}"`,
      "fields @timestamp, coalesce(type, level) as kind, status, coalesce(message.message, errorMessage, routeKey) as text, @message, @log",
      "sort @timestamp asc",
      "limit 1000",
    ],
  },
  "cold-starts": {
    source: "functions",
    lines: [
      'filter type = "platform.report" and ispresent(record.metrics.initDurationMs)',
      "stats count(*) as coldStarts, avg(record.metrics.initDurationMs) as averageMs, pct(record.metrics.initDurationMs, 95) as p95Ms, max(record.metrics.initDurationMs) as maxMs, max(record.metrics.maxMemoryUsedMB) as maxMemoryMb by @log",
      "sort p95Ms desc",
    ],
  },
  "top-callers": {
    source: "access",
    lines: [
      "filter ispresent(sourceIp)",
      "stats count(*) as requests, count_distinct(routeKey) as routes by sourceIp, subject, principalId",
      "sort requests desc",
      "limit 50",
    ],
  },
} as const satisfies Readonly<Record<string, LogQuery>>;

/** Queries of an API with API keys, in addition to {@link LOG_QUERIES}. */
export const API_KEY_QUERIES = {
  "usage-by-key": {
    source: "access",
    lines: [
      'filter ispresent(apiKeyId) and apiKeyId != "-"',
      'stats count(*) as requests, sum(strcontains(errorType, "THROTTLED")) as throttled, sum(strcontains(errorType, "QUOTA_EXCEEDED")) as overQuota, count_distinct(routeKey) as routes by apiKeyId',
      "sort requests desc",
      "limit 100",
    ],
  },
} as const satisfies Readonly<Record<string, LogQuery>>;

/** Returns the text of a query. A comment is a line without a pipe after it. */
export function formatQuery({ lines }: LogQuery): string {
  return lines
    .map((line, index) => (lines[index - 1]?.startsWith("#") === false ? `| ${line}` : line))
    .join("\n");
}
