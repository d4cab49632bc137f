import { randomUUID } from "node:crypto";
import type { InvocationResult } from "../model/lambda-interface";
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
  /** Outcome of the invocation. A failure is also an outcome, so this promise never rejects. */
  readonly outcome: Promise<InvocationResult>;
  #resolve!: (invocation: InvocationResult) => void;

  constructor(arn: string, event: string, traceHeader: string) {
    this.arn = arn;
    this.event = event;
    this.traceHeader = traceHeader;
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** @param json the handler's result, as JSON */
  succeed(json: string): void {
    this.#resolve({ isSuccess: true, json, requestId: this.requestId });
  }

  fail(error: FailureFactory): void {
    this.#resolve(error(this.requestId));
  }
}
