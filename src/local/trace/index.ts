export { Span } from "./span";
export { type TraceSpan, toTraceSpans } from "./trace-span";
