import { route } from "#contract";
import { handle } from "#runtime";
import { Metrics, MetricUnit, withMetrics } from "#runtime/metrics";

const metrics = new Metrics({ namespace: "shop", serviceName: "orders" });

/** A handler with metrics, for a bundle: it records what the last part of the path says. */
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
