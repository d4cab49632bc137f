import type { InvocationOutcome, InvokeMessage } from "../messages";
import { type Context, createContext, type FunctionContext } from "./context";
import type { Handler } from "./handler";
import { NodeJsExit, toFailure } from "./runtime-error";

/**
 * Invocation that is running. Its handler completes it by an async result, by its callback, or by the legacy functions
 * of its context. The first of these counts; later ones are ignored.
 *
 * A result that the callback is given is sent when the event loop is empty, as Lambda's own runtime does.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/CallbackContext.js
 */
export class RunningInvocation {
  readonly #message: InvokeMessage;
  readonly #context: Context;
  readonly #onCompleted: (outcome: InvocationOutcome) => void;
  /** True once the handler has given a result or an error. It may still wait for the event loop. */
  #isSettled = false;
  #whenLoopIsEmpty = () => {};

  /**
   * @param timeoutMs timeout of the invocation, counted from now
   * @param onCompleted receives the outcome, once
   */
  constructor(
    message: InvokeMessage,
    functionContext: FunctionContext,
    timeoutMs: number,
    onCompleted: (outcome: InvocationOutcome) => void,
  ) {
    this.#message = message;
    this.#onCompleted = onCompleted;
    const completionFunctions = { succeed: this.#succeed, fail: this.#fail, done: this.#done };
    this.#context = createContext(message, functionContext, timeoutMs, completionFunctions);
  }

  /** Calls the handler with the event, the context and the callback. */
  start(handler: Handler): void {
    this.#whenLoopIsEmpty = () => this.#settle(() => this.#completeUnsettled(handler));
    try {
      const result = handler(JSON.parse(this.#message.event), this.#context, this.#callback);
      if (isThenable(result)) result.then(this.#succeed, this.#fail);
    } catch (error) {
      this.#callback(error);
    }
  }

  /** Handles that the event loop is empty: no timer or I/O is left that could continue the handler. */
  onEmptyLoop(): void {
    this.#whenLoopIsEmpty();
  }

  readonly #callback = (error?: unknown, result?: unknown): void => {
    if (isPresent(error) || !this.#context.callbackWaitsForEmptyEventLoop) this.#done(error, result);
    else this.#settle(() => this.#completeWhenLoopIsEmpty(result));
  };

  readonly #succeed = (result?: unknown): void => this.#done(undefined, result);

  readonly #fail = (error?: unknown): void => this.#done(error ?? "handled");

  readonly #done = (error?: unknown, result?: unknown): void => {
    this.#settle(() => (isPresent(error) ? this.#completeWithError(error) : this.#complete(result)));
  };

  #settle(action: () => void): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    action();
  }

  /**
   * Completes an invocation whose handler gave no result and has nothing left to wait for. Lambda treats that as an
   * error of `async` functions only.
   */
  #completeUnsettled(handler: Handler): void {
    if (handler.constructor.name === "AsyncFunction") this.#completeWithError(new NodeJsExit(UNSETTLED));
    else this.#complete(undefined);
  }

  #completeWhenLoopIsEmpty(result: unknown): void {
    this.#whenLoopIsEmpty = () => this.#complete(result);
  }

  #complete(result: unknown): void {
    const json = serializeResult(result);
    if (json === undefined) this.#completeWithError(new Error("Unable to stringify response body"));
    else this.#onCompleted({ json });
  }

  #completeWithError(error: unknown): void {
    const failure = toFailure(error);
    console.error(error instanceof Error ? error : new Error(failure.errorMessage));
    this.#onCompleted(failure);
  }
}

/** Message of Lambda's own runtime. */
const UNSETTLED =
  "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes";

function isPresent(error: unknown): boolean {
  return error !== undefined && error !== null;
}

function isThenable(result: unknown): result is PromiseLike<unknown> {
  return typeof (result as Partial<PromiseLike<unknown>> | null | undefined)?.then === "function";
}

/**
 * Returns a handler's result as JSON; `null` for undefined. Returns undefined for a value that JSON cannot express, and
 * logs the reason if there is an error.
 */
function serializeResult(result: unknown): string | undefined {
  try {
    return JSON.stringify(result === undefined ? null : result);
  } catch (error) {
    console.error(error);
    return undefined;
  }
}
