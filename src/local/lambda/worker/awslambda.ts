import { REST_API_QUOTAS } from "#aws";
import type { ResponseStream } from "./response-stream";

/** Property of a handler that writes its result to a stream. Its value is `response`. */
export const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
/** Property with the size of the buffer of the stream, in bytes. */
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");

/** Handler with its properties for response streaming. */
export type Marked = Record<symbol, unknown>;

/**
 * Defines the global object `awslambda` of Lambda's runtime. As on Lambda, an environment variable removes it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/UserFunction.js
 */
export function defineAwsLambda(env: NodeJS.ProcessEnv): void {
  if (["1", "true"].includes(env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? "")) return;
  Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream } });
}

/** Marks a handler: it receives the event, a {@link ResponseStream} and the context. */
function streamifyResponse(handler: Marked, options?: { readonly highWaterMark?: unknown }): Marked {
  handler[STREAMING] = "response";
  if (typeof options?.highWaterMark === "number")
    handler[HIGH_WATER_MARK] = Math.trunc(options.highWaterMark);
  return handler;
}

/** Returns the size of the buffer of a handler's stream, in bytes. Returns `undefined` for the default size. */
export function readHighWaterMark(handler: object): number | undefined {
  const bytes = (handler as Marked)[HIGH_WATER_MARK];
  return typeof bytes === "number" && bytes > 0 ? bytes : undefined;
}

/** Streams of HTTP responses: the metadata, such as the status code, precedes the body. */
const HttpResponseStream = {
  /**
   * Adds metadata to a stream. They are written before the first chunk, so a handler without a body must write an empty
   * chunk.
   */
  from(stream: ResponseStream, metadata: unknown): ResponseStream {
    stream.setContentType("application/vnd.awslambda.http-integration-response");
    const text = JSON.stringify(metadata);
    stream._onBeforeFirstWrite = (write) => {
      write(text);
      write(new Uint8Array(REST_API_QUOTAS.streamSeparatorBytes));
    };
    return stream;
  },
};
