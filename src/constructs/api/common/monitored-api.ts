import type { CloudwatchLogGroup, Construct } from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";

/**
 * CloudWatch metrics of an API. Their names and dimensions differ between the kinds of API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export interface ApiMetrics {
  /** Dimensions of the metrics of the API as a whole: `{ ApiId: "a1b2c3d4e5" }`. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Name of the metric of the 4xx responses. */
  readonly clientErrors: "4xx" | "4XXError";
  /** Name of the metric of the 5xx responses. */
  readonly serverErrors: "5xx" | "5XXError";
  /** Names of the dimensions of the metrics of a single route. */
  readonly routeDimensions: readonly string[];
  /** Status of the response if a function times out. */
  readonly timeoutStatus: number;
  /** True for a kind of API with API keys, whose IDs the access log contains. */
  readonly hasApiKeys: boolean;
  /** Returns true if at least one route has its own metrics. */
  hasRouteMetrics(): boolean;
  /** True if the API has a cache, with metrics of its hits and misses. */
  readonly hasCache: boolean;
}

/** API that alarms, dashboards, queries and traces read: an `HttpApi` or a `RestApi`. */
export interface MonitoredApi extends Construct {
  /** Resource of the API. */
  readonly api: { readonly id: string; readonly name: string; readonly region: string };
  readonly accessLogs: CloudwatchLogGroup;
  readonly url: string;
  readonly metrics: ApiMetrics;
  /** Calls a listener once for each function that the API invokes, including functions that are added later. */
  onFunction(listener: (target: FunctionTarget) => void): void;
}
