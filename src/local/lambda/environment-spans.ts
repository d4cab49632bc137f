import { Span } from "../trace";
import type { FailureFactory } from "./invocation-errors";
import type { PendingCall } from "./pending-call";
import type { CallEnded, CallStarted, HandlerStarted, SpanMessage } from "./span-messages";

/**
 * Times of one execution environment: of its start, of the current invocation, and of the HTTP requests of the function.
 * The times are added to the span of the invocation.
 */
export class EnvironmentSpans {
  readonly #functionAddress: string;
  readonly #init: Span;
  /** Run of the handler in the current invocation, or in the last one. Undefined if that invocation is not traced. */
  #handler?: Span;
  #requestId?: string;
  /** Calls that started in the current invocation or while the function was loaded, by their number. */
  readonly #calls = new Map<number, Span>();

  /** Must be called when the start of the environment begins. */
  constructor(functionAddress: string) {
    this.#functionAddress = functionAddress;
    this.#init = new Span("init", functionAddress);
  }

  /** Ends the start of the environment, unless it has already ended. @param error error that ended the environment */
  endInit(error?: FailureFactory): void {
    if (this.#init.endMs !== undefined) return;
    if (error) this.#init.fail(error("").errorType);
    else this.#init.end();
  }

  /**
   * Adds the start of the environment to an invocation that arrived before the start had ended. It replaces the start of
   * another environment, which was added because the invocation waited for both.
   */
  addInit({ span }: PendingCall): void {
    const init = this.#init;
    if (span && (init.endMs ?? Number.POSITIVE_INFINITY) > span.startMs) span.replace(init);
  }

  /** @param calls invocations of the environment that have not completed */
  onMessage(message: SpanMessage, calls: readonly PendingCall[]): void {
    if (message.kind === "handlerStarted") this.#onHandlerStarted(message, calls);
    else if (message.kind === "handlerEnded") this.#handler?.end(message.atMs);
    else if (message.kind === "callStarted") this.#onCallStarted(message);
    else this.#onCallEnded(message);
  }

  #onHandlerStarted({ requestId, atMs }: HandlerStarted, calls: readonly PendingCall[]): void {
    const call = calls.find((pending) => pending.requestId === requestId);
    if (call) this.addInit(call);
    this.#requestId = requestId;
    this.#handler = call?.startHandler(this.#functionAddress, atMs);
    this.#calls.clear();
  }

  #onCallStarted({ callId, requestId, name, atMs }: CallStarted): void {
    const handler = requestId === this.#requestId ? this.#handler : undefined;
    const parent = requestId === undefined ? this.#init : handler;
    if (parent) this.#calls.set(callId, parent.start("call", name, atMs));
  }

  #onCallEnded({ callId, atMs, status, errorType }: CallEnded): void {
    const span = this.#calls.get(callId);
    span?.end(atMs);
    if (span && status !== undefined) span.status = status;
    if (errorType !== undefined) span?.fail(errorType);
  }
}
