/** A line that a function wrote. */
export interface LogLine {
  /** The function's address: `aws_lambda_function.create-product`. */
  readonly address: string;
  /** Its name: `products-dev-create-product`. */
  readonly functionName: string;
  /** The invocation that was running, or the last that did; absent while the function's module is loaded. */
  readonly requestId?: string;
  /** Of what went through `console`; absent for what was written to stdout or stderr. */
  readonly level?: Level;
  /** JSON with `timestamp`, `level`, `requestId` and `message` for what went through `console`, else as it was written. */
  readonly text: string;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export type Level = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";
