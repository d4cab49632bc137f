import { traceIdOf } from "../../http/request";
import { Span, type TraceSpan, toTraceSpans } from "../../trace";
import type { GatewayStep } from "./pipeline";
import type { CompletedRecord } from "./request-record";

/** Durations of the parts of one request. All times are in milliseconds. */
export interface RequestTrace {
  /** Arrival of the whole request, in ISO 8601: `2026-11-30T09:15:00.000Z`. */
  readonly time: string;
  /** Request ID. The response contains it in the header `apigw-requestid`, or `x-amzn-requestid` in a REST API. */
  readonly requestId: string;
  /** Root of the header `x-amzn-trace-id`: `1-5759e988-bd862e3fe1be46a994272793`. */
  readonly traceId: string;
  /** Terraform address of the API: `aws_apigatewayv2_api.api`. */
  readonly api: string;
  /** Key of the route, without the stage: `GET /products/{id}`. Absent if the request matched no route. */
  readonly routeKey?: string;
  readonly method: string;
  /**
   * Path of the request without its query, which may contain secrets: `/products/42`. It contains the stage if the URL
   * does: `/live/products/42`.
   */
  readonly path: string;
  /** Status of the response. */
  readonly status: number;
  /** Time from the arrival of the whole request until the gateway sent the response. */
  readonly durationMs: number;
  /** Parts of the request, in order. Together they take the whole `durationMs`. */
  readonly spans: readonly TraceSpan[];
}

/** First step of a gateway that traces requests. It starts the trace. */
export const TRACE_STEP: GatewayStep = {
  name: "trace",
  run(record) {
    record.span = new Span("gateway", "gateway");
    return undefined;
  },
};

/** Returns the trace of a request. @param root span that the {@link TRACE_STEP} started */
export function createRequestTrace(record: CompletedRecord, root: Span): RequestTrace {
  const { request, api, route, response, latencyMs } = record;
  const durationMs = Math.round(latencyMs * 1000) / 1000;
  return {
    time: new Date(request.timeEpoch).toISOString(),
    requestId: request.requestId,
    traceId: traceIdOf(request),
    api: api.address,
    ...(route && { routeKey: route.key.text }),
    method: request.method,
    path: request.path,
    status: response.status,
    durationMs,
    spans: toTraceSpans(root, durationMs),
  };
}
