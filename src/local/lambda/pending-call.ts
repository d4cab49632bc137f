import { randomUUID } from "node:crypto";
import type { InvocationResult } from "../model/lambda-interface";
import type { Span } from "../trace";
import type { FailureFactory } from "./invocation-errors";

/**
 * Invocation that waits or runs. The first call of {@link succeed} or {@link fail} sets its outcome; later
 * calls have no effect.
 */
export class PendingCall {
  readonly requestId = randomUUID();
  /** Time of arrival, by `performance.now()`. */
  readonly arrivedAt = performance.now();
  /** ARN by which the caller invoked the function, with or without an alias. */
  readonly arn: string;
  /** Event of the handler, as JSON. */
  readonly event: string;
  /** X-Ray trace header. The function reads it from the environment variable `_X_AMZN_TRACE_ID`. */
  readonly traceHeader: string;
  /** Part of a request to which the times of the invocation are added. Undefined if requests are not traced. */
  readonly span?: Span;
  /** Outcome of the invocation. A failure is also an outcome, so this promise never rejects. */
  readonly outcome: Promise<InvocationResult>;
  #handlerSpan?: Span;
  #resolve!: (invocation: InvocationResult) => void;

  constructor(arn: string, event: string, traceHeader: string, span?: Span) {
    this.arn = arn;
    this.event = event;
    this.traceHeader = traceHeader;
    this.span = span;
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Starts to record the run of the handler, unless the invocation is not traced. */
  startHandler(functionAddress: string, startMs: number): Span | undefined {
    this.#handlerSpan = this.span?.start("handler", functionAddress, startMs);
    return this.#handlerSpan;
  }

  /** @param json the handler's result, as JSON */
  succeed(json: string): void {
    this.#resolve({ isSuccess: true, json, requestId: this.requestId });
  }

  fail(error: FailureFactory): void {
    const failure = error(this.requestId);
    this.#handlerSpan?.fail(failure.errorType);
    this.#resolve(failure);
  }
}
