import type { Metrics } from "@aws-lambda-powertools/metrics";
import type { RouteHandler } from "./handle";

export { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";

/**
 * A handler whose metrics are published after each request, also when it throws: one line of CloudWatch's embedded
 * metric format on stdout, which costs the request no call to AWS. What a request records, its dimensions and metadata
 * included, belongs to it alone; where it records nothing, nothing is written. The first request of each instance of
 * the function also writes a metric `ColdStart`, with the function's name as a dimension.
 *
 * @param metrics made once, beside the handler: it counts the cold start. Its `service` dimension is by default
 * `service_undefined`, so give it a `serviceName`
 * @returns a handler of the same route
 * @throws Error what Powertools throws at publishing, such as for a metric with the name of a dimension
 *
 * @example
 * import { Metrics, MetricUnit, withMetrics } from "#runtime/metrics";
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
export function withMetrics(metrics: Metrics, handler: RouteHandler): RouteHandler {
  const measured = async (...request: Parameters<RouteHandler>) => {
    metrics.captureColdStartMetric(process.env.AWS_LAMBDA_FUNCTION_NAME);
    try {
      return await handler(...request);
    } finally {
      publish(metrics);
    }
  };
  return Object.assign(measured, { route: handler.route });
}

/** Powertools warns of a request without metrics, which is none to be warned of: most routes count only some. */
function publish(metrics: Metrics): void {
  if (metrics.hasStoredMetrics()) {
    metrics.publishStoredMetrics();
  } else {
    metrics.clearMetrics();
    metrics.clearDimensions();
    metrics.clearMetadata();
  }
}
