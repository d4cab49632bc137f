import { finished } from "node:stream";
import type { InvocationOutcome, InvokeMessage, StreamMessage, WorkerSetup } from "../messages";
import { readHighWaterMark } from "./awslambda";
import { type Context, createContext, type FunctionContext } from "./context";
import type { Handler } from "./handler";
import { isThenable } from "./invocation";
import { ResponseStream, type StreamTarget } from "./response-stream";
import { logFailure, NodeJsExit, UNSETTLED } from "./runtime-error";

/**
 * Running invocation of a handler that writes its result to a stream. It completes when the handler has returned and its
 * stream has ended.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/Runtime.js
 */
export class StreamingInvocation {
  readonly #message: InvokeMessage;
  readonly #context: Context;
  readonly #stream: ResponseStream;
  readonly #handler: StreamingHandler;
  readonly #onCompleted: (outcome: InvocationOutcome) => void;
  /** Error of the stream after the client has closed the connection. */
  #clientError?: Error;
  #isSettled = false;
  #hasReturned = false;

  /** @param onCompleted called once, with the outcome */
  constructor(
    message: InvokeMessage,
    { handler, functionContext, timeoutMs }: StreamingOptions,
    target: StreamTarget,
    onCompleted: (outcome: InvocationOutcome) => void,
  ) {
    this.#message = message;
    this.#handler = handler as unknown as StreamingHandler;
    this.#onCompleted = onCompleted;
    this.#context = createContext(message, functionContext, timeoutMs, undefined);
    this.#context.callbackWaitsForEmptyEventLoop = true;
    this.#stream = new ResponseStream(target, readHighWaterMark(handler));
  }

  /** Calls the handler with the event, the stream and the context. */
  start(): void {
    try {
      const event = JSON.parse(this.#message.event);
      const result = this.#handler(event, this.#stream, this.#context);
      if (isThenable(result)) result.then(this.#onReturned, this.#fail);
      else this.#fail("Streaming does not support non-async handlers.");
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Completes the invocation, because the event loop is empty, and nothing can continue the handler. A handler that waits
   * for a stream that the client has closed has not failed.
   */
  onEmptyLoop(): void {
    const error = this.#hasReturned ? NOT_FINISHED : new NodeJsExit(UNSETTLED);
    this.#fail(this.#clientError ?? error);
  }

  /** Handles a message about the stream. Ignores a message about the stream of an earlier invocation. */
  onStreamMessage(message: StreamMessage): void {
    if (message.requestId !== this.#message.requestId) return;
    if (message.kind === "acknowledge") this.#stream.acknowledge(message.bytes);
    else this.#closeStream();
  }

  /** Ends the stream with the error that Node reports for a closed connection. */
  #closeStream(): void {
    this.#clientError ??= Object.assign(new Error("aborted"), { code: "ECONNRESET" });
    this.#stream.destroy(this.#clientError);
  }

  readonly #onReturned = (result: unknown): void => {
    this.#hasReturned = true;
    if (result !== undefined) console.warn("Streaming handlers ignore return values.");
    finished(this.#stream, () => {
      if (this.#stream.writableFinished) this.#settle({ isStreamed: true });
      else this.#fail(this.#clientError ?? NOT_FINISHED);
    });
  };

  readonly #fail = (error: unknown): void => {
    if (this.#isSettled) return;
    this.#stream.destroy();
    // A connection that the client closed is not an error of the function.
    const isClientError = error !== undefined && error === this.#clientError;
    this.#settle(isClientError ? { isStreamed: true } : logFailure(error ?? "handled"));
  };

  #settle(outcome: InvocationOutcome): void {
    this.#isSettled = true;
    this.#stream.sendEnd();
    this.#onCompleted(outcome);
  }
}

type StreamingHandler = (event: unknown, stream: ResponseStream, context: Context) => unknown;

interface StreamingOptions extends Pick<WorkerSetup, "timeoutMs"> {
  readonly handler: Handler;
  readonly functionContext: FunctionContext;
}

/** Error of Lambda's runtime for a handler that returns, but does not end its stream. */
const NOT_FINISHED = "Response stream is not finished.";
