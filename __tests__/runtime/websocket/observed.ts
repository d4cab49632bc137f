import { message } from "gatewright/contract";
import { Metrics, MetricUnit, withMetrics } from "gatewright/runtime/metrics";
import { Tracer, withTracer } from "gatewright/runtime/tracer";
import { handleMessage, handleSocket } from "gatewright/runtime/websocket";
import * as z from "zod/mini";

const metrics = new Metrics({ namespace: "chat", serviceName: "messages" });
const tracer = new Tracer({ serviceName: "chat" });
const post = message("post", {
  body: z.object({ text: z.string() }),
  reply: z.object({ length: z.number() }),
});

const count = handleMessage(post, ({ body }) => {
  metrics.addMetric("posted", MetricUnit.Count, 1);
  return { body: { length: body.text.length } };
});

/** Handler of a message with metrics and a tracer, which a test bundles. */
export const handler = handleSocket(withTracer(tracer, withMetrics(metrics, count)));
