/**
 * Part of a request:
 *
 * - `gateway`: the gateway itself, such as routing, throttling, CORS and parameter mapping
 * - `authorizer`: authorization by an authorizer or by IAM
 * - `integration`: invocation of the function, or request to the HTTP endpoint
 * - `init`: start of an execution environment for which the invocation waited (cold start)
 * - `handler`: run of the handler
 * - `call`: HTTP request of the function, such as a call to an AWS service
 */
export type SpanKind = "gateway" | "authorizer" | "integration" | "init" | "handler" | "call";

/** Function of Node. It is read when the thread starts, because the code of a function could replace it later. */
const { bigint } = process.hrtime;

/**
 * Returns the time of a monotonic clock, in milliseconds. All threads of the process share this clock, so the times of a
 * worker and of the main thread can be compared. Node does not document that `performance.now()` is such a clock.
 * @see https://nodejs.org/docs/latest-v20.x/api/process.html#processhrtimebigint
 */
export function monotonicMs(): number {
  return Number(bigint()) / 1e6;
}

/**
 * Times of one part of a request while the request is handled. All times are those of {@link monotonicMs}.
 */
export class Span {
  readonly kind: SpanKind;
  readonly name: string;
  readonly startMs: number;
  children: readonly Span[] = [];
  /** Undefined while the part runs. */
  endMs?: number;
  /** HTTP status of the response to a call. */
  status?: number;
  errorType?: string;

  constructor(kind: SpanKind, name: string, startMs = monotonicMs()) {
    this.kind = kind;
    this.name = name;
    this.startMs = startMs;
  }

  /** Starts a part of this part. */
  start(kind: SpanKind, name: string, startMs?: number): Span {
    const child = new Span(kind, name, startMs);
    this.children = [...this.children, child];
    return child;
  }

  /** Adds a part that was started elsewhere, in place of the part of the same kind if there is one. */
  replace(child: Span): void {
    this.children = [...this.children.filter(({ kind }) => kind !== child.kind), child];
  }

  /** Sets the end, or replaces the end that was set before. */
  end(endMs = monotonicMs()): void {
    this.endMs = endMs;
  }

  /** Records an error, and ends the part unless it has already ended. */
  fail(errorType: string): void {
    this.errorType = errorType;
    this.endMs ??= monotonicMs();
  }
}
