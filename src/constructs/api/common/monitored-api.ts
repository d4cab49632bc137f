import type { CloudwatchLogGroup, Construct } from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";

/** CloudWatch metrics that all kinds of API have. */
interface SharedMetrics {
  /** Dimensions of the metrics of the API as a whole: `{ ApiId: "a1b2c3d4e5" }`. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Response to a caller if a function times out: `a 503`. */
  readonly timeoutResponse: string;
  /** Response to a caller if Lambda throttles a function: `a 5xx`. */
  readonly throttleResponse: string;
  /** True for a kind of API with API keys, whose IDs the access log contains. */
  readonly hasApiKeys: boolean;
  /** Returns true if at least one route has its own metrics. */
  hasRouteMetrics(): boolean;
  /** True if the API has a cache, with metrics of its hits and misses. */
  readonly hasCache: boolean;
}

/**
 * CloudWatch metrics of the requests of an HTTP API or a REST API. Their names and dimensions differ between the two kinds.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export interface RequestMetrics extends SharedMetrics {
  readonly kind: "requests";
  /** Name of the metric of the 4xx responses. */
  readonly clientErrors: "4xx" | "4XXError";
  /** Name of the metric of the 5xx responses. */
  readonly serverErrors: "5xx" | "5XXError";
  /** Names of the dimensions of the metrics of a single route. */
  readonly routeDimensions: readonly string[];
}

/**
 * CloudWatch metrics of the connections and messages of a WebSocket API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 */
export interface MessageMetrics extends SharedMetrics {
  readonly kind: "messages";
}

/** CloudWatch metrics of an API. */
export type ApiMetrics = RequestMetrics | MessageMetrics;

interface AnyMonitoredApi extends Construct {
  /** Resource of the API. */
  readonly api: { readonly id: string; readonly name: string; readonly region: string };
  readonly url: string;
  /** Calls a listener once for each function that the API invokes, including functions that are added later. */
  onFunction(listener: (target: FunctionTarget) => void): void;
}

/** API with requests: an `HttpApi` or a `RestApi`. It always has access logs. */
export interface MonitoredRequestApi extends AnyMonitoredApi {
  readonly accessLogs: CloudwatchLogGroup;
  readonly metrics: RequestMetrics;
}

/** API with messages: a `WebSocketApi`. It has access logs only if the account has a role for them. */
export interface MonitoredMessageApi extends AnyMonitoredApi {
  readonly accessLogs?: CloudwatchLogGroup;
  readonly metrics: MessageMetrics;
}

/** API that alarms, dashboards and queries read: an `HttpApi`, a `RestApi` or a `WebSocketApi`. */
export type MonitoredApi = MonitoredRequestApi | MonitoredMessageApi;

/** Returns true for an API with messages. */
export function hasMessages(api: MonitoredApi): api is MonitoredMessageApi {
  return api.metrics.kind === "messages";
}
