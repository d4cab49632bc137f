import { route } from "gatewright/contract";
import { handle } from "gatewright/runtime";
import { Metrics, MetricUnit, withMetrics } from "gatewright/runtime/metrics";

const metrics = new Metrics({ namespace: "shop", serviceName: "orders" });

/**
 * Handler with metrics, which a test bundles. The path parameter `kind` selects the metrics that it records.
 */
export const handler = withMetrics(
  metrics,
  handle(route("POST /orders/{kind}"), ({ params: { kind } }) => {
    if (kind === "dimension")
      metrics.addDimension("kind", kind).addMetadata("note", kind).setTimestamp(new Date(0));
    else metrics.addMetric("ordered", MetricUnit.Count, 1);
    if (kind === "failing") throw new Error("it fails");
    return { status: 200 };
  }),
);
