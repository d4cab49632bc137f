import type { InvokeOrder } from "../messages";

/** What a handler is given beside its event: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface Context extends FunctionContext, Ends {
  callbackWaitsForEmptyEventLoop: boolean;
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string;
  readonly clientContext: undefined;
  readonly identity: undefined;
  getRemainingTimeInMillis(): number;
}

/** The older ways to end a call. */
export interface Ends {
  readonly succeed: (result?: unknown) => void;
  readonly fail: (error?: unknown) => void;
  readonly done: (error?: unknown, result?: unknown) => void;
}

/** What is the same for every call. */
export type FunctionContext = ReturnType<typeof functionContext>;

export function functionContext(env: NodeJS.ProcessEnv) {
  return {
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

/** @param timeoutMs how long the call may take, from now */
export function contextOf(
  { requestId, arn }: InvokeOrder,
  fn: FunctionContext,
  timeoutMs: number,
  ends: Ends,
): Context {
  const deadline = Date.now() + timeoutMs;
  return {
    callbackWaitsForEmptyEventLoop: true,
    ...ends,
    ...fn,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: arn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}
