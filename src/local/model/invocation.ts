/** What became of a call of a function. */
export type Invocation = Succeeded | Failed;

export interface Succeeded {
  readonly isSuccess: true;
  /** What the handler returned, as JSON; `null` for `undefined`. */
  readonly json: string;
  readonly requestId: string;
}

export interface Failed {
  readonly isSuccess: false;
  /** What Lambda says of it: `Runtime.ExitError`, `Sandbox.Timedout`, `TypeError`, … */
  readonly errorType: string;
  readonly errorMessage: string;
  /** Whether Lambda refused the call, with 429, for its reserved concurrency: it did not run. */
  readonly isThrottled: boolean;
  readonly requestId: string;
}

/** Lambda, as far as a gateway needs it. */
export interface Lambda {
  /**
   * Calls a function; it never throws.
   *
   * @param address of the function: `aws_lambda_function.create-product`
   * @param arn what it is called as, with an alias' name at its end or not
   * @param event what its handler is given, as JSON
   * @param traceHeader `Root=1-…;Parent=…;Sampled=1`, which the function finds in `_X_AMZN_TRACE_ID`
   */
  invoke(address: string, arn: string, event: string, traceHeader: string): Promise<Invocation>;
}
