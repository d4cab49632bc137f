import type { InvocationOutcome, InvokeMessage, WorkerSetup } from "../messages";
import { type Context, createContext, type FunctionContext } from "./context";
import type { Handler } from "./handler";
import { logFailure, NodeJsExit, UNSETTLED } from "./runtime-error";

/**
 * Running invocation. The handler settles it by returning a `Promise`, by calling its callback, or by calling
 * a legacy method of the context (`succeed`, `fail`, `done`). Only the first result or error counts. The runtimes from
 * Node.js 24 have no callback and no legacy methods, and the handler settles the invocation by returning.
 *
 * As in Lambda's own runtime, a result that was passed to the callback is sent only when the event loop is
 * empty.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/CallbackContext.js
 */
export class RunningInvocation {
  readonly #message: InvokeMessage;
  readonly #context: Context;
  readonly #supportsCallbacks: boolean;
  readonly #onCompleted: (outcome: InvocationOutcome) => void;
  /** True once the handler has settled the invocation. The result may still wait for an empty event loop. */
  #isSettled = false;
  #whenLoopIsEmpty = () => {};

  /**
   * @param setup timeout of the invocation, counted from now, and the kind of runtime
   * @param onCompleted called once, with the outcome
   */
  constructor(
    message: InvokeMessage,
    functionContext: FunctionContext,
    { timeoutMs, supportsCallbacks }: Pick<WorkerSetup, "timeoutMs" | "supportsCallbacks">,
    onCompleted: (outcome: InvocationOutcome) => void,
  ) {
    this.#message = message;
    this.#onCompleted = onCompleted;
    this.#supportsCallbacks = supportsCallbacks;
    const legacyMethods = { succeed: this.#succeed, fail: this.#fail, done: this.#done };
    this.#context = createContext(
      message,
      functionContext,
      timeoutMs,
      supportsCallbacks ? legacyMethods : undefined,
    );
  }

  /** Calls the handler with the event, the context and, if the runtime has one, the callback. */
  start(handler: Handler): void {
    this.#whenLoopIsEmpty = () => this.#settle(() => this.#completeUnsettled(handler));
    try {
      const event = JSON.parse(this.#message.event);
      const result = this.#supportsCallbacks
        ? handler(event, this.#context, this.#callback)
        : handler(event, this.#context);
      if (isThenable(result)) result.then(this.#succeed, this.#fail);
      else if (!this.#supportsCallbacks) this.#succeed(result);
    } catch (error) {
      if (this.#supportsCallbacks) this.#callback(error);
      else this.#fail(error);
    }
  }

  /** Completes the invocation, because the event loop is empty: no timer or I/O can continue the handler. */
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
   * Completes an invocation that the handler has not settled, although the event loop is empty. As on Lambda,
   * the invocation fails if the handler is an `async` function, or if it can only return. Otherwise the result of the
   * invocation is `null`.
   */
  #completeUnsettled(handler: Handler): void {
    if (!this.#supportsCallbacks || handler.constructor.name === "AsyncFunction")
      this.#completeWithError(new NodeJsExit(UNSETTLED));
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
    this.#onCompleted(logFailure(error));
  }
}

function isPresent(error: unknown): boolean {
  return error !== undefined && error !== null;
}

/** Returns true for an object with a method `then`, such as a `Promise`. */
export function isThenable(result: unknown): result is PromiseLike<unknown> {
  return typeof (result as Partial<PromiseLike<unknown>> | null | undefined)?.then === "function";
}

/**
 * Returns a handler's result as a JSON string, which is `null` for the result `undefined`. If the result
 * cannot be serialized, returns `undefined`, and logs the error if `JSON.stringify` throws one.
 */
function serializeResult(result: unknown): string | undefined {
  try {
    return JSON.stringify(result === undefined ? null : result);
  } catch (error) {
    console.error(error);
    return undefined;
  }
}
