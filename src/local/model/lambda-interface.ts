/** Result of an invocation of a function. */
export type InvocationResult = Succeeded | Failed;

export interface Succeeded {
  readonly isSuccess: true;
  /** Value that the handler returned, as JSON; `null` for `undefined`. */
  readonly json: string;
  readonly requestId: string;
}

export interface Failed {
  readonly isSuccess: false;
  /** Error type that Lambda reports: `Runtime.ExitError`, `Sandbox.Timedout`, `TypeError`, … */
  readonly errorType: string;
  readonly errorMessage: string;
  /** True if Lambda rejected the invocation with 429 because of reserved concurrency. The function did not run. */
  readonly isThrottled: boolean;
  readonly requestId: string;
}

/** The part of Lambda that a gateway and its authorizers need. */
export interface Lambda {
  /**
   * Invokes a function. It never throws.
   *
   * @param address Terraform address of the function: `aws_lambda_function.create-product`
   * @param arn ARN that the caller uses, with or without an alias at its end
   * @param event input of the handler, as JSON
   * @param traceHeader `Root=1-…;Parent=…;Sampled=1`, which the function reads from `_X_AMZN_TRACE_ID`
   */
  invoke(address: string, arn: string, event: string, traceHeader: string): Promise<InvocationResult>;
}
