import type { Span, SpanKind } from "./span";

/** Part of a request in a {@link RequestTrace}. A part is always within the time of the part that contains it. */
export interface TraceSpan {
  readonly kind: SpanKind;
  /**
   * Terraform address of the authorizer, function or HTTP integration. Name of a call: service and operation
   * (`DynamoDB PutItem`), or else the method and the URL without its scheme and query (`GET example.com/prices`). Name of
   * other parts: `gateway`, `AWS_IAM`.
   */
  readonly name: string;
  /** Start of the part, in milliseconds since the arrival of the request. */
  readonly startMs: number;
  /** Duration in milliseconds. */
  readonly durationMs: number;
  /** HTTP status of the response to a call. */
  readonly status?: number;
  /** Type of the error with which the part failed, such as `TypeError`, `Sandbox.Timedout` or `ECONNREFUSED`. */
  readonly errorType?: string;
  /** True if the part had not ended when the part that contains it ended. `durationMs` then counts until that time. */
  readonly isUnfinished?: true;
  /** Parts of this part, in the order of their starts. */
  readonly spans: readonly TraceSpan[];
}

/** Times in milliseconds since the arrival of the request. */
interface Range {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Converts the recorded parts of a request. The time between two parts is that of the gateway, and becomes a part too.
 *
 * @param root start of the request, with its authorizer and its integration
 */
export function toTraceSpans(root: Span, durationMs: number): readonly TraceSpan[] {
  const request = { startMs: 0, endMs: round(durationMs) };
  const parts = convertChildren(root, root.startMs, request);
  const ends = [request.startMs, ...parts.map((part) => round(part.startMs + part.durationMs))];
  const starts = [...parts.map(({ startMs }) => startMs), request.endMs];
  const gateway = ends.map((startMs, index) => gatewaySpan({ startMs, endMs: starts[index] ?? startMs }));
  return gateway.flatMap((span, index) => [span, ...parts.slice(index, index + 1)]);
}

function gatewaySpan({ startMs, endMs }: Range): TraceSpan {
  return { kind: "gateway", name: "gateway", startMs, durationMs: round(endMs - startMs), spans: [] };
}

function convertChildren(span: Span, originMs: number, range: Range): readonly TraceSpan[] {
  return span.children.flatMap((child) => convertSpan(child, originMs, range) ?? []);
}

/**
 * Limits the times of a part to those of the part that contains it. Returns `undefined` for a part that started later,
 * such as a call that a function sends after its result.
 */
function convertSpan(span: Span, originMs: number, parent: Range): TraceSpan | undefined {
  const { kind, name, status, errorType } = span;
  const startMs = Math.max(round(span.startMs - originMs), parent.startMs);
  if (startMs > parent.endMs) return undefined;
  const recordedEndMs = span.endMs === undefined ? Number.POSITIVE_INFINITY : round(span.endMs - originMs);
  const endMs = Math.max(startMs, Math.min(recordedEndMs, parent.endMs));
  return {
    kind,
    name,
    startMs,
    durationMs: round(endMs - startMs),
    ...(status !== undefined && { status }),
    ...(errorType !== undefined && { errorType }),
    ...(recordedEndMs > parent.endMs && { isUnfinished: true as const }),
    spans: convertChildren(span, originMs, { startMs, endMs }),
  };
}

/** Rounds to microseconds. Times are rounded before they are subtracted, so that parts stay within each other. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
