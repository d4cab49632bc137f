import type { Metrics } from "@aws-lambda-powertools/metrics";
import type { RouteHandler } from "./handle";
import type { SocketHandler } from "./websocket/lambda-event";
import { type ApiHandler, wrapHandler } from "./wrap-handler";

export { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";

/**
 * Returns a handler that publishes the metrics of each request when the request ends, even if the request
 * fails. To publish the metrics, the handler writes one line in CloudWatch's embedded metric format to
 * stdout. A request therefore does not wait for a call to AWS.
 *
 * Metrics, dimensions and metadata that a request adds do not affect later requests. A request without
 * metrics writes nothing. The first request of each execution environment also writes the metric `ColdStart`,
 * with the name of the function as a dimension.
 *
 * @param metrics `Metrics` object that is created once, outside the handler, because it detects the cold
 * start. Set its option `serviceName`, because the dimension `service` is otherwise `service_undefined`
 * @param handler handler of a route, of a message or of a connection
 * @returns a handler of the same route
 * @throws Error if Powertools rejects a metric, for example one with the name of a dimension
 *
 * @example
 * import { Metrics, MetricUnit, withMetrics } from "gatewright/runtime/metrics";
 * const metrics = new Metrics({ namespace: "products", serviceName: "greeter" });
 * const greet = route("GET /hello/{name}", { access: "public" });
 * const handler = withMetrics(metrics, handle(greet, ({ params }) => {
 *   metrics.addMetric("greeted", MetricUnit.Count, 1);
 *   return { status: 200, body: { hello: params.name } };
 * }));
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/core/metrics/
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function withMetrics(metrics: Metrics, handler: RouteHandler): RouteHandler;
export function withMetrics(metrics: Metrics, handler: SocketHandler): SocketHandler;
export function withMetrics(metrics: Metrics, handler: ApiHandler): ApiHandler {
  return wrapHandler(handler, (run) => async (...request) => {
    metrics.captureColdStartMetric(process.env.AWS_LAMBDA_FUNCTION_NAME);
    try {
      return await run(...request);
    } finally {
      publish(metrics);
    }
  });
}

/**
 * Publishes the metrics of a request. If the request has no metrics, only clears its dimensions and metadata,
 * because Powertools logs a warning when there is nothing to publish.
 */
function publish(metrics: Metrics): void {
  if (metrics.hasStoredMetrics()) {
    metrics.publishStoredMetrics();
  } else {
    metrics.clearMetrics();
    metrics.clearDimensions();
    metrics.clearMetadata();
  }
}
