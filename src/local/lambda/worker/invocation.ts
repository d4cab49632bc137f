import type { InvocationOutcome, InvokeOrder } from "../messages";
import { type Context, contextOf, type FunctionContext } from "./context";
import type { Handler } from "./handler";
import { NodeJsExit, toFailure } from "./runtime-error";

/**
 * A call while it runs. Its handler answers by a promise, by its callback, or by its context's older functions; the
 * first of these counts. As Lambda's own runtime has it, a callback's answer waits until the event loop is empty.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/CallbackContext.js
 */
export class Invocation {
  readonly #order: InvokeOrder;
  readonly #context: Context;
  readonly #end: (outcome: InvocationOutcome) => void;
  #isSettled = false;
  #whenLoopIsEmpty = () => {};

  /**
   * @param timeoutMs how long it may take, from now
   * @param end is given what became of it, once
   */
  constructor(
    order: InvokeOrder,
    fn: FunctionContext,
    timeoutMs: number,
    end: (outcome: InvocationOutcome) => void,
  ) {
    this.#order = order;
    this.#end = end;
    const ends = { succeed: this.#succeed, fail: this.#fail, done: this.#done };
    this.#context = contextOf(order, fn, timeoutMs, ends);
  }

  start(handler: Handler): void {
    this.#whenLoopIsEmpty = () => this.#settle(() => this.#forsaken(handler));
    try {
      const result = handler(JSON.parse(this.#order.event), this.#context, this.#callback);
      if (isPromise(result)) result.then(this.#succeed, this.#fail);
    } catch (error) {
      this.#callback(error);
    }
  }

  /** Nothing is left that could go on by itself. */
  loopIsEmpty(): void {
    this.#whenLoopIsEmpty();
  }

  readonly #callback = (error?: unknown, result?: unknown): void => {
    if (isSomething(error) || !this.#context.callbackWaitsForEmptyEventLoop) this.#done(error, result);
    else this.#settle(() => this.#answerLater(result));
  };

  readonly #succeed = (result?: unknown): void => this.#done(undefined, result);

  readonly #fail = (error?: unknown): void => this.#done(error ?? "handled");

  readonly #done = (error?: unknown, result?: unknown): void => {
    this.#settle(() => (isSomething(error) ? this.#reject(error) : this.#answer(result)));
  };

  #settle(how: () => void): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    how();
  }

  /** It neither answered nor has anything to wait for: Lambda holds that against `async` functions alone. */
  #forsaken(handler: Handler): void {
    if (handler.constructor.name === "AsyncFunction") this.#reject(new NodeJsExit(UNSETTLED));
    else this.#answer(undefined);
  }

  #answerLater(result: unknown): void {
    this.#whenLoopIsEmpty = () => this.#answer(result);
  }

  #answer(result: unknown): void {
    const json = jsonOf(result);
    if (json === undefined) this.#reject(new Error("Unable to stringify response body"));
    else this.#end({ json });
  }

  #reject(error: unknown): void {
    const failure = toFailure(error);
    console.error(error instanceof Error ? error : new Error(failure.errorMessage));
    this.#end(failure);
  }
}

const UNSETTLED =
  "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes";

function isSomething(error: unknown): boolean {
  return error !== undefined && error !== null;
}

function isPromise(result: unknown): result is PromiseLike<unknown> {
  return typeof (result as Partial<PromiseLike<unknown>> | null | undefined)?.then === "function";
}

/** Undefined for what is no JSON; why it is none is said beside it. */
function jsonOf(result: unknown): string | undefined {
  try {
    return JSON.stringify(result === undefined ? null : result);
  } catch (error) {
    console.error(error);
    return undefined;
  }
}
