/** What a worker is started with. */
export interface WorkerSetup {
  /** Files that it loads at once. */
  readonly requires: readonly string[];
  /** How long a call may take. */
  readonly timeoutMs: number;
  /** Of the {@link Turns}. */
  readonly callCounter: SharedArrayBuffer;
  /** Of the {@link Backlog}. */
  readonly outputBuffer: SharedArrayBuffer;
}

/** What a worker is told, several at once. JSON goes through as text: it is parsed and written where the handler runs. */
export type HostMessage =
  | LoadOrder
  | InvokeOrder
  /** Calls that come after it may begin again. */
  | { readonly kind: "reopen"; readonly key: number }
  | { readonly kind: "weigh" };

/** What code it runs. */
export interface LoadOrder {
  readonly kind: "load";
  /** The folder that it lies in. */
  readonly taskRoot: string;
  /** `index.handler`. */
  readonly handler: string;
}

/** A call. */
export interface InvokeOrder {
  readonly kind: "invoke";
  readonly requestId: string;
  readonly arn: string;
  readonly traceHeader: string;
  readonly event: string;
}

/** A line, as the worker knows it. */
export type WrittenLine = Omit<LogLine, "address" | "functionName">;

/** What a worker tells. */
export type WorkerMessage =
  | { readonly kind: "ready" }
  | ({ readonly kind: "line" } & WrittenLine)
  | ({ readonly kind: "ended"; readonly tookMs: number } & InvocationOutcome)
  /** And ends with it. */
  | ({ readonly kind: "crashed" } & WorkerError)
  /** The memory it holds. */
  | { readonly kind: "weighs"; readonly bytes: number };

/** What became of a call. */
export type InvocationOutcome = { readonly json: string } | WorkerError;

export interface WorkerError {
  readonly errorType: string;
  readonly errorMessage: string;
}

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
