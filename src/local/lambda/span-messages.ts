/**
 * Messages with which a worker reports times, if requests are traced. Times are those of `monotonicMs()`, the clock that
 * all threads share.
 */
export type SpanMessage = HandlerStarted | HandlerEnded | CallStarted | CallEnded;

/** The worker calls the handler. */
export interface HandlerStarted {
  readonly kind: "handlerStarted";
  readonly requestId: string;
  readonly atMs: number;
}

/** The handler that started last has ended. */
export interface HandlerEnded {
  readonly kind: "handlerEnded";
  readonly atMs: number;
}

/** The function sends an HTTP request. */
export interface CallStarted {
  readonly kind: "callStarted";
  /** Number of the call, which is unique in the worker. */
  readonly callId: number;
  /** Request ID of the current invocation, or of the last one. Undefined while the function is loaded. */
  readonly requestId?: string;
  readonly name: string;
  readonly atMs: number;
}

/**
 * The response to an HTTP request has arrived, or the request has failed. The message is sent twice for a response with a
 * body that the function reads: when the headers have arrived, and when the whole body has.
 */
export interface CallEnded {
  readonly kind: "callEnded";
  readonly callId: number;
  readonly atMs: number;
  readonly status?: number;
  readonly errorType?: string;
}
