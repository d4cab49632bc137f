import { randomUUID } from "node:crypto";
import type { Invocation } from "../model/invocation";
import type { InvocationError } from "./invocation-errors";

/** An invocation that waits or runs. */
export class PendingCall {
  readonly requestId = randomUUID();
  readonly arrivedAt = performance.now();
  readonly arn: string;
  readonly event: string;
  readonly traceHeader: string;
  readonly outcome: Promise<Invocation>;
  #resolve!: (invocation: Invocation) => void;

  constructor(arn: string, event: string, traceHeader: string) {
    this.arn = arn;
    this.event = event;
    this.traceHeader = traceHeader;
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  answer(json: string): void {
    this.#resolve({ isSuccess: true, json, requestId: this.requestId });
  }

  fail(failure: InvocationError): void {
    this.#resolve(failure(this.requestId));
  }
}
