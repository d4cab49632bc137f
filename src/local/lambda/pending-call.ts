import { randomUUID } from "node:crypto";
import { LAMBDA_QUOTAS } from "#aws";
import type { InvocationResult } from "../model/lambda-interface";
import type { Span } from "../trace";
import { type FailureFactory, responseTooLargeError } from "./invocation-errors";
import type { InvocationStream } from "./invocation-stream";

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
  /** Stream that receives the result while the handler writes it. Undefined if the invoker waits for the whole result. */
  readonly stream?: InvocationStream;
  /** Outcome of the invocation. A failure is also an outcome, so this promise never rejects. */
  readonly outcome: Promise<InvocationResult>;
  #handlerSpan?: Span;
  /** Bytes that a streaming handler wrote, if the invoker waits for the whole result. */
  #written?: Uint8Array[];
  #writtenBytes = 0;
  #resolve!: (invocation: InvocationResult) => void;

  constructor(arn: string, event: string, traceHeader: string, { span, stream }: CallReceivers = {}) {
    this.arn = arn;
    this.event = event;
    this.traceHeader = traceHeader;
    this.span = span;
    this.stream = stream;
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
    this.stream?.finish(json);
    this.#resolve({ isSuccess: true, json, requestId: this.requestId });
  }

  /** Adds bytes that a streaming handler wrote, for an invoker that waits for the whole result. */
  collect(bytes: Uint8Array): void {
    this.#writtenBytes += bytes.length;
    this.#written ??= [];
    if (this.#writtenBytes <= LAMBDA_QUOTAS.payloadBytes) this.#written.push(bytes);
    else this.#written = [];
  }

  /** Sets the outcome of a streaming handler that has ended its stream. */
  succeedStreamed(): void {
    if (this.#writtenBytes > LAMBDA_QUOTAS.payloadBytes) this.fail(responseTooLargeError(this.#writtenBytes));
    else {
      const json = Buffer.concat(this.#written ?? []).toString();
      this.#resolve({ isSuccess: true, json, requestId: this.requestId });
    }
  }

  fail(error: FailureFactory): void {
    const failure = error(this.requestId);
    this.#handlerSpan?.fail(failure.errorType);
    this.stream?.fail(failure.errorType, failure.errorMessage);
    this.#resolve(failure);
  }
}

/** Receivers of the times and of the streamed result of an invocation. */
interface CallReceivers {
  readonly span?: Span;
  readonly stream?: InvocationStream;
}
