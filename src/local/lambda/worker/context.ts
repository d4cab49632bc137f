import { performance } from "node:perf_hooks";
import type { InvokeMessage } from "../messages";

/**
 * Context object: the second argument of a handler.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export interface Context extends FunctionContext, Partial<LegacyMethods> {
  /** Undefined, like the legacy methods, if the runtime has no callbacks. */
  callbackWaitsForEmptyEventLoop?: boolean;
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string;
  readonly clientContext: undefined;
  readonly identity: undefined;
  getRemainingTimeInMillis(): number;
}

/** Legacy methods of the context that complete an invocation. Runtimes since Node.js 24 do not have them. */
export interface LegacyMethods {
  readonly succeed: (result?: unknown) => void;
  readonly fail: (error?: unknown) => void;
  readonly done: (error?: unknown, result?: unknown) => void;
}

/** Part of the context that is the same for every invocation of the function. */
export type FunctionContext = ReturnType<typeof readFunctionContext>;

/** Reads the part of the context that describes the function from Lambda's environment variables. */
export function readFunctionContext(env: NodeJS.ProcessEnv) {
  return {
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

/**
 * Returns the context of an invocation that starts now.
 *
 * @param timeoutMs timeout of the invocation, counted from this call
 * @param legacyMethods legacy methods of the context; `undefined` if the runtime does not have them
 */
export function createContext(
  { requestId, arn }: InvokeMessage,
  functionContext: FunctionContext,
  timeoutMs: number,
  legacyMethods: LegacyMethods | undefined,
): Context {
  const deadline = performance.now() + timeoutMs;
  // Assign each property. Spreading both objects would take longer than the rest of the invocation.
  const { functionName, functionVersion, memoryLimitInMB, logGroupName, logStreamName } = functionContext;
  const context: Mutable<Context> = {
    functionName,
    functionVersion,
    memoryLimitInMB,
    logGroupName,
    logStreamName,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: arn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.ceil(deadline - performance.now()),
  };
  if (legacyMethods) {
    context.callbackWaitsForEmptyEventLoop = true;
    context.succeed = legacyMethods.succeed;
    context.fail = legacyMethods.fail;
    context.done = legacyMethods.done;
  }
  return context;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };
