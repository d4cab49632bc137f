/** Data that a worker is started with. */
export interface WorkerSetup {
  /** Files of packages that the worker loads immediately, before it gets its code. */
  readonly requires: readonly string[];
  /** Timeout of an invocation. */
  readonly timeoutMs: number;
  /** Memory of the {@link SharedCallCounter}. */
  readonly callCounter: SharedArrayBuffer;
  /** Memory of the {@link OutputBuffer}. */
  readonly outputBuffer: SharedArrayBuffer;
}

/**
 * Message from the host thread to a worker. Several are posted together, as an array. Events and results cross as JSON
 * text; they are parsed and serialized in the thread that runs the handler.
 */
export type HostMessage =
  | LoadMessage
  | InvokeMessage
  /** Lets the invocations that follow begin, after a {@link SharedCallCounter} was closed with this key. */
  | { readonly kind: "reopen"; readonly key: number }
  /** Asks for the memory that the worker uses. */
  | { readonly kind: "measureMemory" };

/** Names the code that the worker runs. It is sent once, before any invocation. */
export interface LoadMessage {
  readonly kind: "load";
  /** Folder of the code. */
  readonly taskRoot: string;
  /** `index.handler`. */
  readonly handler: string;
}

/** Requests an invocation. */
export interface InvokeMessage {
  readonly kind: "invoke";
  readonly requestId: string;
  /** ARN that the function was invoked by. */
  readonly arn: string;
  /** Value of `_X_AMZN_TRACE_ID`. */
  readonly traceHeader: string;
  /** Event of the handler, as JSON. */
  readonly event: string;
}

/** Line that a worker sends. The host adds which function it is from. */
export type WorkerLogLine = Omit<LogLine, "address" | "functionName">;

/** Message from a worker to the host thread. */
export type WorkerMessage =
  /** The handler is loaded. */
  | { readonly kind: "ready" }
  | ({ readonly kind: "line" } & WorkerLogLine)
  /** The current invocation has completed, or failed without harm to the worker. */
  | ({ readonly kind: "completed"; readonly tookMs: number } & InvocationOutcome)
  /** The worker has failed as a whole. It sends this message last, and exits. */
  | ({ readonly kind: "crashed" } & WorkerError)
  /** Memory that the worker uses. */
  | { readonly kind: "memory"; readonly bytes: number };

/** Result of an invocation: the handler's result as JSON, or its error. */
export type InvocationOutcome = { readonly json: string } | WorkerError;

export interface WorkerError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** Line that a function wrote. */
export interface LogLine {
  /** Terraform address of the function: `aws_lambda_function.create-product`. */
  readonly address: string;
  /** Name of the function: `products-dev-create-product`. */
  readonly functionName: string;
  /** Invocation that is running, or the last one that ran; absent before the first one, while the module is loaded. */
  readonly requestId?: string;
  /** Level of a `console` line; absent for a line that was written to stdout or stderr directly. */
  readonly level?: Level;
  /**
   * Text of the line. A `console` line is JSON with `timestamp`, `level`, `requestId` and `message`; others are
   * unchanged.
   */
  readonly text: string;
}

/**
 * Log levels of Lambda.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export type Level = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";
