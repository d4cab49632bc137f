import type { Readable } from "node:stream";
import type { Span } from "../trace";

/** Function that an integration or an authorizer invokes. */
export interface LambdaTarget {
  /** Terraform address of the function: `aws_lambda_function.create-product`. */
  readonly function: string;
  /**
   * ARN that API Gateway invokes: `arn:aws:lambda:…:function:products-dev-create`. For an alias, the ARN ends
   * with the alias name, such as `:live`.
   */
  readonly arn: string;
  /**
   * Reason why API Gateway is not permitted to invoke the function, for the terminal. Absent if API Gateway
   * has permission.
   */
  readonly denied?: string;
}

/** Result of invoking a function. */
export type InvocationResult = Succeeded | Failed;

export interface Succeeded {
  readonly isSuccess: true;
  /**
   * Value that the handler returned, as JSON. The value `undefined` becomes `null`. If the handler wrote to a response
   * stream, this is the written text, which need not be JSON.
   */
  readonly json: string;
  readonly requestId: string;
}

export interface Failed {
  readonly isSuccess: false;
  /** Error type that Lambda reports: `Runtime.ExitError`, `Sandbox.Timedout`, `TypeError`, … */
  readonly errorType: string;
  readonly errorMessage: string;
  /**
   * True if Lambda rejected the invocation with status 429, because the reserved concurrency of the function
   * was used up. In that case, the function did not run.
   */
  readonly isThrottled: boolean;
  readonly requestId: string;
}

/** Result of an invocation that a user requested: the returned value, or the error. */
export type FunctionResult = FunctionSuccess | Failed;

export interface FunctionSuccess {
  readonly isSuccess: true;
  /**
   * Value that the handler returned, after JSON serialization. The value `undefined` becomes `null`. If the handler wrote an
   * HTTP response to a stream, this is an object with its metadata and its `body`.
   */
  readonly value: unknown;
  readonly requestId: string;
}

/** Invocation whose result is read while the handler writes it. */
export interface StreamedInvocation {
  readonly requestId: string;
  /**
   * Bytes that the handler writes to its response stream. For a handler without such a stream, these are the bytes of its
   * result. The stream fails if the invocation fails. Destroying it ends the stream of the handler.
   */
  readonly payload: Readable;
  /** Outcome of the invocation, without the result of a streaming handler. The promise never rejects. */
  readonly outcome: Promise<InvocationResult>;
}

/** Interface to the emulated Lambda service, for the gateway and its authorizers. */
export interface Lambda {
  /**
   * Invokes a function. The returned promise never rejects; a failed invocation resolves to {@link Failed}.
   *
   * @param address Terraform address of the function: `aws_lambda_function.create-product`
   * @param arn function ARN in the settings of the integration or authorizer; it may end with the name of an
   * alias
   * @param event event for the handler, as JSON
   * @param traceHeader X-Ray trace header: `Root=1-…;Parent=…;Sampled=1`. The function can read it from the
   * environment variable `_X_AMZN_TRACE_ID`
   * @param span part of a request to which the times of the invocation are added. Default: none
   */
  invoke(
    address: string,
    arn: string,
    event: string,
    traceHeader: string,
    span?: Span,
  ): Promise<InvocationResult>;
}

/** The emulated Lambda service with response streaming. */
export interface StreamingLambda extends Lambda {
  /**
   * Invokes a function, and reads its result while the handler writes it. The parameters are those of `invoke`.
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
   */
  invokeWithResponseStream(
    address: string,
    arn: string,
    event: string,
    traceHeader: string,
    span?: Span,
  ): StreamedInvocation;
}
