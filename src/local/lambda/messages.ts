import type { SpanMessage } from "./span-messages";

/** Data that the main thread, which runs the gateway, passes to each new worker (`workerData`). */
export interface WorkerSetup {
  /** Files of npm packages that the worker loads immediately, before it receives the function's code. */
  readonly requires: readonly string[];
  /** Timeout of each invocation, in milliseconds. */
  readonly timeoutMs: number;
  /** True if the runtime of the function still calls handlers with a callback, which Node.js 24 removed. */
  readonly supportsCallbacks: boolean;
  /** Memory of the {@link SharedCallCounter}. */
  readonly callCounter: SharedArrayBuffer;
  /** Memory of the {@link OutputBuffer}. */
  readonly outputBuffer: SharedArrayBuffer;
  /** Local URLs that replace the scheme and the host of HTTPS requests, by the start of the URL. */
  readonly redirects: Readonly<Record<string, string>>;
  /** True if the worker reports the times of handlers and of their HTTP requests. */
  readonly recordsSpans: boolean;
}

/**
 * Message from the main thread to a worker. Several messages are posted together, as an array. Events and
 * results are sent as JSON strings. The worker parses events and serializes results, as Lambda's runtime
 * does.
 */
export type MainThreadMessage =
  | LoadMessage
  | InvokeMessage
  /**
   * Request to reopen the {@link SharedCallCounter} that was closed with this key, so that the following
   * invocations can start.
   */
  | { readonly kind: "reopen"; readonly key: number }
  /** Request to report the memory that the worker uses. */
  | { readonly kind: "measureMemory" }
  | StreamMessage;

/** Message about the response stream of an invocation. It has no effect if the invocation has completed. */
export type StreamMessage =
  /** The gateway has passed on these bytes of the stream. The worker may send as many more. */
  | { readonly kind: "acknowledge"; readonly requestId: string; readonly bytes: number }
  /** The gateway needs no more bytes, for example because the client has closed the connection. */
  | { readonly kind: "closeStream"; readonly requestId: string };

/** Message with the location of the function's code. It is sent once, before any invocation. */
export interface LoadMessage {
  readonly kind: "load";
  /** Folder of the function's code (`LAMBDA_TASK_ROOT`). */
  readonly taskRoot: string;
  /** Name of the handler, as in the function's configuration: `index.handler`. */
  readonly handler: string;
}

/** Request to run an invocation. */
export interface InvokeMessage {
  readonly kind: "invoke";
  readonly requestId: string;
  /** ARN by which the caller invoked the function. */
  readonly arn: string;
  /** X-Ray trace header. The function reads it from the environment variable `_X_AMZN_TRACE_ID`. */
  readonly traceHeader: string;
  /** Event of the handler, as JSON. */
  readonly event: string;
}

/** Line that a worker sends to the main thread, which adds the address and the name of the function. */
export type WorkerLogLine = Omit<LogLine, "address" | "functionName">;

/** Message from a worker to the main thread. */
export type WorkerMessage =
  /** The worker has loaded the handler. */
  | { readonly kind: "ready" }
  | ({ readonly kind: "line" } & WorkerLogLine)
  /** The current invocation has succeeded or failed after `tookMs`, and the worker can run the next one. */
  | ({ readonly kind: "completed"; readonly tookMs: number } & InvocationOutcome)
  /** The worker has failed as a whole, for example by an uncaught exception. It exits after this message. */
  | ({ readonly kind: "crashed" } & WorkerError)
  /** The handler has written these bytes to its response stream. */
  | StreamedChunk
  /** The handler has ended its response stream. */
  | { readonly kind: "streamEnd"; readonly requestId: string }
  | SpanMessage
  /** Report of the memory that the worker uses, as requested by `measureMemory`. */
  | { readonly kind: "memory"; readonly bytes: number };

export interface StreamedChunk {
  readonly kind: "chunk";
  readonly requestId: string;
  readonly bytes: Uint8Array;
}

/**
 * Outcome of an invocation: the handler's result as a JSON string, `isStreamed` for a handler that wrote its result to a
 * stream, or the handler's error.
 */
export type InvocationOutcome = { readonly json: string } | { readonly isStreamed: true } | WorkerError;

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
  /**
   * Request ID of the current invocation, or of the last one; undefined until the first invocation starts.
   */
  readonly requestId?: string;
  /** Level of a line from `console`; undefined if the line was written to stdout or stderr directly. */
  readonly level?: Level;
  /**
   * Content of the line. A line from `console` is JSON with `timestamp`, `level`, `requestId` and `message`.
   * Any other line is unchanged.
   */
  readonly text: string;
}

/**
 * Log levels of Lambda.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export type Level = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";
