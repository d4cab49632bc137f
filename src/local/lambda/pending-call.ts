import { randomUUID } from "node:crypto";
import type { InvocationResult } from "../model/lambda-interface";
import type { FailureFactory } from "./invocation-errors";

/** Invocation that waits or runs. It gets exactly one outcome: the first of {@link succeed} and {@link fail} counts. */
export class PendingCall {
  readonly requestId = randomUUID();
  /** Time of arrival, by `performance.now()`. */
  readonly arrivedAt = performance.now();
  /** ARN that the function was invoked by, with or without an alias. */
  readonly arn: string;
  /** Event of the handler, as JSON. */
  readonly event: string;
  /** Value of `_X_AMZN_TRACE_ID`. */
  readonly traceHeader: string;
  /** Result of the invocation. This promise never rejects. */
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
